"""The statements of the library, each built once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BindParameter, and_, bindparam, delete, exists, func, insert, select, text, update

from storage.prepared import Listed, Prepared, Within
from storage.resourcerows import COLUMNS
from storage.tables import (
    audit,
    community,
    gap,
    member,
    resource,
    resource_finder,
    resource_index,
    resource_tag,
    tag,
    tag_under,
    useful,
)

_C: BindParameter[int] = bindparam("c")
_R: BindParameter[int] = bindparam("r")


def _of(table: Any) -> Any:
    """The rows of one resource in a table."""
    return and_(table.c.community_id == _C, table.c.resource_id == _R)


_shown = tag.alias("shown")
_tags = (
    select(Listed(_shown.c.name))
    .select_from(
        resource_tag.join(
            tag, and_(tag.c.community_id == resource_tag.c.community_id, tag.c.id == resource_tag.c.tag_id)
        ).join(_shown, and_(_shown.c.community_id == tag.c.community_id, _shown.c.id == tag.c.shown_as_id))
    )
    .where(
        resource_tag.c.community_id == resource.c.community_id,
        resource_tag.c.resource_id == resource.c.id,
        tag.c.is_deleted.is_(False),
    )
    .scalar_subquery()
)
_WHOLE = (
    *(resource.c[name] for name in COLUMNS),
    _tags,
    *(resource.c[name] for name in ("added_at", "saved_at", "retired_at", "retired_reason", "superseded_by")),
)

ONE = Prepared("resource", select(*_WHOLE).where(resource.c.community_id == _C, resource.c.id == _R))
EXPORT = Prepared(
    "all resources",
    select(*_WHOLE)
    .where(resource.c.community_id == _C, resource.c.id > bindparam("after"))
    .order_by(resource.c.id)
    .limit(bindparam("count")),
)
_carries = exists().where(
    resource_tag.c.community_id == resource.c.community_id,
    resource_tag.c.resource_id == resource.c.id,
    tag_under.c.community_id == resource_tag.c.community_id,
    tag_under.c.over_id == bindparam("tag"),
    tag_under.c.tag_id == resource_tag.c.tag_id,
)
EXPORT_TAG = Prepared(
    "all resources under a tag",
    select(*_WHOLE)
    .where(resource.c.community_id == _C, resource.c.id > bindparam("after"), _carries)
    .order_by(resource.c.id)
    .limit(bindparam("count")),
)
BY_IDENTITY = Prepared(
    "by identity",
    # Grouped although there is one of each: left to itself, SQLite reads the whole community to compare a few.
    select(resource.c.identity, func.min(resource.c.id))
    .where(resource.c.community_id == _C, Within(resource.c.identity, "identities"))
    .group_by(resource.c.identity),
)
BY_TITLE = Prepared(
    "by title",
    select(resource.c.title_key, func.min(resource.c.id))
    .where(resource.c.community_id == _C, Within(resource.c.title_key, "titles"))
    .group_by(resource.c.title_key),
)
NUMBERS = Prepared(
    "next numbers",
    update(community)
    .where(community.c.id == _C)
    .values(resources_made=community.c.resources_made + bindparam("count"))
    .returning(community.c.resources_made),
)
_FACTS = (
    "identity", "title_key", "kind", "title", "address", "authors", "publisher", "year", "language", "minutes",
    "level", "cost", "description", "why",
)  # fmt: skip
INSERT = Prepared(
    "add resource",
    insert(resource).values(
        {
            name: bindparam(name)
            for name in (
                "community_id", "id", *_FACTS, "votes", "added_by", "added_at", "saved_at", "retired_at",
                "retired_reason",
            )
        }
    ),
)  # fmt: skip
SAVE = Prepared(
    "save resource",
    update(resource)
    .where(resource.c.community_id == _C, resource.c.id == _R)
    .values({name: bindparam(name) for name in _FACTS}),
)
FIND = Prepared(
    "credit finder",
    text(
        "INSERT INTO resource_finder (community_id, member_id, resource_id, at) "
        "VALUES (:community_id, :member_id, :resource_id, :at) ON CONFLICT DO NOTHING"
    ).bindparams(bindparam("at", type_=resource_finder.c.at.type)),
)
FINDERS = Prepared(
    "finders",
    select(member.c.name)
    .select_from(
        resource_finder.join(
            member,
            and_(member.c.community_id == resource_finder.c.community_id, member.c.id == resource_finder.c.member_id),
        )
    )
    .where(_of(resource_finder))
    .order_by(resource_finder.c.at, member.c.id),
)
TAG = Prepared(
    "tag resource",
    text(
        "INSERT INTO resource_tag (community_id, resource_id, tag_id, member_id, at) "
        "VALUES (:community_id, :resource_id, :tag_id, :member_id, :at) ON CONFLICT DO NOTHING"
    ).bindparams(bindparam("at", type_=resource_tag.c.at.type)),
)
UNTAG = Prepared(
    "untag resource", delete(resource_tag).where(_of(resource_tag), resource_tag.c.tag_id == bindparam("t"))
)
TAGS_OF = Prepared(
    "tags of resource",
    select(tag.c.shown_as_id)
    .select_from(
        resource_tag.join(
            tag, and_(tag.c.community_id == resource_tag.c.community_id, tag.c.id == resource_tag.c.tag_id)
        )
    )
    .where(_of(resource_tag), tag.c.is_deleted.is_(False)),
)
#: Links of a resource to these tags, or to what was merged into them.
CARRIED = Prepared(
    "carried tags",
    select(resource_tag.c.tag_id)
    .select_from(
        resource_tag.join(
            tag, and_(tag.c.community_id == resource_tag.c.community_id, tag.c.id == resource_tag.c.tag_id)
        )
    )
    .where(_of(resource_tag), Within(tag.c.shown_as_id, "tags")),
)
STATE = Prepared(
    "state of resource",
    select(resource.c.votes, resource.c.retired_at).where(resource.c.community_id == _C, resource.c.id == _R),
)
RETIRE = Prepared(
    "retire resource",
    update(resource)
    .where(resource.c.community_id == _C, resource.c.id == _R)
    .values(
        retired_at=bindparam("at", type_=resource.c.retired_at.type),
        retired_reason=bindparam("reason"),
        superseded_by=bindparam("other"),
    ),
)
SET_VOTES = Prepared(
    "set votes",
    update(resource).where(resource.c.community_id == _C, resource.c.id == _R).values(votes=bindparam("votes")),
)
VOTE = Prepared(
    "vote",
    text(
        "INSERT INTO useful (community_id, resource_id, member_id, at) VALUES (:c, :r, :m, :at) ON CONFLICT DO NOTHING"
    ).bindparams(bindparam("at", type_=useful.c.at.type)),
)
UNVOTE = Prepared("take vote back", delete(useful).where(_of(useful), useful.c.member_id == bindparam("m")))
LOG = Prepared(
    "log",
    insert(audit).values(
        {
            name: bindparam(name)
            for name in ("community_id", "at", "member_id", "action", "subject", "subject_id", "detail")
        }
    ),
)
HISTORY = Prepared(
    "history",
    select(audit.c.at, member.c.name, audit.c.action, audit.c.detail)
    .select_from(
        audit.join(member, and_(member.c.community_id == audit.c.community_id, member.c.id == audit.c.member_id))
    )
    .where(audit.c.community_id == _C, audit.c.subject == "resource", audit.c.subject_id == _R)
    .order_by(audit.c.id.desc())
    .limit(bindparam("count")),
)
NOTE_GAP = Prepared(
    "note gap",
    text(
        "INSERT INTO gap (community_id, line, times, last_at) VALUES (:c, :line, 1, :now) "
        "ON CONFLICT (community_id, line) DO UPDATE SET times = gap.times + 1, last_at = excluded.last_at"
    ).bindparams(bindparam("now", type_=gap.c.last_at.type)),
)
GAPS = Prepared(
    "gaps",
    select(gap.c.line, gap.c.times, gap.c.last_at)
    .where(gap.c.community_id == _C)
    .order_by(gap.c.times.desc(), gap.c.last_at.desc(), gap.c.line)
    .limit(bindparam("count"))
    .offset(bindparam("skip")),
)
_kept_gaps = (
    select(gap.c.line)
    .where(gap.c.community_id == _C)
    .order_by(gap.c.times.desc(), gap.c.last_at.desc(), gap.c.line)
    .limit(bindparam("most"))
)
BOUND_GAPS = Prepared("bound gaps", delete(gap).where(gap.c.community_id == _C, gap.c.line.not_in(_kept_gaps)))
CLOSE_GAP = Prepared("close gap", delete(gap).where(gap.c.community_id == _C, gap.c.line == bindparam("line")))
_found_by = (
    select(*_WHOLE)
    .select_from(
        resource_finder.join(
            resource,
            and_(
                resource.c.community_id == resource_finder.c.community_id,
                resource.c.id == resource_finder.c.resource_id,
            ),
        )
    )
    .where(resource_finder.c.community_id == _C, resource_finder.c.member_id == bindparam("m"))
    .limit(bindparam("count"))
)
_found = resource_finder.c.resource_id
FOUND_BY = Prepared("found by", _found_by.where(_found < bindparam("at")).order_by(_found.desc()))
FOUND_BY_BACKWARDS = Prepared("found by, backwards", _found_by.where(_found > bindparam("at")).order_by(_found))
#: All rows of a resource, those that refer to it first.
REMOVE = (
    Prepared(
        "forget successor",
        update(resource)
        .where(resource.c.community_id == _C, resource.c.superseded_by == _R)
        .values(superseded_by=None),
    ),
    *(
        Prepared(f"remove from {table.name}", delete(table).where(_of(table)))
        for table in (resource_finder, resource_tag, useful, resource_index)
    ),
    Prepared(
        "remove history",
        delete(audit).where(audit.c.community_id == _C, audit.c.subject == "resource", audit.c.subject_id == _R),
    ),
    Prepared("remove resource", delete(resource).where(resource.c.community_id == _C, resource.c.id == _R)),
)
