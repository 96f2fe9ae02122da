"""AMAs in one unit of work."""

from __future__ import annotations

from bot.amas.values import Ama
from bot.identity import AmaId, CommunityId
from storage.session import Session


class Amas:
    """AMAs in one unit of work. See :class:`bot.amas.store.AmaStore` for what each method promises."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def get(self, community: CommunityId, number: AmaId) -> Ama | None:
        """The AMA with this number."""
        raise NotImplementedError
