"""What the rows of series have to be able to do: AMAs that recur, each date of which is an AMA of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.identity import AmaId, CommunityId, MemberId
from bot.series.values import Series


@dataclass(frozen=True, kw_only=True, slots=True)
class Recurring:
    """A series of AMAs."""

    id: int
    community: CommunityId
    rule: Series
    #: The AMA like which each further one begins: its title, hosts, places, tags and all else but its time.
    like: AmaId
    made_by: MemberId
    #: Since when no more are made.
    ended_at: datetime | None = None


class SeriesStore(Protocol):
    """Series of AMAs. Every method sees only the community it is given."""

    async def add(self, community: CommunityId, rule: Series, like: AmaId, by: MemberId) -> Recurring:
        """Make a series, with the next number."""
        ...

    async def get(self, community: CommunityId, number: int) -> Recurring | None:
        """The series with this number."""
        ...

    async def save(self, one: Recurring) -> None:
        """Keep its rule, what its AMAs begin like, and whether it has ended."""
        ...

    async def going(self, community: CommunityId, after: int, count: int) -> list[Recurring]:
        """Series that have not ended, with larger numbers than ``after``, in the order of their numbers."""
        ...

    async def adopt(self, one: Recurring, ama: AmaId, key: str) -> None:
        """Let an AMA be the one of a date of a series."""
        ...

    async def made(self, one: Recurring, keys: Sequence[str]) -> Mapping[str, AmaId]:
        """Which of these dates have an AMA already, and which one."""
        ...
