"""Deliveries in one unit of work: what was ordered, and how far each is."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, literal_column, select

from bot.deliveries import Block, Delivery, Order, State, Tally, Target
from bot.identity import CommunityId, MemberId, Role
from bot.written import read_back, written
from storage import deliverysql as sql
from storage.prepared import Prepared
from storage.session import Row, Session
from storage.tables import delivery

_SENT_FROM = Prepared(
    "whence a direct message",
    select(delivery.c.workspace)
    .where(
        delivery.c.remote_ref == bindparam("ref"),
        # Told in so many words, so that the index that holds only direct messages serves.
        delivery.c.user_id != literal_column("''"),
        delivery.c.platform == bindparam("platform"),
        delivery.c.user_id == bindparam("user"),
    )
    .limit(1),
)
#: Before anything that is kept.
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
#: Above every number.
_MOST = 2**62


class Deliveries:
    """Deliveries in one unit of work. See :class:`bot.deliveries.DeliveryStore` for what each method promises."""

    def __init__(self, session: Session) -> None:
        self._session = session
        #: The soonest moment at which something ordered in this unit is due.
        self.soonest: datetime | None = None

    async def add(self, community: CommunityId, order: Order, now: datetime) -> bool:
        """Have a message sent. False if its key is known already, and then nothing changes."""
        target = order.target
        added = await self._session.run(
            sql.ADD[self._session.dialect.name],
            new_community_id=community,
            new_key=order.key,
            new_topic=order.topic,
            new_kind=order.kind,
            new_subject=json.dumps(dict(order.subject), ensure_ascii=False),
            new_platform=target.platform,
            new_workspace=target.workspace,
            new_channel=target.channel,
            new_thread=target.thread,
            new_user_id=target.user,
            # What is posted does not wait for what is changed, nor the other way round.
            new_lane=f"{target.lane}\nedits" if order.edits else target.lane,
            new_member_id=order.member,
            new_edits=order.edits,
            new_due_at=order.due_at,
            new_useful_until=order.useful_until,
            new_ready_at=order.due_at,
            new_made_at=now,
        )
        if added and (self.soonest is None or order.due_at < self.soonest):
            self.soonest = order.due_at
        return added > 0

    async def cancel(
        self, community: CommunityId, topic: str, now: datetime, *, kinds: Sequence[str] | None = None
    ) -> int:
        """Void all about a topic (only of these kinds) that has certainly not left; how many those were."""
        if kinds is None:
            return await self._session.run(sql.CANCEL, c=community, topic=topic, now=now)
        return await self._session.run(sql.CANCEL_KINDS, c=community, topic=topic, now=now, kinds=list(kinds))

    async def find(self, community: CommunityId, key: str) -> Delivery | None:
        """The delivery with this key."""
        row = await self._session.row(sql.FIND, c=community, key=key)
        return _delivery(row) if row else None

    async def get(self, community: CommunityId, number: int) -> Delivery | None:
        """The delivery with this number."""
        row = await self._session.row(sql.GET, c=community, number=number)
        return _delivery(row) if row else None

    async def listed(
        self, community: CommunityId, states: Sequence[State], count: int, before: int | None = None
    ) -> list[Delivery]:
        """Deliveries in these states, the newest first; ``before``: only those with a smaller number."""
        found: list[Delivery] = []
        for state in states:
            given = {"state": state.value, "before": before or _MOST, "count": count}
            found += map(_delivery, await self._session.rows(sql.LISTED, c=community, **given))
        return sorted(found, key=lambda one: -one.id)[:count]

    async def about(self, community: CommunityId, topic: str) -> list[Delivery]:
        """Every delivery about a topic, in the order of their times."""
        return [_delivery(row) for row in await self._session.rows(sql.ABOUT, c=community, topic=topic)]

    async def last_unasked(self, community: CommunityId, member: MemberId) -> datetime | None:
        """When this member was last sent something they had not asked for."""
        row = await self._session.row(sql.LAST_UNASKED, c=community, m=member)
        return row[0] if row else None

    async def rest(self, community: CommunityId, member: MemberId) -> tuple[str | None, str]:
        """The hours in which a member wants to be left alone, and the zone that counts for them."""
        (row,) = await self._session.rows(sql.REST, c=community, m=member)
        return row[0], row[1] or row[2]

    async def set_rest(self, community: CommunityId, member: MemberId, hours: str | None) -> None:
        """Keep the hours in which a member wants to be left alone; None for the usual ones."""
        await self._session.run(sql.SET_REST, c=community, m=member, hours=hours)

    async def undelivered(self, community: CommunityId, member: MemberId, count: int) -> list[Delivery]:
        """The newest direct messages to a member that could not be brought to them, with their words."""
        rows = await self._session.rows(sql.UNDELIVERED, c=community, m=member, count=count)
        return [_delivery(row) for row in rows]

    async def accounts(self, community: CommunityId, member: MemberId) -> list[Target]:
        """By which accounts a member can be reached."""
        rows = await self._session.rows(sql.ACCOUNTS, c=community, m=member)
        return [Target(platform=row[0], workspace=row[1], user=row[2]) for row in sorted(rows)]

    async def sent_from(self, platform: str, user: str, ref: str) -> str | None:
        """The workspace from which a person was sent the direct message with this id of the platform."""
        row = await self._session.row(_SENT_FROM, platform=platform, user=user, ref=ref)
        return str(row[0]) if row else None

    async def organisers(self, community: CommunityId, count: int) -> list[MemberId]:
        """Organisers, those who have been for longest first."""
        given = {"c": community, "role": Role.ORGANISER.value, "count": count}
        found = {row[0] for statement in sql.ORGANISERS for row in await self._session.rows(statement, **given)}
        return [MemberId(number) for number in sorted(found)[:count]]

    async def newer_due(self, delivery: Delivery, now: datetime) -> bool:
        """Whether another delivery of the same kind for the same place, of a later time, is due as well."""
        order = delivery.order
        lane = f"{order.target.lane}\nedits" if order.edits else order.target.lane
        given = {"lane": lane, "due": order.due_at, "kind": order.kind, "topic": order.topic}
        return await self._session.row(sql.NEWER, now=now, number=delivery.id, **given) is not None

    async def time(self, now: datetime) -> datetime:
        """The time by which claims are held: that of PostgreSQL; on SQLite, which is on this machine, ``now``."""
        if self._session.is_sqlite:
            return now
        (row,) = await self._session.rows(sql.TIME)
        told: datetime = row[0]
        return told

    async def claimable(
        self, now: datetime, held_until: datetime, count: int, without: Sequence[tuple[str, str]] = ()
    ) -> list[Delivery]:
        """Deliveries that something is to be done about, at most one of each lane, the oldest first."""
        given: dict[str, Any] = {"now": now, "held": held_until, "either": max(now, held_until), "count": count}
        given["without"] = ["\n".join(one) for one in without]
        return [_delivery(row) for row in await self._session.rows(sql.CLAIMABLE, **given)]

    async def save(self, changes: Sequence[tuple[Delivery, int]], claimed_by: str) -> list[bool]:
        """Write down all that changes of deliveries, each with the fence under which that was found out."""

        values = [_changing(one, fence, claimed_by) for one, fence in changes]
        return [touched > 0 for touched in await self._session.run_each(sql.SAVE, values)]

    async def doubt(self, now: datetime) -> int:
        """Hold everything that is due for perhaps sent, after a backup was restored; how much that was."""
        return await self._session.run(sql.DOUBT, now=now, after=_BEGINNING)

    async def next_ready_at(self, without: Sequence[tuple[str, str]] = ()) -> datetime | None:
        """When something is to be done next; what stands behind another one in its lane waits for that one."""
        row = await self._session.row(sql.NEXT, since=_BEGINNING, without=["\n".join(one) for one in without])
        return row[0] if row else None

    async def block(self, block: Block) -> None:
        """Send nothing there for a while."""
        given = {"channel": block.channel, "until": block.until, "reason": block.reason}
        await self._session.run(sql.BLOCK, platform=block.platform, workspace=block.workspace, **given)

    async def unblock(self, platform: str, workspace: str, channel: str) -> None:
        """Send there again."""
        await self._session.run(sql.UNBLOCK, platform=platform, workspace=workspace, ch=channel)

    async def blocked(self, target: Target, now: datetime) -> Block | None:
        """The block that a target stands under: its own, or that of its workspace."""
        channels = ["", target.channel or f"@{target.user}"]
        given = {"platform": target.platform, "workspace": target.workspace, "channels": channels}
        row = await self._session.row(sql.BLOCKED, now=now, **given)
        if row is None:
            return None
        where = {"platform": target.platform, "workspace": target.workspace, "channel": row[0]}
        return Block(**where, until=row[1], reason=row[2])

    async def blocked_workspaces(self, platforms: Collection[str], now: datetime) -> set[tuple[str, str]]:
        """Of these platforms, the workspaces in which anything is blocked, each with its platform."""
        rows = await self._session.rows(sql.BLOCKED_WORKSPACES, platforms=list(platforms), now=now)
        return {(row[0], row[1]) for row in rows}

    async def tally(self, now: datetime) -> Tally:
        """How many there are, over all communities."""
        counts = await self._session.rows(sql.TALLY)
        (overdue,) = await self._session.rows(sql.OVERDUE, now=now)
        return Tally(by_state={State(row[0]): row[1] for row in counts}, overdue=overdue[0], oldest_due_at=overdue[1])

    async def forget(self, settled_before: datetime, count: int) -> int:
        """Delete some of what was finished before a moment; how many."""
        return await self._session.run(sql.FORGET, before=settled_before, after=_BEGINNING, count=count)


def _changing(one: Delivery, fence: int, claimed_by: str) -> dict[str, Any]:
    return {
        "number": one.id,
        "old_fence": fence,
        "new_fence": one.fence,
        "new_state": one.state.value,
        "new_ready_at": one.ready_at,
        "new_payload": written(one.shown) if one.shown else None,
        "new_attempts": one.attempts,
        "new_first_attempt_at": one.first_attempt_at,
        "new_last_attempt_at": one.last_attempt_at,
        "new_is_doubtful": one.is_doubtful,
        "new_is_plain": one.is_plain,
        "new_is_unasked": one.is_unasked,
        "new_generation": one.generation,
        "new_remote_ref": one.remote_ref,
        "new_reason": one.reason,
        "new_settled_at": one.settled_at,
        "new_due_at": one.order.due_at,
        "new_useful_until": one.order.useful_until,
        "new_claimed_by": claimed_by,
    }


def _delivery(row: Row) -> Delivery:
    return Delivery(
        id=row[0],
        community=CommunityId(row[1]),
        order=_order(row),
        state=State(row[15]),
        ready_at=row[16],
        shown=read_back(row[17]) if row[17] else None,
        attempts=row[18],
        first_attempt_at=row[19],
        last_attempt_at=row[20],
        is_doubtful=row[21],
        is_plain=row[22],
        generation=row[23],
        fence=row[24],
        remote_ref=row[25],
        reason=row[26],
        settled_at=row[27],
    )


def _order(row: Row) -> Order:
    _number, _community, key, topic, kind, subject, platform, workspace, channel, thread, user, member, edits = row[:13]
    return Order(
        key=key,
        topic=topic,
        kind=kind,
        target=Target(platform=platform, workspace=workspace, channel=channel, thread=thread, user=user),
        subject=json.loads(subject),
        due_at=row[13],
        useful_until=row[14],
        member=None if member is None else MemberId(member),
        edits=edits,
    )
