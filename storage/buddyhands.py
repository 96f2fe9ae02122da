"""Buddies of people who become one, who are forgotten, and who come along when two communities are joined."""

from __future__ import annotations

from sqlalchemy import BindParameter, and_, bindparam, delete, or_, select, text, update

from bot.buddies.values import topic_of
from bot.identity import CommunityId, MemberId
from storage.prepared import Prepared
from storage.session import Row, Session
from storage.tables import buddy_avoided, buddy_pair, delivery

_C: BindParameter[int] = bindparam("c")
_M: BindParameter[int] = bindparam("m")
_OTHER: BindParameter[int] = bindparam("other")
_COLUMNS = (
    buddy_pair.c.id,
    buddy_pair.c.one_id,
    buddy_pair.c.other_id,
    buddy_pair.c.one_says,
    buddy_pair.c.other_says,
    buddy_pair.c.ended_at,
)
#: All pairs of somebody, from either side of each.
_ALL_OF = tuple(
    Prepared(f"all pairs of {name}", select(*_COLUMNS).where(buddy_pair.c.community_id == _C, column == _M))
    for name, column in (("one", buddy_pair.c.one_id), ("other", buddy_pair.c.other_id))
)
_DROP_PAIR = Prepared(
    "drop buddy pair", delete(buddy_pair).where(buddy_pair.c.community_id == _C, buddy_pair.c.id == bindparam("number"))
)
_PUT = Prepared(
    "put into buddy pair",
    update(buddy_pair)
    .where(buddy_pair.c.community_id == _C, buddy_pair.c.id == bindparam("number"))
    .values(
        one_id=bindparam("first"),
        other_id=bindparam("second"),
        one_says=bindparam("first_says"),
        other_says=bindparam("second_says"),
    ),
)
_TRUCE = Prepared(
    "avoid oneself no more",
    delete(buddy_avoided).where(
        buddy_avoided.c.community_id == _C,
        or_(
            and_(buddy_avoided.c.member_id == _M, buddy_avoided.c.avoided_id == _OTHER),
            and_(buddy_avoided.c.member_id == _OTHER, buddy_avoided.c.avoided_id == _M),
        ),
    ),
)
_UNSAY = Prepared(
    "unsay about buddies",
    update(delivery).where(delivery.c.community_id == _C, delivery.c.topic == bindparam("topic")).values(payload=None),
)
_UNSAY_TO_BOTH = Prepared(
    "unsay to both buddies",
    delete(delivery).where(
        delivery.c.community_id == _C, delivery.c.topic == bindparam("topic"), delivery.c.member_id.is_(None)
    ),
)


async def put_in_place(session: Session, community: CommunityId, gone: MemberId, stays: MemberId) -> None:
    """Put one member in the place of another in every pair: no pair with oneself, none twice, the smaller number first.

    Of two pairs with the same person the one that has not ended is kept, else that of the member who stays.
    """
    await session.run(_TRUCE, c=community, m=gone, other=stays)
    theirs = {_other(row, stays): row for row in await _all_of(session, community, stays)}
    for row in await _all_of(session, community, gone):
        other = _other(row, gone)
        twin = theirs.get(other)
        if other == stays or (twin is not None and (row[5] is not None or twin[5] is None)):
            await session.run(_DROP_PAIR, c=community, number=row[0])
            continue
        if twin is not None:
            await session.run(_DROP_PAIR, c=community, number=twin[0])
        await _put(session, community, row, gone, stays)


async def _put(session: Session, community: CommunityId, row: Row, gone: MemberId, stays: MemberId) -> None:
    sides = [(stays if row[1] == gone else row[1], row[3]), (stays if row[2] == gone else row[2], row[4])]
    (first, first_says), (second, second_says) = sorted(sides)
    await session.run(
        _PUT, c=community, number=row[0], first=first, second=second, first_says=first_says, second_says=second_says
    )


async def unsay(session: Session, community: CommunityId, gone: MemberId) -> None:
    """Keep no words of messages that name somebody to their buddies, and no message that was for both."""
    for row in await _all_of(session, community, gone):
        for statement in (_UNSAY, _UNSAY_TO_BOTH):
            await session.run(statement, c=community, topic=topic_of(row[0]))


async def _all_of(session: Session, community: CommunityId, who: MemberId) -> list[Row]:
    return [row for statement in _ALL_OF for row in await session.rows(statement, c=community, m=who)]


def _other(row: Row, one: MemberId) -> int:
    """Whom a pair consists of besides somebody."""
    return int(row[2] if row[1] == one else row[1])


# From what is brought along to who it belongs to here, in this order: not the other way round, with each of the
# members beside each.
_WHO = "CROSS JOIN member k {0} WHERE k.community_id = :c AND k.copied_from = {1}"
_BOTH = "CROSS JOIN member l"
_OTHER_IS = "AND l.community_id = :c AND l.copied_from = {0}"
_BROUGHT = (
    Prepared(
        "bring buddies",
        text(
            "INSERT INTO buddy (community_id, member_id, most, snoozed_until, waits_since) "
            "SELECT :c, k.id, b.most, b.snoozed_until, b.waits_since FROM buddy b "
            f"{_WHO.format('', 'b.member_id')} AND b.community_id = :other"
        ),
    ),
    Prepared(
        "bring buddy pairs",
        text(
            "INSERT INTO buddy_pair (community_id, one_id, other_id, introduced_at, over, one_says, other_says, "
            "ended_at) SELECT :c, CASE WHEN k.id < l.id THEN k.id ELSE l.id END, "
            "CASE WHEN k.id < l.id THEN l.id ELSE k.id END, p.introduced_at, p.over, "
            "CASE WHEN k.id < l.id THEN p.one_says ELSE p.other_says END, "
            "CASE WHEN k.id < l.id THEN p.other_says ELSE p.one_says END, p.ended_at FROM buddy_pair p "
            f"{_WHO.format(_BOTH, 'p.one_id')} {_OTHER_IS.format('p.other_id')} AND p.community_id = :other"
        ),
    ),
    Prepared(
        "bring avoided buddies",
        text(
            "INSERT INTO buddy_avoided (community_id, member_id, avoided_id) SELECT :c, k.id, l.id "
            f"FROM buddy_avoided a {_WHO.format(_BOTH, 'a.member_id')} {_OTHER_IS.format('a.avoided_id')} "
            "AND a.community_id = :other"
        ),
    ),
)


async def brought(session: Session, community: CommunityId, joined: CommunityId) -> None:
    """Let the people of a joined community go on here as they did there, right after they were copied."""
    for statement in _BROUGHT:
        await session.run(statement, c=community, other=joined)
