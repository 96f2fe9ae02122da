"""Questions of AMAs in one unit of work."""

from __future__ import annotations

from bot.identity import AmaId, CommunityId
from storage.session import Session


class Questions:
    """Questions in one unit of work. See :class:`bot.questions.store.QuestionStore` for what each method promises."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def count(self, community: CommunityId, ama: AmaId) -> int:
        """How many were asked in an AMA, whatever became of them."""
        raise NotImplementedError
