"""The statements of joining, each built once. ``c`` is the community that stays, ``other`` the one that joins it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BindParameter, Table, and_, bindparam, delete, exists, func, select, text, update

from storage.prepared import Prepared
from storage.tables import (
    account,
    channel_tag,
    community,
    community_link,
    community_offer,
    forum_label,
    member,
    resource_finder,
    tag,
    useful,
    workspace,
)

_C: BindParameter[int] = bindparam("c")
_OTHER: BindParameter[int] = bindparam("other")
_R: BindParameter[int] = bindparam("r")

_OFFER = (
    community_offer.c.code,
    community_offer.c.community_id,
    community_offer.c.asked_by,
    community_offer.c.expires_at,
)
OFFER_OF = Prepared("offer of community", select(*_OFFER).where(community_offer.c.community_id == _C))
OFFER_WITH = Prepared("offer with code", select(*_OFFER).where(community_offer.c.code == bindparam("code")))
KEEP_OFFER = Prepared(
    "keep offer",
    text(
        "INSERT INTO community_offer (code, community_id, asked_by, expires_at) VALUES (:code, :c, :other, :until) "
        "ON CONFLICT (community_id) DO UPDATE SET code = excluded.code, asked_by = excluded.asked_by, "
        "expires_at = excluded.expires_at"
    ).bindparams(bindparam("until", type_=community_offer.c.expires_at.type)),
)
DROP_OFFER = Prepared("drop offer", delete(community_offer).where(community_offer.c.community_id == _C))


def _count(table: Table) -> Any:
    return select(func.count()).where(table.c.community_id == community.c.id).scalar_subquery()


SIZE = Prepared(
    "size of community",
    select(community.c.name, _count(member), community.c.resources_made, _count(tag)).where(community.c.id == _C),
)
LINK = Prepared(
    "link communities",
    text(
        "INSERT INTO community_link (community_id, joined_id, joined_at) VALUES (:c, :other, :now) RETURNING id"
    ).bindparams(bindparam("now", type_=community_link.c.joined_at.type)),
)
LAST = Prepared(
    "last link",
    select(community_link.c.id, community_link.c.joined_id, community_link.c.joined_at)
    .where(community_link.c.community_id == _C, community_link.c.undone_at.is_(None))
    .order_by(community_link.c.id.desc())
    .limit(1),
)
UNDONE = Prepared(
    "undo link",
    update(community_link)
    .where(community_link.c.id == bindparam("link"))
    .values(undone_at=bindparam("now", type_=community_link.c.undone_at.type)),
)
COPY_MEMBERS = Prepared(
    "copy members",
    text(
        "INSERT INTO member (community_id, name, role, joined_at, time_zone, language, copied_from) "
        "SELECT :c, name, role, joined_at, time_zone, language, id FROM member WHERE community_id = :other"
    ),
)
_copy = member.alias("copy")
_now_called = (
    select(_copy.c.id).where(_copy.c.community_id == _C, _copy.c.copied_from == account.c.member_id).scalar_subquery()
)
MOVE_ACCOUNTS = Prepared(
    "move accounts",
    update(account).where(account.c.community_id == _OTHER).values(member_id=_now_called, community_id=bindparam("c")),
)
MOVE_WORKSPACES = Prepared(
    "move workspaces",
    update(workspace)
    .where(workspace.c.community_id == _OTHER)
    .values(community_id=bindparam("c"), moved_from=bindparam("other")),
)
#: Back to the members whom the present ones stand for.
RETURN_ACCOUNTS = Prepared(
    "return accounts",
    text(
        "UPDATE account SET community_id = :other, member_id = "
        "(SELECT k.copied_from FROM member k WHERE k.community_id = :c AND k.id = account.member_id) "
        "WHERE community_id = :c AND member_id IN (SELECT k.id FROM member k WHERE k.community_id = :c "
        "AND k.copied_from IN (SELECT o.id FROM member o WHERE o.community_id = :other))"
    ),
)
RETURN_WORKSPACES = Prepared(
    "return workspaces",
    update(workspace)
    .where(workspace.c.community_id == _C, workspace.c.moved_from == _OTHER)
    .values(community_id=bindparam("other"), moved_from=None),
)


def _of_their_places(table: Table) -> Any:
    """Rows of this community that belong to a place which goes back."""
    return and_(
        table.c.community_id == _C,
        exists().where(
            workspace.c.platform == table.c.platform,
            workspace.c.workspace == table.c.workspace,
            workspace.c.moved_from == _OTHER,
        ),
    )


#: Whoever came after the joining is new in the parted community.
DROP_NEWCOMERS = Prepared("drop newcomers", delete(account).where(_of_their_places(account)))
DROP_PLACES = Prepared("drop places", delete(channel_tag).where(_of_their_places(channel_tag)))
DROP_LABELS = Prepared("drop labels", delete(forum_label).where(_of_their_places(forum_label)))
PLACES = Prepared(
    "places of community",
    select(channel_tag.c.platform, channel_tag.c.workspace, channel_tag.c.channel, tag.c.name)
    .select_from(
        channel_tag.join(tag, and_(tag.c.community_id == channel_tag.c.community_id, tag.c.id == channel_tag.c.tag_id))
    )
    .where(channel_tag.c.community_id == _C),
)
SET_PLACE = Prepared(
    "set place",
    text(
        "INSERT INTO channel_tag (platform, workspace, channel, community_id, tag_id) "
        "VALUES (:platform, :workspace, :channel, :c, :t) ON CONFLICT DO NOTHING"
    ),
)


def _here(table: Table, name: str) -> Prepared:
    """The members here who stand for those of the joined community in a table, in the order of their coming."""
    return Prepared(
        name,
        select(_copy.c.id)
        .select_from(table.join(_copy, and_(_copy.c.community_id == _C, _copy.c.copied_from == table.c.member_id)))
        .where(table.c.community_id == _OTHER, table.c.resource_id == _R)
        .order_by(table.c.at, _copy.c.id),
    )


FINDERS = _here(resource_finder, "copied finders")
VOTERS = _here(useful, "copied voters")
_theirs = and_(
    _copy.c.community_id == _C,
    _copy.c.copied_from.in_(select(member.c.id).where(member.c.community_id == _OTHER)),
)
COPIES = Prepared("copies of members", select(_copy.c.id).where(_theirs).limit(bindparam("count")))
_also = resource_finder.alias("also")
BROUGHT = Prepared(
    "brought by them",
    select(resource_finder.c.resource_id)
    .distinct()
    .select_from(
        _copy.join(
            resource_finder,
            and_(resource_finder.c.community_id == _copy.c.community_id, resource_finder.c.member_id == _copy.c.id),
        )
    )
    .where(
        _theirs,
        ~exists().where(
            _also.c.community_id == resource_finder.c.community_id,
            _also.c.resource_id == resource_finder.c.resource_id,
            _also.c.member_id.not_in(select(_copy.c.id).where(_theirs)),
        ),
    )
    .limit(bindparam("count")),
)
