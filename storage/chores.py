"""Work that is to be done, in the order in which it came."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from bot.chores import Chore
from bot.identity import CommunityId
from storage.prepared import Prepared
from storage.session import Session
from storage.tables import chore

_ADD = Prepared(
    "add chore",
    insert(chore).values(
        community_id=bindparam("c"),
        kind=bindparam("what"),
        state=bindparam("how_far"),
        made_at=bindparam("now", type_=chore.c.made_at.type),
    ),
)
_NEXT = Prepared(
    "next chore", select(chore.c.id, chore.c.community_id, chore.c.kind, chore.c.state).order_by(chore.c.id).limit(1)
)
_ADVANCE = Prepared(
    "advance chore", update(chore).where(chore.c.id == bindparam("chore")).values(state=bindparam("how_far"))
)
_FINISH = Prepared("finish chore", delete(chore).where(chore.c.id == bindparam("chore")))


class ChoreRows:
    """Work in one unit of work. See :class:`bot.chores.ChoreStore` for what each method promises."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, community: CommunityId, kind: str, state: Mapping[str, Any], now: datetime) -> None:
        """Have something done soon."""
        await self._session.run(_ADD, c=community, what=kind, how_far=json.dumps(dict(state)), now=now)

    async def next(self) -> Chore | None:
        """The oldest piece of work."""
        row = await self._session.row(_NEXT)
        if row is None:
            return None
        return Chore(id=row[0], community=CommunityId(row[1]), kind=row[2], state=json.loads(row[3]))

    async def advance(self, one: Chore, state: Mapping[str, Any]) -> None:
        """Note how far it is."""
        await self._session.run(_ADVANCE, chore=one.id, how_far=json.dumps(dict(state)))

    async def finish(self, one: Chore) -> None:
        """It is done."""
        await self._session.run(_FINISH, chore=one.id)
