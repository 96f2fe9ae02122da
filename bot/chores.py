"""Work that takes longer than a command may, as it is kept: what it is, and how far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.identity import CommunityId


@dataclass(frozen=True, kw_only=True, slots=True)
class Chore:
    """A piece of work, and how far it is."""

    id: int
    community: CommunityId
    kind: str
    state: Mapping[str, Any]


class ChoreStore(Protocol):
    """Work that is to be done."""

    async def add(self, community: CommunityId, kind: str, state: Mapping[str, Any], now: datetime) -> None:
        """Have something done soon."""
        ...

    async def next(self) -> Chore | None:
        """The oldest piece of work."""
        ...

    async def advance(self, chore: Chore, state: Mapping[str, Any]) -> None:
        """Note how far it is."""
        ...

    async def finish(self, chore: Chore) -> None:
        """It is done."""
        ...
