"""The statements about deliveries."""

from __future__ import annotations

from sqlalchemy import (
    BindParameter,
    Column,
    and_,
    bindparam,
    case,
    delete,
    func,
    literal_column,
    not_,
    select,
    text,
    true,
    tuple_,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from storage.prepared import Prepared, Within
from storage.tables import account, community, delivery, delivery_block, member

_C: BindParameter[int] = bindparam("c")
_NOW = bindparam("now", type_=delivery.c.ready_at.type)
_HELD = bindparam("held", type_=delivery.c.ready_at.type)

#: In the order in which a delivery is read from a row.
COLUMNS = (
    delivery.c.id,
    delivery.c.community_id,
    delivery.c.key,
    delivery.c.topic,
    delivery.c.kind,
    delivery.c.subject,
    delivery.c.platform,
    delivery.c.workspace,
    delivery.c.channel,
    delivery.c.thread,
    delivery.c.user_id,
    delivery.c.member_id,
    delivery.c.edits,
    delivery.c.due_at,
    delivery.c.useful_until,
    delivery.c.state,
    delivery.c.ready_at,
    delivery.c.payload,
    delivery.c.attempts,
    delivery.c.first_attempt_at,
    delivery.c.last_attempt_at,
    delivery.c.is_doubtful,
    delivery.c.is_plain,
    delivery.c.generation,
    delivery.c.fence,
    delivery.c.remote_ref,
    delivery.c.reason,
    delivery.c.settled_at,
)


def _bound(column: Column[object], name: str | None = None) -> BindParameter[object]:
    return bindparam(name or f"new_{column.name}", type_=column.type)


_GIVEN = (
    "community_id", "key", "topic", "kind", "subject", "platform", "workspace", "channel", "thread", "user_id", "lane",
    "member_id", "edits", "due_at", "useful_until", "ready_at", "made_at",
)  # fmt: skip
_FRESH = {
    "state": "due", "attempts": 0, "is_doubtful": False, "is_plain": False, "is_unasked": False,
    "generation": 0, "fence": 0, "reason": "",
}  # fmt: skip
#: What is set again when a delivery that was void is ordered once more.
_AGAIN = ("subject", "due_at", "useful_until", "ready_at", "state", "reason")


def _add(dialect: str) -> Prepared:
    values = {name: _bound(delivery.c[name]) for name in _GIVEN} | {
        name: bindparam(f"fresh_{name}", value, type_=delivery.c[name].type) for name, value in _FRESH.items()
    }
    made = (postgresql if dialect == "postgresql" else sqlite).insert(delivery).values(values)
    again = {name: made.excluded[name] for name in _AGAIN} | {"payload": None, "settled_at": None}
    is_untouched = and_(delivery.c.state == "void", delivery.c.attempts == 0)
    statement = made.on_conflict_do_update(index_elements=["community_id", "key"], set_=again, where=is_untouched)
    return Prepared(f"add delivery on {dialect}", statement, only=dialect)


ADD = {dialect: _add(dialect) for dialect in ("sqlite", "postgresql")}

_mine = delivery.c.community_id == _C
FIND = Prepared("delivery by key", select(*COLUMNS).where(_mine, delivery.c.key == bindparam("key")))
GET = Prepared("delivery", select(*COLUMNS).where(_mine, delivery.c.id == bindparam("number")))
ABOUT = Prepared(
    "deliveries about",
    select(*COLUMNS).where(_mine, delivery.c.topic == bindparam("topic")).order_by(delivery.c.due_at, delivery.c.id),
)
#: One state at a time, so that the index gives them in order.
LISTED = Prepared(
    "list deliveries",
    select(*COLUMNS)
    .where(_mine, delivery.c.state == bindparam("state"), delivery.c.id < bindparam("before"))
    .order_by(delivery.c.id.desc())
    .limit(bindparam("count")),
)


def _cancel(name: str, *more: object) -> Prepared:
    statement = (
        update(delivery)
        .where(_mine, delivery.c.topic == bindparam("topic"), delivery.c.state == "due", *more)  # type: ignore[arg-type]
        .values(state="void", ready_at=None, settled_at=_NOW, reason="cancelled")
    )
    return Prepared(name, statement)


CANCEL = _cancel("cancel deliveries")
CANCEL_KINDS = _cancel("cancel deliveries of kinds", Within(delivery.c.kind, "kinds"))

_ahead = delivery.alias("ahead")
_stands_behind = (
    select(_ahead.c.id)
    .where(
        _ahead.c.lane == delivery.c.lane,
        _ahead.c.ready_at.is_not(None),
        # As one pair, so that the index is entered at this place of the lane, however long the lane is.
        tuple_(_ahead.c.due_at, _ahead.c.id) < tuple_(delivery.c.due_at, delivery.c.id),
    )
    .correlate(delivery)
    .exists()
)
#: Not in one of the workspaces in which nothing is to be done now.
_counts = not_(Within(delivery.c.platform.concat("\n").concat(delivery.c.workspace), "without"))
#: SQLite has one writer at a time and no locks of rows: there the last words of this come to nothing.
CLAIMABLE = Prepared(
    "claimable deliveries",
    select(*COLUMNS)
    .where(
        delivery.c.ready_at.is_not(None),
        delivery.c.ready_at <= bindparam("either", type_=delivery.c.ready_at.type),
        delivery.c.ready_at <= case((delivery.c.state == "sending", _HELD), else_=_NOW),
        ~_stands_behind,
        _counts,
    )
    .order_by(delivery.c.ready_at, delivery.c.id)
    .limit(bindparam("count"))
    .with_for_update(skip_locked=True),
)
_CHANGING = (
    "state", "ready_at", "payload", "attempts", "first_attempt_at", "last_attempt_at", "is_doubtful", "is_plain",
    "is_unasked", "generation", "remote_ref", "reason", "settled_at", "claimed_by", "due_at", "useful_until",
)  # fmt: skip
SAVE = Prepared(
    "save delivery",
    update(delivery)
    .where(delivery.c.id == bindparam("number"), delivery.c.fence == bindparam("old_fence"))
    .values({name: _bound(delivery.c[name]) for name in ("fence", *_CHANGING)}),
)
DOUBT = Prepared(
    "doubt deliveries",
    update(delivery)
    .where(
        delivery.c.ready_at.is_not(None),
        delivery.c.ready_at <= _NOW,
        delivery.c.ready_at > bindparam("after", type_=delivery.c.ready_at.type),
        delivery.c.state == "due",
    )
    .values(
        state="sending",
        is_doubtful=true(),
        first_attempt_at=delivery.c.due_at,
        last_attempt_at=delivery.c.due_at,
    ),
)
NEXT = Prepared(
    "next delivery",
    select(delivery.c.ready_at)
    .where(
        delivery.c.ready_at.is_not(None),
        delivery.c.ready_at >= bindparam("since", type_=delivery.c.ready_at.type),
        ~_stands_behind,
        _counts,
    )
    .order_by(delivery.c.ready_at)
    .limit(1),
)
_newer = delivery.alias("newer")
NEWER = Prepared(
    "newer delivery",
    select(_newer.c.id)
    .where(
        _newer.c.lane == bindparam("lane"),
        _newer.c.ready_at.is_not(None),
        _newer.c.due_at <= _NOW,
        _newer.c.due_at >= bindparam("due", type_=delivery.c.due_at.type),
        _newer.c.kind == bindparam("kind"),
        _newer.c.topic == bindparam("topic"),
        _newer.c.id > bindparam("number"),
    )
    .limit(1),
)
_settled_for = _mine, delivery.c.member_id == bindparam("m"), delivery.c.settled_at.is_not(None)
LAST_UNASKED = Prepared(
    "last unasked delivery",
    select(delivery.c.settled_at)
    .where(*_settled_for, delivery.c.is_unasked, delivery.c.state == "sent")
    .order_by(delivery.c.settled_at.desc())
    .limit(1),
)
REST = Prepared(
    "rest of member",
    select(member.c.quiet_hours, member.c.time_zone, community.c.time_zone)
    .select_from(member.join(community, community.c.id == member.c.community_id))
    .where(member.c.community_id == _C, member.c.id == bindparam("m")),
)
SET_REST = Prepared(
    "set rest of member",
    update(member)
    .where(member.c.community_id == _C, member.c.id == bindparam("m"))
    .values(quiet_hours=bindparam("hours")),
)
UNDELIVERED = Prepared(
    "undelivered",
    select(*COLUMNS)
    .where(
        *_settled_for,
        delivery.c.state == "dead",
        delivery.c.payload.is_not(None),
        delivery.c.user_id != "",
    )
    .order_by(delivery.c.settled_at.desc())
    .limit(bindparam("count")),
)
_reached = account.c.community_id == _C, account.c.member_id == bindparam("m")
ACCOUNTS = Prepared(
    "accounts of member", select(account.c.platform, account.c.workspace, account.c.user_id).where(*_reached)
)


def _organisers(name: str, role: Column[int]) -> Prepared:
    wanted = select(member.c.id).where(member.c.community_id == _C, role >= bindparam("role"))
    return Prepared(name, wanted.order_by(role, member.c.id).limit(bindparam("count")))


#: By what they were made here, and by what their platform says; each has an index of its own.
ORGANISERS = (_organisers("organisers", member.c.role), _organisers("vouched organisers", member.c.vouched))
_place = (
    delivery_block.c.platform == bindparam("platform"),
    delivery_block.c.workspace == bindparam("workspace"),
)
_is_in_force = delivery_block.c.until > bindparam("now", type_=delivery_block.c.until.type)
BLOCK = Prepared(
    "block place",
    text(
        "INSERT INTO delivery_block (platform, workspace, channel, until, reason) "
        "VALUES (:platform, :workspace, :channel, :until, :reason) "
        "ON CONFLICT (platform, workspace, channel) DO UPDATE SET until = excluded.until, reason = excluded.reason"
    ).bindparams(bindparam("until", type_=delivery_block.c.until.type)),
)
UNBLOCK = Prepared("unblock place", delete(delivery_block).where(*_place, delivery_block.c.channel == bindparam("ch")))
BLOCKED = Prepared(
    "block of place",
    select(delivery_block.c.channel, delivery_block.c.until, delivery_block.c.reason).where(
        *_place,
        Within(delivery_block.c.channel, "channels"),
        _is_in_force,
    ),
)
BLOCKED_WORKSPACES = Prepared(
    "blocked workspaces",
    select(delivery_block.c.platform, delivery_block.c.workspace)
    .where(Within(delivery_block.c.platform, "platforms"), _is_in_force)
    .distinct(),
)
TIME = Prepared("time of PostgreSQL", text("SELECT clock_timestamp()"), only="postgresql")
#: Told in so many words, so that the index that holds only these serves.
_TROUBLED = delivery.c.state.in_([literal_column("'sending'"), literal_column("'dead'"), literal_column("'uncertain'")])
TALLY = Prepared("tally deliveries", select(delivery.c.state, func.count()).where(_TROUBLED).group_by(delivery.c.state))
OVERDUE = Prepared(
    "overdue deliveries",
    select(func.count(), func.min(delivery.c.due_at)).where(
        delivery.c.ready_at.is_not(None), delivery.c.ready_at <= _NOW
    ),
)
_old = (
    select(delivery.c.id)
    .where(
        delivery.c.settled_at.is_not(None),
        delivery.c.settled_at < bindparam("before", type_=delivery.c.settled_at.type),
        delivery.c.settled_at > bindparam("after", type_=delivery.c.settled_at.type),
    )
    .limit(bindparam("count"))
)
FORGET = Prepared("forget deliveries", delete(delivery).where(delivery.c.id.in_(_old)))
