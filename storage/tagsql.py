"""The statements of the tags, each built once."""

from __future__ import annotations

from sqlalchemy import BindParameter, Column, and_, bindparam, case, delete, func, insert, or_, select, text, update

from storage.prepared import Listed, Prepared, Within
from storage.tables import (
    channel_tag,
    community,
    tag,
    tag_change,
    tag_follow,
    tag_name,
    tag_under,
    tag_word,
    term,
    term_member,
)

_C: BindParameter[int] = bindparam("c")
TAG_COLUMNS = (tag.c.id, tag.c.name, tag.c.description, tag.c.parent_id, tag.c.is_merged, tag.c.is_deleted)
_named = tag_name.join(tag, and_(tag.c.community_id == tag_name.c.community_id, tag.c.id == tag_name.c.tag_id))

NAMED = Prepared(
    "tags by name",
    select(tag_name.c.name, *TAG_COLUMNS)
    .select_from(_named)
    .where(tag_name.c.community_id == _C, Within(tag_name.c.name, "names")),
)
NAMES = Prepared("all names", select(tag_name.c.name, tag_name.c.tag_id).where(tag_name.c.community_id == _C))
TREE = Prepared(
    "all tags", select(*TAG_COLUMNS, tag.c.shown_as_id).where(tag.c.community_id == _C, tag.c.is_deleted.is_(False))
)
BY_ID = Prepared("tags by id", select(*TAG_COLUMNS).where(tag.c.community_id == _C, Within(tag.c.id, "tags")))
MAKE = Prepared(
    "make tag",
    insert(tag)
    .values(
        {
            column.name: bindparam(column.name, type_=column.type)
            for column in (
                tag.c.community_id, tag.c.name, tag.c.description, tag.c.is_merged, tag.c.is_deleted, tag.c.made_by,
                tag.c.made_at,
            )
        }
    )
    .returning(tag.c.id),
)  # fmt: skip
FINISH = Prepared(
    "finish tag",
    update(tag)
    .where(tag.c.community_id == _C, tag.c.id == bindparam("t"))
    .values(term_id=bindparam("term"), shown_as_id=bindparam("shown")),
)
SHOW_AS = Prepared(
    "show tag as",
    update(tag).where(tag.c.community_id == _C, tag.c.id == bindparam("t")).values(shown_as_id=bindparam("shown")),
)


def _setting(column: Column[object]) -> Prepared:
    return Prepared(
        f"set {column.name} of tag",
        update(tag)
        .where(tag.c.community_id == _C, tag.c.id == bindparam("t"))
        .values({column.name: bindparam("value", type_=column.type)}),
    )


#: Field by field, how it is changed.
SET = {
    column.name: _setting(column)
    for column in (tag.c.name, tag.c.description, tag.c.parent_id, tag.c.is_merged, tag.c.is_deleted)
}
NAME = Prepared(
    "name tag",
    text(
        "INSERT INTO tag_name (community_id, name, tag_id) VALUES (:c, :name, :t) "
        "ON CONFLICT (community_id, name) DO UPDATE SET tag_id = excluded.tag_id"
    ),
)
UNNAME = Prepared(
    "unname tag", delete(tag_name).where(tag_name.c.community_id == _C, tag_name.c.name == bindparam("name"))
)
UNDER = Prepared("all under", select(tag_under.c.over_id, tag_under.c.tag_id).where(tag_under.c.community_id == _C))
PUT_UNDER = Prepared(
    "put under", insert(tag_under).values(community_id=_C, over_id=bindparam("over"), tag_id=bindparam("t"))
)
TAKE_FROM_UNDER = Prepared(
    "take from under",
    delete(tag_under).where(
        tag_under.c.community_id == _C, tag_under.c.over_id == bindparam("over"), tag_under.c.tag_id == bindparam("t")
    ),
)
WORDS = Prepared("all words", select(tag_word.c.word, tag_word.c.tag_id).where(tag_word.c.community_id == _C))
ADD_WORD = Prepared("add word", insert(tag_word).values(community_id=_C, word=bindparam("word"), tag_id=bindparam("t")))
DROP_WORD = Prepared(
    "drop word",
    delete(tag_word).where(
        tag_word.c.community_id == _C, tag_word.c.word == bindparam("word"), tag_word.c.tag_id == bindparam("t")
    ),
)
RECORD = Prepared(
    "record change",
    insert(tag_change).values(
        {
            column.name: bindparam(column.name, type_=column.type)
            for column in (
                tag_change.c.community_id, tag_change.c.at, tag_change.c.member_id, tag_change.c.about,
                tag_change.c.done,
                tag_change.c.undo,
            )
        }
    ),
)  # fmt: skip
LAST_CHANGE = Prepared(
    "last change",
    select(tag_change.c.id, tag_change.c.about, tag_change.c.done, tag_change.c.undo)
    .where(tag_change.c.community_id == _C, tag_change.c.undone_at.is_(None))
    .order_by(tag_change.c.id.desc())
    .limit(1),
)
MARK_UNDONE = Prepared(
    "mark undone",
    update(tag_change)
    .where(tag_change.c.community_id == _C, tag_change.c.id == bindparam("change"))
    .values(undone_at=bindparam("now", type_=tag_change.c.undone_at.type)),
)
_synonyms = (
    select(Listed(tag_name.c.name))
    .where(tag_name.c.community_id == tag.c.community_id, tag_name.c.tag_id == tag.c.id)
    .scalar_subquery()
)
_part = tag.alias("part")
_is_part = and_(
    _part.c.community_id == tag.c.community_id, _part.c.shown_as_id == tag.c.id, _part.c.is_deleted.is_(False)
)
#: Resources of a tag and of what was merged into it, each once; where nothing was, the number that is kept anyway.
_own = case(
    (
        select(func.count()).select_from(_part).where(_is_part).correlate(tag).scalar_subquery() > 1,
        select(func.count(term_member.c.resource_id.distinct()))
        .where(
            term_member.c.community_id == tag.c.community_id,
            term_member.c.term_id.in_(select(_part.c.term_id).where(_is_part).correlate(tag)),
        )
        .correlate(tag)
        .scalar_subquery(),
    ),
    else_=term.c.n,
)
LISTED = Prepared(
    "list tags",
    select(*TAG_COLUMNS, _own, _synonyms)
    .select_from(tag.join(term, term.c.id == tag.c.term_id))
    .where(
        tag.c.community_id == _C,
        tag.c.is_deleted.is_(False),
        tag.c.is_merged.is_(False),
        or_(
            tag.c.name.like(bindparam("part"), escape="!"),
            func.lower(tag.c.description).like(bindparam("part"), escape="!"),
            select(tag_name.c.name)
            .where(
                tag_name.c.community_id == tag.c.community_id,
                tag_name.c.tag_id == tag.c.id,
                tag_name.c.name.like(bindparam("part"), escape="!"),
            )
            .exists(),
        ),
    )
    .order_by(_own.desc(), tag.c.name)
    .limit(bindparam("count"))
    .offset(bindparam("skip")),
)
_terms = (
    select(tag.c.term_id)
    .select_from(
        tag_under.join(tag, and_(tag.c.community_id == tag_under.c.community_id, tag.c.id == tag_under.c.tag_id))
    )
    .where(tag_under.c.community_id == _C, tag_under.c.over_id == bindparam("t"))
)
COUNTED = Prepared(
    "count under tag",
    select(func.count()).select_from(
        select(term_member.c.resource_id)
        .where(term_member.c.community_id == _C, term_member.c.term_id.in_(_terms))
        .distinct()
        .limit(bindparam("most"))
        .subquery()
    ),
)
_one, _other = term_member.alias("one"), term_member.alias("other")


