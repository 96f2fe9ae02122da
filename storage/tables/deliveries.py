"""Messages that the bot posts on its own, and places to which nothing is sent for a while."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    and_,
    literal_column,
)

from storage.tables.columns import Id, UtcDateTime, community_id, metadata, number, within_community

delivery = Table(
    "delivery",
    metadata,
    number(),
    community_id(),
    #: Names the message for ever: series, local date and part, so that planning it twice sends it once.
    Column("key", Text, nullable=False),
    #: What it is about, like ``ama:17``: moved or cancelled, all that is about it changes.
    Column("topic", Text, nullable=False),
    Column("kind", Text, nullable=False),
    #: What its words are made from, as JSON.
    Column("subject", Text, nullable=False),
    Column("platform", Text, nullable=False),
    Column("workspace", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("thread", Text),
    #: The account of a direct message; empty in a channel.
    Column("user_id", Text, nullable=False),
    #: Messages of one lane leave in order.
    Column("lane", Text, nullable=False),
    Column("member_id", Id),
    #: The key of the delivery whose message is changed.
    Column("edits", Text),
    Column("due_at", UtcDateTime, nullable=False),
    Column("useful_until", UtcDateTime),
    Column("state", Text, nullable=False),
    #: When something is to be done about it next; none once it is finished, so that the index holds only what is open.
    Column("ready_at", UtcDateTime),
    #: The words as JSON, once they are made.
    Column("payload", Text),
    Column("attempts", Integer, nullable=False),
    Column("first_attempt_at", UtcDateTime),
    Column("last_attempt_at", UtcDateTime),
    Column("is_doubtful", Boolean, nullable=False),
    Column("is_plain", Boolean, nullable=False),
    Column("is_unasked", Boolean, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("fence", Integer, nullable=False),
    Column("claimed_by", Text),
    Column("remote_ref", Text),
    Column("reason", Text, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("settled_at", UtcDateTime),
    #: People who are interested in the event that it made, as the platform counts them.
    Column("interested", Integer),
    UniqueConstraint("community_id", "key"),
    ForeignKeyConstraint(["community_id"], ["community.id"]),
    within_community("member", "member_id"),
    Index(None, "community_id", "topic"),
    Index(None, "community_id", "state", "id"),
    Index(None, "community_id", "member_id", "settled_at"),
    sqlite_autoincrement=True,
    info={"forgotten": "drop"},
)
Index(
    "ix_delivery_open",
    delivery.c.ready_at,
    delivery.c.id,
    sqlite_where=delivery.c.ready_at.is_not(None),
    postgresql_where=delivery.c.ready_at.is_not(None),
)
Index(
    "ix_delivery_lane",
    delivery.c.lane,
    delivery.c.due_at,
    delivery.c.id,
    sqlite_where=delivery.c.ready_at.is_not(None),
    postgresql_where=delivery.c.ready_at.is_not(None),
)
#: An event that a platform keeps and may be asked about: of an AMA, and not a change of one.
IS_NATIVE_EVENT = and_(
    delivery.c.kind == literal_column("'ama.event'"), delivery.c.edits.is_(None), delivery.c.remote_ref.is_not(None)
)
Index(
    "ix_delivery_native",
    delivery.c.useful_until,
    delivery.c.id,
    sqlite_where=IS_NATIVE_EVENT,
    postgresql_where=IS_NATIVE_EVENT,
)
#: What somebody has to look at, in the metrics as well.
Index(
    "ix_delivery_troubled",
    delivery.c.state,
    delivery.c.id,
    sqlite_where=delivery.c.state.in_(("sending", "dead", "uncertain")),
    postgresql_where=delivery.c.state.in_(("sending", "dead", "uncertain")),
)
Index(
    "ix_delivery_settled",
    delivery.c.settled_at,
    sqlite_where=delivery.c.settled_at.is_not(None),
    postgresql_where=delivery.c.settled_at.is_not(None),
)
#: Whence a direct message came, for those platforms that do not say it of a button that is pressed there.
Index(
    "ix_delivery_direct",
    delivery.c.remote_ref,
    sqlite_where=and_(delivery.c.remote_ref.is_not(None), delivery.c.user_id != literal_column("''")),
    postgresql_where=and_(delivery.c.remote_ref.is_not(None), delivery.c.user_id != literal_column("''")),
)

#: Places, and whole workspaces (then the channel is empty), that refuse what is sent.
delivery_block = Table(
    "delivery_block",
    metadata,
    Column("platform", Text, nullable=False),
    Column("workspace", Text, nullable=False),
    #: A channel, or ``@`` and an account.
    Column("channel", Text, nullable=False),
    Column("until", UtcDateTime, nullable=False),
    Column("reason", Text, nullable=False),
    PrimaryKeyConstraint("platform", "workspace", "channel"),
)
