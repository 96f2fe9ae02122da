"""What platforms have counted, in one unit of work: it is kept with the delivery that made the event."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Integer, and_, bindparam, cast, func, select, update

from bot.amas.interested import NativeEvent
from bot.amas.planning import EVENT, topic_of
from bot.amas.values import AmaState
from bot.identity import AmaId, CommunityId
from storage.prepared import InOrder, Prepared
from storage.session import Session
from storage.tables import ama, delivery
from storage.tables.deliveries import IS_NATIVE_EVENT

#: An AMA that was put off for longer is not found by the time for which its event was made.
PUT_OFF = timedelta(days=90)

#: The number of an AMA stands in the topic behind this.
_BEFORE_NUMBER = len(topic_of(AmaId(0))) - 1
_number = cast(func.substr(delivery.c.topic, _BEFORE_NUMBER + 1), Integer)
_stands = and_(IS_NATIVE_EVENT, delivery.c.state == bindparam("sent"))
_AHEAD = Prepared(
    "native events ahead",
    select(delivery.c.id, delivery.c.platform, delivery.c.workspace, delivery.c.remote_ref, delivery.c.interested)
    .select_from(InOrder(delivery, ama, and_(ama.c.community_id == delivery.c.community_id, ama.c.id == _number)))
    .where(
        _stands,
        delivery.c.useful_until > bindparam("made_for", type_=delivery.c.useful_until.type),
        ama.c.state == bindparam("scheduled"),
        ama.c.starts_at > bindparam("now", type_=ama.c.starts_at.type),
        ama.c.starts_at < bindparam("until", type_=ama.c.starts_at.type),
    )
    .order_by(delivery.c.useful_until, delivery.c.id)
    .limit(bindparam("count")),
)
_COUNTED = Prepared(
    "interested in an ama",
    select(delivery.c.platform, delivery.c.workspace, delivery.c.interested)
    .where(
        delivery.c.community_id == bindparam("c"),
        delivery.c.topic == bindparam("topic"),
        delivery.c.kind == bindparam("kind"),
        delivery.c.edits.is_(None),
        delivery.c.interested.is_not(None),
    )
    .order_by(delivery.c.id),
)
_NOTE = Prepared(
    "note interested",
    update(delivery).where(delivery.c.id == bindparam("number")).values(interested=bindparam("new_interested")),
)


class Interested:
    """What was counted. See :class:`bot.amas.interested.InterestedStore` for what each method promises."""

    _session: Session

    async def interested(self, community: CommunityId, ama: AmaId) -> Mapping[str, int]:
        """How many are interested, by platform."""
        rows = await self._session.rows(_COUNTED, c=community, topic=topic_of(ama), kind=EVENT)
        # An event that was cancelled and made anew counts as it stands now.
        newest = {(platform, workspace): counted for platform, workspace, counted in rows}
        platforms = sorted({platform for platform, _ in newest})
        return {one: sum(counted for (platform, _), counted in newest.items() if platform == one) for one in platforms}

    async def events_ahead(self, now: datetime, until: datetime, count: int) -> list[NativeEvent]:
        """The events of AMAs that are to begin before a moment."""
        states = {"sent": "sent", "scheduled": AmaState.SCHEDULED.value}
        rows = await self._session.rows(_AHEAD, now=now, until=until, made_for=now - PUT_OFF, count=count, **states)
        return [
            NativeEvent(delivery=row[0], platform=row[1], workspace=row[2], ref=row[3], interested=row[4])
            for row in rows
        ]

    async def note_interested(self, delivery: int, interested: int) -> None:
        """Keep how many are interested in the event that a delivery made."""
        await self._session.run(_NOTE, number=delivery, new_interested=interested)