def _term_of(name: str) -> object:
    return select(tag.c.term_id).where(tag.c.community_id == _C, tag.c.id == bindparam(name)).scalar_subquery()


SHARED = Prepared(
    "count shared",
    select(func.count())
    .select_from(
        _one.join(
            _other, and_(_other.c.community_id == _one.c.community_id, _other.c.resource_id == _one.c.resource_id)
        )
    )
    .where(_one.c.community_id == _C, _one.c.term_id == _term_of("one"), _other.c.term_id == _term_of("other")),
)
_channel = and_(
    channel_tag.c.platform == bindparam("platform"),
    channel_tag.c.workspace == bindparam("workspace"),
    channel_tag.c.channel == bindparam("channel"),
    channel_tag.c.community_id == _C,
)
OF_CHANNEL = Prepared(
    "tags of channel",
    select(*TAG_COLUMNS)
    .select_from(
        channel_tag.join(tag, and_(tag.c.community_id == channel_tag.c.community_id, tag.c.id == channel_tag.c.tag_id))
    )
    .where(_channel, tag.c.is_deleted.is_(False))
    .order_by(tag.c.name),
)
CLEAR_CHANNEL = Prepared("clear channel", delete(channel_tag).where(_channel))
TAG_CHANNEL = Prepared(
    "tag channel",
    insert(channel_tag).values(
        {name: bindparam(name) for name in ("platform", "workspace", "channel", "community_id", "tag_id")}
    ),
)
FOLLOW = Prepared(
    "follow",
    text(
        "INSERT INTO tag_follow (community_id, member_id, tag_id, since) VALUES (:c, :m, :t, :now) "
        "ON CONFLICT DO NOTHING"
    ).bindparams(bindparam("now", type_=tag_follow.c.since.type)),
)
UNFOLLOW = Prepared(
    "unfollow",
    delete(tag_follow).where(
        tag_follow.c.community_id == _C, tag_follow.c.member_id == bindparam("m"), tag_follow.c.tag_id == bindparam("t")
    ),
)
FOLLOWED = Prepared(
    "followed",
    select(*TAG_COLUMNS)
    .select_from(
        tag_follow.join(tag, and_(tag.c.community_id == tag_follow.c.community_id, tag.c.id == tag_follow.c.tag_id))
    )
    .where(tag_follow.c.community_id == _C, tag_follow.c.member_id == bindparam("m"), tag.c.is_deleted.is_(False))
    .order_by(tag.c.name),
)
LET_MEMBERS_MAKE = Prepared(
    "let members make tags",
    update(community)
    .where(community.c.id == _C)
    .values(members_make_tags=bindparam("allowed", type_=tag.c.is_merged.type)),
)
