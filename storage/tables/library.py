"""Resources, who found them, what they carry, and what was looked for in vain."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)

from storage.tables.columns import Id, UtcDateTime, community_id, metadata, within_community

resource = Table(
    "resource",
    metadata,
    community_id(),
    Column("id", BigInteger, nullable=False),
    #: What makes it this one and no other: the canonical address, or kind and title.
    Column("identity", Text, nullable=False),
    Column("title_key", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("address", Text),
    Column("authors", Text, nullable=False),
    Column("publisher", Text),
    Column("year", SmallInteger),
    Column("language", Text),
    Column("minutes", Integer),
    Column("level", Text),
    Column("cost", Text),
    Column("description", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("votes", Integer, nullable=False),
    Column("added_by", Id, nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
    #: When it was saved where it was imported from.
    Column("saved_at", UtcDateTime),
    Column("retired_at", UtcDateTime),
    Column("retired_reason", Text),
    Column("superseded_by", BigInteger),
    PrimaryKeyConstraint("community_id", "id"),
    UniqueConstraint("community_id", "identity"),
    ForeignKeyConstraint(["community_id"], ["community.id"]),
    within_community("member", "added_by"),
    within_community("resource", "superseded_by"),
    Index(None, "community_id", "title_key"),
    Index(None, "community_id", "added_by"),
    Index(None, "community_id", "superseded_by"),
)

#: Everybody who found a resource, the first one included.
resource_finder = Table(
    "resource_finder",
    metadata,
    community_id(),
    Column("member_id", Id, nullable=False),
    Column("resource_id", BigInteger, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("community_id", "member_id", "resource_id"),
    within_community("member", "member_id"),
    within_community("resource", "resource_id"),
    # With the date, because otherwise SQLite reads the finders of all resources to find those of one.
    Index(None, "community_id", "resource_id", "at"),
    sqlite_with_rowid=False,
)

resource_tag = Table(
    "resource_tag",
    metadata,
    community_id(),
    Column("resource_id", BigInteger, nullable=False),
    Column("tag_id", Id, nullable=False),
    Column("member_id", Id, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("community_id", "resource_id", "tag_id"),
    within_community("resource", "resource_id"),
    within_community("tag", "tag_id"),
    within_community("member", "member_id"),
    Index(None, "community_id", "tag_id"),
    Index(None, "community_id", "member_id"),
    sqlite_with_rowid=False,
)

#: Who found a resource useful.
useful = Table(
    "useful",
    metadata,
    community_id(),
    Column("resource_id", BigInteger, nullable=False),
    Column("member_id", Id, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("community_id", "resource_id", "member_id"),
    within_community("resource", "resource_id"),
    within_community("member", "member_id"),
    Index(None, "community_id", "member_id"),
    sqlite_with_rowid=False,
)

#: Searches that found nothing.
gap = Table(
    "gap",
    metadata,
    community_id(),
    Column("line", Text, nullable=False),
    Column("times", Integer, nullable=False),
    Column("last_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("community_id", "line"),
    ForeignKeyConstraint(["community_id"], ["community.id"]),
)
