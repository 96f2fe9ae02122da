"""How many people are interested in an AMA by the event that a platform itself keeps of it, as the platform counts.

Beside those who say here that they come: somebody may be on both lists, and no platform says who.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.identity import AmaId, CommunityId


@dataclass(frozen=True, kw_only=True, slots=True)
class NativeEvent:
    """An event that stands on a platform."""

    #: The delivery that made it.
    delivery: int
    platform: str
    workspace: str
    ref: str
    #: As it was last counted; None before the first time.
    interested: int | None = None


class InterestedStore(Protocol):
    """What platforms have counted."""

    async def interested(self, community: CommunityId, ama: AmaId) -> Mapping[str, int]:
        """How many are interested, by platform; those that have not said so are left out."""
        ...

    # Over all communities, for whoever counts.

    async def events_ahead(self, now: datetime, until: datetime, count: int) -> list[NativeEvent]:
        """The events of AMAs that are to begin before ``until``, so many at most."""
        ...

    async def note_interested(self, delivery: int, interested: int) -> None:
        """Keep how many are interested in the event that this delivery made."""
        ...
