"""The statements of buddies, each built once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BindParameter, and_, bindparam, case, delete, exists, func, literal, or_, select, text, update

from storage.prepared import InOrder, Prepared, Within
from storage.tables import account, buddy, buddy_avoided, buddy_pair, community, interest, journey, learning, member

_C: BindParameter[int] = bindparam("c")
_M: BindParameter[int] = bindparam("m")
_OTHER: BindParameter[int] = bindparam("other")
_AFTER: BindParameter[int] = bindparam("after")
_NOW = bindparam("now", type_=buddy.c.waits_since.type)

GET = Prepared(
    "buddy",
    select(buddy.c.member_id, buddy.c.waits_since, buddy.c.most, buddy.c.snoozed_until).where(
        buddy.c.community_id == _C, buddy.c.member_id == _M
    ),
)
SAVE = Prepared(
    "save buddy",
    text(
        "INSERT INTO buddy (community_id, member_id, most, snoozed_until, waits_since) "
        "VALUES (:c, :m, :most, :snoozed, :since) ON CONFLICT (community_id, member_id) DO UPDATE SET "
        "most = excluded.most, snoozed_until = excluded.snoozed_until, waits_since = excluded.waits_since"
    ).bindparams(
        bindparam("snoozed", type_=buddy.c.snoozed_until.type), bindparam("since", type_=buddy.c.waits_since.type)
    ),
)
DROP = Prepared("drop buddy", delete(buddy).where(buddy.c.community_id == _C, buddy.c.member_id == _M))
ANYBODY = Prepared(
    "any buddy", select(buddy.c.member_id).where(buddy.c.community_id == _C, buddy.c.member_id > 0).limit(1)
)
WAITS_ANEW = Prepared(
    "buddies wait anew",
    update(buddy).where(buddy.c.community_id == _C, Within(buddy.c.member_id, "members")).values(waits_since=_NOW),
)

# Who looks for somebody: people in the order of their numbers, so many at once, and what else is kept about them.


def _times_in(column: Any) -> Any:
    """How many pairs somebody is in on one side."""
    return (
        select(func.count())
        .where(
            buddy_pair.c.community_id == buddy.c.community_id,
            column == buddy.c.member_id,
            buddy_pair.c.ended_at.is_(None),
        )
        .scalar_subquery()
    )


_has = _times_in(buddy_pair.c.one_id) + _times_in(buddy_pair.c.other_id)
_present = and_(
    or_(buddy.c.snoozed_until.is_(None), buddy.c.snoozed_until <= _NOW),
    ~exists().where(
        journey.c.community_id == buddy.c.community_id,
        journey.c.member_id == buddy.c.member_id,
        journey.c.left_at.is_not(None),
    ),
)
_of_member = and_(member.c.community_id == buddy.c.community_id, member.c.id == buddy.c.member_id)
_with_community = InOrder(InOrder(buddy, member, _of_member), community, community.c.id == buddy.c.community_id)
LOOKING = Prepared(
    "buddies looking",
    select(
        buddy.c.member_id,
        buddy.c.waits_since,
        buddy.c.most,
        _has,
        member.c.quiet_hours,
        func.coalesce(member.c.time_zone, community.c.time_zone),
        func.coalesce(member.c.language, community.c.language),
        select(learning.c.hours)
        .where(learning.c.community_id == buddy.c.community_id, learning.c.member_id == buddy.c.member_id)
        .scalar_subquery(),
    )
    .select_from(_with_community)
    .where(buddy.c.community_id == _C, buddy.c.member_id > _AFTER, buddy.c.most > _has, _present)
    .order_by(buddy.c.member_id)
    .limit(bindparam("count")),
)
INTERESTS = Prepared(
    "interests of some",
    select(interest.c.member_id, interest.c.tag_id, interest.c.kind).where(
        interest.c.community_id == _C, Within(interest.c.member_id, "members")
    ),
)
PLACES = Prepared(
    "places of some",
    select(account.c.member_id, account.c.platform, account.c.workspace).where(
        account.c.community_id == _C, Within(account.c.member_id, "members")
    ),
)


def _of_some(name: str, columns: Any, community_column: Any, column: Any) -> Prepared:
    return Prepared(name, select(*columns).where(community_column == _C, Within(column, "members")))


_pair_ids, _avoided_ids = (buddy_pair.c.one_id, buddy_pair.c.other_id), tuple(buddy_avoided.c)[1:3]
#: From either side.
MET_BEFORE = tuple(
    _of_some(f"met before as {column.name}", _pair_ids, buddy_pair.c.community_id, column) for column in _pair_ids
)
KEPT_APART = tuple(
    _of_some(f"kept apart as {column.name}", _avoided_ids, buddy_avoided.c.community_id, column)
    for column in _avoided_ids
)

# Pairs.

_one, _two = member.alias("one"), member.alias("two")
_PAIR = select(
    buddy_pair.c.id,
    _one.c.id,
    _one.c.name,
    _two.c.id,
    _two.c.name,
    buddy_pair.c.introduced_at,
    buddy_pair.c.over,
    buddy_pair.c.one_says,
    buddy_pair.c.other_says,
    buddy_pair.c.ended_at,
).select_from(
    InOrder(
        InOrder(
            buddy_pair, _one, and_(_one.c.community_id == buddy_pair.c.community_id, _one.c.id == buddy_pair.c.one_id)
        ),
        _two,
        and_(_two.c.community_id == buddy_pair.c.community_id, _two.c.id == buddy_pair.c.other_id),
    )
)
PAIR = Prepared("buddy pair", _PAIR.where(buddy_pair.c.community_id == _C, buddy_pair.c.id == bindparam("number")))
PAIRS_OF = (
    Prepared(
        "pairs of one",
        _PAIR.where(buddy_pair.c.community_id == _C, buddy_pair.c.one_id == _M, buddy_pair.c.ended_at.is_(None)),
    ),
    Prepared(
        "pairs of other",
        _PAIR.where(buddy_pair.c.community_id == _C, buddy_pair.c.other_id == _M, buddy_pair.c.ended_at.is_(None)),
    ),
)
ADD_PAIR = Prepared(
    "add buddy pair",
    text(
        "INSERT INTO buddy_pair (community_id, one_id, other_id, introduced_at, over, one_says, other_says) "
        "VALUES (:c, :m, :other, :now, :over, '', '') ON CONFLICT (community_id, one_id, other_id) DO NOTHING "
        "RETURNING id"
    ).bindparams(bindparam("now", type_=buddy_pair.c.introduced_at.type)),
)
SAVE_PAIR = Prepared(
    "save buddy pair",
    update(buddy_pair)
    .where(buddy_pair.c.community_id == _C, buddy_pair.c.id == bindparam("number"))
    .values(one_says=bindparam("first"), other_says=bindparam("second"), ended_at=_NOW),
)
END_PAIRS = tuple(
    Prepared(
        f"end pairs of {name}",
        update(buddy_pair)
        .where(buddy_pair.c.community_id == _C, column == _M, buddy_pair.c.ended_at.is_(None))
        .values(ended_at=_NOW),
    )
    for name, column in (("one", buddy_pair.c.one_id), ("other", buddy_pair.c.other_id))
)
PART_UNMET = Prepared(
    "part unmet buddies",
    update(buddy_pair)
    .where(
        buddy_pair.c.community_id == _C,
        buddy_pair.c.ended_at.is_(None),
        buddy_pair.c.introduced_at < bindparam("before", type_=buddy_pair.c.introduced_at.type),
        buddy_pair.c.one_says != "met",
        buddy_pair.c.other_says != "met",
    )
    .values(ended_at=_NOW),
)

# Who is avoided.

AVOID = Prepared(
    "avoid as buddy",
    text(
        "INSERT INTO buddy_avoided (community_id, member_id, avoided_id) VALUES (:c, :m, :other) "
        "ON CONFLICT (community_id, member_id, avoided_id) DO NOTHING"
    ),
)
AVOID_NO_MORE = Prepared(
    "avoid no more",
    delete(buddy_avoided).where(
        buddy_avoided.c.community_id == _C, buddy_avoided.c.member_id == _M, buddy_avoided.c.avoided_id == _OTHER
    ),
)
AVOIDED = Prepared(
    "avoided as buddies",
    select(member.c.id, member.c.name)
    .select_from(
        InOrder(
            buddy_avoided,
            member,
            and_(member.c.community_id == buddy_avoided.c.community_id, member.c.id == buddy_avoided.c.avoided_id),
        )
    )
    .where(buddy_avoided.c.community_id == _C, buddy_avoided.c.member_id == _M)
    .order_by(member.c.name, member.c.id),
)

# What organisers are told.


def _times(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), literal(0))


PEOPLE = Prepared(
    "count buddies",
    select(func.count(), _times(buddy.c.snoozed_until > _NOW)).where(buddy.c.community_id == _C),
)
_says = (buddy_pair.c.one_says, buddy_pair.c.other_says)
_met, _not_yet = (or_(*(one == said for one in _says)) for said in ("met", "not"))
PAIRS = Prepared(
    "count buddy pairs",
    select(func.count(), _times(buddy_pair.c.ended_at.is_(None)), _times(_met), _times(and_(_not_yet, ~_met))).where(
        buddy_pair.c.community_id == _C
    ),
)
