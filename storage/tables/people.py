"""Communities, their people, and what is remembered about what they did."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    false,
    true,
)

from storage.tables.columns import Id, UtcDateTime, community_id, metadata, number, within_community

community = Table(
    "community",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("name", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("members_make_tags", Boolean, nullable=False),
    #: open, internal, product or local; it decides what suits the community unless it is told otherwise.
    Column("kind", Text, nullable=False, server_default="open"),
    Column("language", Text),
    Column("time_zone", Text, nullable=False, server_default="UTC"),
    #: Whether every member may add to the library, or only curators.
    Column("members_add", Boolean, nullable=False, server_default=true()),
    #: The place of announcements: platform, workspace and channel, parted by line breaks.
    Column("announce_in", Text),
    #: Number of the newest resource; the next one gets one more.
    Column("resources_made", BigInteger, nullable=False),
    Index(None, "name"),
)

workspace = Table(
    "workspace",
    metadata,
    Column("platform", Text, nullable=False),
    Column("workspace", Text, nullable=False),
    community_id(),
    #: The community that it belonged to before two were joined.
    Column("moved_from", Integer),
    PrimaryKeyConstraint("platform", "workspace"),
    ForeignKeyConstraint(["community_id"], ["community.id"]),
    Index(None, "community_id"),
)

member = Table(
    "member",
    metadata,
    number(),
    community_id(),
    Column("name", Text, nullable=False),
    Column("role", SmallInteger, nullable=False),
    #: What the person's platform vouched for when they last changed something: its administrators are organisers.
    Column("vouched", SmallInteger, nullable=False, server_default="1"),
    Column("joined_at", UtcDateTime, nullable=False),
    #: None: the community's.
    Column("time_zone", Text),
    Column("language", Text),
    #: Hours of the day in which they want to be left alone, like ``22:00-08:00`` in their zone.
    Column("quiet_hours", Text),
    #: Whether something that was for them could not be brought: they are told beside the answer to their next command.
    #: Kept here because each command reads this row anyway.
    Column("is_unheard", Boolean, nullable=False, server_default=false()),
    #: The member of a community that was joined with this one whom this row stands for.
    Column("copied_from", Id),
    Index(None, "community_id", "copied_from"),
    Index(None, "community_id", "role"),
    Index(None, "community_id", "vouched"),
    Index(None, "community_id", "time_zone"),
    UniqueConstraint("community_id", "id"),
    ForeignKeyConstraint(["community_id"], ["community.id"]),
    sqlite_autoincrement=True,
)

account = Table(
    "account",
    metadata,
    Column("platform", Text, nullable=False),
    Column("workspace", Text, nullable=False),
    Column("user_id", Text, nullable=False),
    community_id(),
    Column("member_id", Id, nullable=False),
    #: When this account left its workspace; None while it is there, as far as was heard.
    Column("left_at", UtcDateTime),
    PrimaryKeyConstraint("platform", "workspace", "user_id"),
    within_community("member", "member_id"),
    Index(None, "community_id", "member_id"),
)

inbox = Table(
    "inbox",
    metadata,
    Column("platform", Text, nullable=False),
    Column("event_id", Text, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("platform", "event_id"),
    Index(None, "received_at"),
)

parked_action = Table(
    "parked_action",
    metadata,
    community_id(),
    Column("key", Text, nullable=False),
    Column("packed", Text, nullable=False),
    Column("parked_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("community_id", "key"),
    ForeignKeyConstraint(["community_id"], ["community.id"]),
)

audit = Table(
    "audit",
    metadata,
    number(),
    community_id(),
    Column("at", UtcDateTime, nullable=False),
    Column("member_id", Id, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("subject_id", BigInteger, nullable=False),
    #: What changed, as JSON: {field: [before, after]}.
    Column("detail", Text, nullable=False),
    within_community("member", "member_id"),
    Index(None, "community_id", "subject", "subject_id", "id"),
    Index(None, "community_id", "member_id"),
    sqlite_autoincrement=True,
)

#: What the program itself keeps in mind from one run to the next.
remembered = Table(
    "remembered",
    metadata,
    Column("key", Text, nullable=False),
    Column("value", Text, nullable=False),
    PrimaryKeyConstraint("key"),
)

#: Codes by which people join their accounts, one at a time for each.
link_code = Table(
    "link_code",
    metadata,
    Column("code", Text, nullable=False),
    community_id(),
    Column("member_id", Id, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("code"),
    UniqueConstraint("community_id", "member_id"),
    within_community("member", "member_id"),
)
