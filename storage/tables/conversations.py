"""Conversations that people keep under tags, and what the labels of a forum mean."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKeyConstraint, Index, PrimaryKeyConstraint, Table, Text, UniqueConstraint

from storage.tables.columns import Id, UtcDateTime, community_id, metadata, number, within_community

conversation = Table(
    "conversation",
    metadata,
    number(),
    community_id(),
    #: Where it stands on its platform.
    Column("link", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("platform", Text, nullable=False),
    Column("workspace", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("added_by", Id, nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
    UniqueConstraint("community_id", "id"),
    UniqueConstraint("community_id", "link"),
    ForeignKeyConstraint(["community_id"], ["community.id"]),
    within_community("member", "added_by"),
    Index(None, "community_id", "added_by"),
    sqlite_autoincrement=True,
)

#: The conversations of a tag; the highest number is the newest.
conversation_tag = Table(
    "conversation_tag",
    metadata,
    community_id(),
    Column("tag_id", Id, nullable=False),
    Column("conversation_id", Id, nullable=False),
    Column("member_id", Id, nullable=False),
    PrimaryKeyConstraint("community_id", "tag_id", "conversation_id"),
    within_community("tag", "tag_id"),
    within_community("conversation", "conversation_id"),
    within_community("member", "member_id"),
    Index(None, "community_id", "conversation_id"),
    Index(None, "community_id", "member_id"),
)

#: What the labels of a forum channel (20 there at most on Discord) mean among the tags of the community.
forum_label = Table(
    "forum_label",
    metadata,
    Column("platform", Text, nullable=False),
    Column("workspace", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("label", Text, nullable=False),
    community_id(),
    Column("tag_id", Id, nullable=False),
    PrimaryKeyConstraint("platform", "workspace", "channel", "label"),
    within_community("tag", "tag_id"),
    Index(None, "community_id", "tag_id"),
)
