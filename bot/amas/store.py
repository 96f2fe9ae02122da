"""What the rows of AMAs have to be able to do. Every method sees only the community it is given."""

from __future__ import annotations

from typing import Protocol

from bot.amas.values import Ama
from bot.identity import AmaId, CommunityId


class AmaStore(Protocol):
    """AMAs of the communities."""

    async def get(self, community: CommunityId, number: AmaId) -> Ama | None:
        """The AMA with this number."""
        ...
