"""Long buttons that are parked, and events that were heard already."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import bindparam, delete, select, text

from bot.identity import CommunityId
from storage.database import Session
from storage.prepared import Prepared
from storage.tables import inbox, parked_action

_PARK = Prepared(
    "park",
    text(
        "INSERT INTO parked_action (community_id, key, packed, parked_at) VALUES (:c, :key, :packed, :now) "
        "ON CONFLICT (community_id, key) DO UPDATE SET parked_at = excluded.parked_at"
    ).bindparams(bindparam("now", type_=parked_action.c.parked_at.type)),
)
_PARKED = Prepared(
    "parked",
    select(parked_action.c.packed).where(
        parked_action.c.community_id == bindparam("c"), parked_action.c.key == bindparam("key")
    ),
)
_HEAR = Prepared(
    "hear",
    text(
        "INSERT INTO inbox (platform, event_id, received_at) VALUES (:platform, :event, :now) ON CONFLICT DO NOTHING"
    ).bindparams(bindparam("now", type_=inbox.c.received_at.type)),
)


_FORGET_HEARD = Prepared(
    "forget heard",
    delete(inbox).where(
        # Both ends, so that the index is entered at a place of its own and not read from its beginning.
        inbox.c.received_at > bindparam("after", type_=inbox.c.received_at.type),
        inbox.c.received_at < bindparam("before", type_=inbox.c.received_at.type),
    ),
)


class Actions:
    """Buttons and events in one unit of work. See :class:`bot.ports.ActionStore` for what each method promises."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def park(self, community: CommunityId, key: str, packed: str, now: datetime) -> None:
        """Keep a packed button under its key."""
        await self._session.run(_PARK, c=community, key=key, packed=packed, now=now)

    async def parked(self, community: CommunityId, key: str) -> str | None:
        """The packed button of this key in this community."""
        row = await self._session.row(_PARKED, c=community, key=key)
        return str(row[0]) if row else None

    async def is_new(self, platform: str, event_id: str, now: datetime) -> bool:
        """Whether this event is heard for the first time; it is remembered as heard."""
        return await self._session.run(_HEAR, platform=platform, event=event_id, now=now) > 0

    async def forget_heard(self, before: datetime) -> None:
        """Forget events that were heard before this moment."""
        await self._session.run(_FORGET_HEARD, after=datetime(1970, 1, 1, tzinfo=UTC), before=before)
