"""The statements about calendars: feeds, and the AMAs that they hold."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import BindParameter, ColumnElement, Table, and_, bindparam, delete, exists, func, insert, or_, select

from bot.calendars import Kind
from storage.amasql import own, shown
from storage.prepared import InOrder, Prepared, Within
from storage.tables import (
    account,
    ama,
    ama_coming,
    ama_guest,
    ama_person,
    ama_tag,
    calendar_feed,
    community,
    member,
    tag_under,
)

_C: BindParameter[int] = bindparam("c")
_M: BindParameter[int] = bindparam("m")
_TAG: BindParameter[int] = bindparam("tag")

_SOURCE = (community.c.id, community.c.name, community.c.created_at)
SOURCE = Prepared("source of calendar", select(*_SOURCE).where(community.c.id == _C))
_mine = own.c.community_id == calendar_feed.c.community_id
_as_now = and_(shown.c.community_id == own.c.community_id, shown.c.id == func.coalesce(own.c.shown_as_id, own.c.id))
#: Its tag as it is shown now: what was merged goes on as what it was merged into.
_tag = (
    select(shown.c.id)
    .select_from(InOrder(own, shown, _as_now))
    .where(_mine, own.c.id == calendar_feed.c.tag_id)
    .correlate(calendar_feed)
)
_FEED = (
    *_SOURCE,
    _tag.scalar_subquery(),
    _tag.with_only_columns(shown.c.name).scalar_subquery(),
    calendar_feed.c.is_personal,
    calendar_feed.c.made_by,
    calendar_feed.c.made_at,
)
_feeds = select(*_FEED).select_from(InOrder(calendar_feed, community, community.c.id == calendar_feed.c.community_id))
#: Whoever has left, or whose account belongs to another community now, has no feeds here.
_is_there = exists().where(
    account.c.community_id == calendar_feed.c.community_id, account.c.member_id == calendar_feed.c.made_by
)
FIND = Prepared("feed of key", _feeds.where(calendar_feed.c.key_hash == bindparam("key"), _is_there))
_of_member = (calendar_feed.c.community_id == _C, calendar_feed.c.made_by == _M)
OF_MEMBER = Prepared("feeds of member", _feeds.where(*_of_member))
MAKE = Prepared(
    "make feed",
    insert(calendar_feed).values(
        key_hash=bindparam("key"),
        community_id=_C,
        tag_id=_TAG,
        is_personal=bindparam("personal", type_=calendar_feed.c.is_personal.type),
        made_by=_M,
        made_at=bindparam("now", type_=calendar_feed.c.made_at.type),
    ),
)
REVOKE_ALL = Prepared("revoke feeds", delete(calendar_feed).where(*_of_member))
REVOKE = Prepared(
    "revoke feed",
    delete(calendar_feed).where(
        *_of_member,
        calendar_feed.c.tag_id.is_(None),
        calendar_feed.c.is_personal == bindparam("personal", type_=calendar_feed.c.is_personal.type),
    ),
)
_is_its_tag = exists().where(
    _mine, own.c.id == calendar_feed.c.tag_id, or_(own.c.id == _TAG, own.c.shown_as_id == _TAG)
)
REVOKE_TAG = Prepared("revoke feed of tag", delete(calendar_feed).where(*_of_member, _is_its_tag))

#: In the order in which an entry is read from a row.
_ENTRY = (
    ama.c.id,
    ama.c.title,
    ama.c.about,
    ama.c.state,
    ama.c.starts_at,
    ama.c.zone,
    ama.c.minutes,
    ama.c.meets_at,
    ama.c.sequence,
    ama.c.changed_at,
    ama.c.reason,
)
_carries = exists().where(
    ama_tag.c.community_id == ama.c.community_id,
    ama_tag.c.ama_id == ama.c.id,
    tag_under.c.community_id == ama_tag.c.community_id,
    tag_under.c.over_id == _TAG,
    tag_under.c.tag_id == ama_tag.c.tag_id,
)
_comes = exists().where(
    ama_coming.c.community_id == ama.c.community_id,
    ama_coming.c.ama_id == ama.c.id,
    ama_coming.c.member_id == _M,
    ama_coming.c.answer != "no",
)
_hosts = exists().where(
    ama_person.c.community_id == ama.c.community_id,
    ama_person.c.ama_id == ama.c.id,
    ama_person.c.member_id == _M,
    ama_person.c.state != "declined",
)
_WHICH: Mapping[Kind, tuple[ColumnElement[bool], ...]] = {
    Kind.ALL: (),
    Kind.TAG: (_carries,),
    Kind.MINE: (or_(_comes, _hosts),),
}


def _entries(kind: Kind) -> tuple[Prepared, Prepared]:
    """Those ahead, the soonest first, and those that have begun, the newest first."""
    since, until = (bindparam(name, type_=ama.c.starts_at.type) for name in ("since", "until"))
    wanted = (
        select(*_ENTRY)
        .where(ama.c.community_id == _C, ama.c.starts_at > since, ama.c.starts_at < until, *_WHICH[kind])
        .limit(bindparam("count"))
    )
    return (
        Prepared(f"entries ahead, {kind.value}", wanted.order_by(ama.c.starts_at, ama.c.id)),
        Prepared(f"entries before, {kind.value}", wanted.order_by(ama.c.starts_at.desc(), ama.c.id.desc())),
    )


ENTRIES: Mapping[Kind, tuple[Prepared, Prepared]] = {kind: _entries(kind) for kind in Kind}


def _of(table: Table) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return table.c.community_id == _C, Within(table.c.ama_id, "numbers")


HOSTS = Prepared(
    "hosts of entries",
    select(ama_person.c.ama_id, member.c.name)
    .select_from(
        InOrder(
            ama_person,
            member,
            and_(member.c.community_id == ama_person.c.community_id, member.c.id == ama_person.c.member_id),
        )
    )
    .where(*_of(ama_person), ama_person.c.part == "host", ama_person.c.state != "declined")
    .order_by(ama_person.c.ama_id, member.c.id),
)
GUESTS = Prepared(
    "guests of entries",
    select(ama_guest.c.ama_id, ama_guest.c.name).where(*_of(ama_guest)).order_by(ama_guest.c.ama_id, ama_guest.c.name),
)
_carried = InOrder(ama_tag, own, and_(own.c.community_id == ama_tag.c.community_id, own.c.id == ama_tag.c.tag_id))
TAGS = Prepared(
    "tags of entries",
    select(ama_tag.c.ama_id, shown.c.name)
    .select_from(InOrder(_carried, shown, _as_now))
    .where(*_of(ama_tag), shown.c.is_deleted.is_(False))
    .order_by(ama_tag.c.ama_id, shown.c.name),
)
