"""Tags, their names, and the tree they make."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKeyConstraint, Index, PrimaryKeyConstraint, Table, Text, UniqueConstraint

from storage.tables.columns import Id, UtcDateTime, community_id, metadata, number, within_community

tag = Table(
    "tag",
    metadata,
    number(),
    community_id(),
    Column("name", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("parent_id", Id),
    #: Merged into its parent: its names and its resources count as the parent's.
    Column("is_merged", Boolean, nullable=False),
    Column("is_deleted", Boolean, nullable=False),
    #: The tag whose name is shown: itself, or the one it was merged into in the end.
    Column("shown_as_id", Id),
    Column("term_id", Id),
    Column("made_by", Id, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    UniqueConstraint("community_id", "id"),
    ForeignKeyConstraint(["community_id"], ["community.id"]),
    within_community("member", "made_by"),
    within_community("tag", "parent_id"),
    Index(None, "community_id", "parent_id"),
    Index(None, "community_id", "shown_as_id"),
    # For the foreign key: SQLite looks for children of a new member, too, when its number is asked for.
    Index(None, "community_id", "made_by"),
    sqlite_autoincrement=True,
)

#: Every name of a tag, its own and its synonyms.
tag_name = Table(
    "tag_name",
    metadata,
    community_id(),
    Column("name", Text, nullable=False),
    Column("tag_id", Id, nullable=False),
    PrimaryKeyConstraint("community_id", "name"),
    within_community("tag", "tag_id"),
    Index(None, "community_id", "tag_id"),
)

#: Stems of the words in a tag's names: words of a search find the tag by them.
tag_word = Table(
    "tag_word",
    metadata,
    community_id(),
    Column("word", Text, nullable=False),
    Column("tag_id", Id, nullable=False),
    PrimaryKeyConstraint("community_id", "word", "tag_id"),
    within_community("tag", "tag_id"),
    Index(None, "community_id", "tag_id"),
)

#: All that counts as a tag: itself, what was merged into it, and everything below.
tag_under = Table(
    "tag_under",
    metadata,
    community_id(),
    Column("over_id", Id, nullable=False),
    Column("tag_id", Id, nullable=False),
    PrimaryKeyConstraint("community_id", "over_id", "tag_id"),
    within_community("tag", "over_id"),
    within_community("tag", "tag_id"),
    Index(None, "community_id", "tag_id"),
)

tag_follow = Table(
    "tag_follow",
    metadata,
    community_id(),
    Column("member_id", Id, nullable=False),
    Column("tag_id", Id, nullable=False),
    Column("since", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("community_id", "member_id", "tag_id"),
    within_community("member", "member_id"),
    within_community("tag", "tag_id"),
    Index(None, "community_id", "tag_id"),
)

channel_tag = Table(
    "channel_tag",
    metadata,
    Column("platform", Text, nullable=False),
    Column("workspace", Text, nullable=False),
    Column("channel", Text, nullable=False),
    community_id(),
    Column("tag_id", Id, nullable=False),
    PrimaryKeyConstraint("platform", "workspace", "channel", "tag_id"),
    within_community("tag", "tag_id"),
    Index(None, "community_id", "tag_id"),
)

#: Every change of the tags, with what would undo it.
tag_change = Table(
    "tag_change",
    metadata,
    number(),
    community_id(),
    Column("at", UtcDateTime, nullable=False),
    Column("member_id", Id, nullable=False),
    Column("about", Text, nullable=False),
    #: JSON, both: what was changed, and what undoes it.
    Column("done", Text, nullable=False),
    Column("undo", Text, nullable=False),
    Column("undone_at", UtcDateTime),
    within_community("member", "member_id"),
    Index(None, "community_id", "id"),
    Index(None, "community_id", "member_id"),
    sqlite_autoincrement=True,
)
