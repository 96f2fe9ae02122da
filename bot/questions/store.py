"""What the rows of questions have to be able to do. Every method sees only the community it is given."""

from __future__ import annotations

from typing import Protocol

from bot.identity import AmaId, CommunityId


class QuestionStore(Protocol):
    """Questions of AMAs."""

    async def count(self, community: CommunityId, ama: AmaId) -> int:
        """How many were asked in an AMA, whatever became of them."""
        ...
