"""Communities that become one, and long work that is done in small steps."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKeyConstraint, Index, Integer, PrimaryKeyConstraint, Table, Text, UniqueConstraint

from storage.tables.columns import UtcDateTime, community_id, metadata, number

#: Work that takes longer than a command may; ``state`` is JSON and says how far it is.
chore = Table(
    "chore",
    metadata,
    number(),
    community_id(),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    ForeignKeyConstraint(["community_id"], ["community.id"]),
    Index(None, "community_id"),
    sqlite_autoincrement=True,
)

#: A code by which another community may ask to be joined with this one, and which one has asked.
community_offer = Table(
    "community_offer",
    metadata,
    Column("code", Text, nullable=False),
    community_id(),
    Column("asked_by", Integer),
    Column("expires_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("code"),
    UniqueConstraint("community_id"),
    ForeignKeyConstraint(["community_id"], ["community.id"]),
    ForeignKeyConstraint(["asked_by"], ["community.id"]),
    Index(None, "asked_by"),
)

#: A community that was joined with this one. Its own rows stay as they were, so that it can be taken back.
community_link = Table(
    "community_link",
    metadata,
    number(),
    community_id(),
    Column("joined_id", Integer, nullable=False),
    Column("joined_at", UtcDateTime, nullable=False),
    Column("undone_at", UtcDateTime),
    ForeignKeyConstraint(["community_id"], ["community.id"]),
    ForeignKeyConstraint(["joined_id"], ["community.id"]),
    Index(None, "community_id"),
    Index(None, "joined_id"),
    sqlite_autoincrement=True,
)
