"""Every table. Keys carry the community, so that no row can point into another one.

Instants are aware UTC. The search tables at the end are derived: they can be built anew from the others.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant. SQLite keeps no zone, so it is stored as UTC and a naive value is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The instant in UTC. Raises ValueError for a naive one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant without a zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The instant, aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


#: SQLite counts rows by INTEGER only.
Id = BigInteger().with_variant(Integer, "sqlite")


def _id() -> Column[int]:
    return Column("id", Id, primary_key=True, autoincrement=True)


def _community() -> Column[int]:
    return Column("community_id", Integer, nullable=False)


def _of(table: str, *columns: str, ondelete: str | None = None) -> ForeignKeyConstraint:
    """A foreign key within the community: (community_id, columns) to (community_id, id) of the table."""
    return ForeignKeyConstraint(["community_id", *columns], [f"{table}.community_id", f"{table}.id"], ondelete=ondelete)


community = Table(
    "community",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("name", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("members_make_tags", Boolean, nullable=False),
    #: Number of the newest resource; the next one gets one more.
    Column("resources_made", BigInteger, nullable=False),
    Index(None, "name"),
)

workspace = Table(
    "workspace",
    metadata,
    Column("platform", Text, nullable=False),
    Column("workspace", Text, nullable=False),
    _community(),
    PrimaryKeyConstraint("platform", "workspace"),
    ForeignKeyConstraint(["community_id"], ["community.id"]),
    Index(None, "community_id"),
)

member = Table(
    "member",
    metadata,
    _id(),
    _community(),
    Column("name", Text, nullable=False),
    Column("role", SmallInteger, nullable=False),
    Column("joined_at", UtcDateTime, nullable=False),
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
    _community(),
    Column("member_id", Id, nullable=False),
    PrimaryKeyConstraint("platform", "workspace", "user_id"),
    _of("member", "member_id"),
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
    _community(),
    Column("key", Text, nullable=False),
    Column("packed", Text, nullable=False),
    Column("parked_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("community_id", "key"),
    ForeignKeyConstraint(["community_id"], ["community.id"]),
)

audit = Table(
    "audit",
    metadata,
    _id(),
    _community(),
    Column("at", UtcDateTime, nullable=False),
    Column("member_id", Id, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("subject_id", BigInteger, nullable=False),
    #: What changed, as JSON: {field: [before, after]}.
    Column("detail", Text, nullable=False),
    _of("member", "member_id"),
    Index(None, "community_id", "subject", "subject_id", "id"),
    Index(None, "community_id", "member_id"),
    sqlite_autoincrement=True,
)

tag = Table(
    "tag",
    metadata,
    _id(),
    _community(),
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
    _of("member", "made_by"),
    _of("tag", "parent_id"),
    Index(None, "community_id", "parent_id"),
    sqlite_autoincrement=True,
)

#: Every name of a tag, its own and its synonyms.
tag_name = Table(
    "tag_name",
    metadata,
    _community(),
    Column("name", Text, nullable=False),
    Column("tag_id", Id, nullable=False),
    PrimaryKeyConstraint("community_id", "name"),
    _of("tag", "tag_id"),
    Index(None, "community_id", "tag_id"),
)

#: Stems of the words in a tag's names: words of a search find the tag by them.
tag_word = Table(
    "tag_word",
    metadata,
    _community(),
    Column("word", Text, nullable=False),
    Column("tag_id", Id, nullable=False),
    PrimaryKeyConstraint("community_id", "word", "tag_id"),
    _of("tag", "tag_id"),
    Index(None, "community_id", "tag_id"),
)

#: All that counts as a tag: itself, what was merged into it, and everything below.
tag_under = Table(
    "tag_under",
    metadata,
    _community(),
    Column("over_id", Id, nullable=False),
    Column("tag_id", Id, nullable=False),
    PrimaryKeyConstraint("community_id", "over_id", "tag_id"),
    _of("tag", "over_id"),
    _of("tag", "tag_id"),
    Index(None, "community_id", "tag_id"),
)

tag_follow = Table(
    "tag_follow",
    metadata,
    _community(),
    Column("member_id", Id, nullable=False),
    Column("tag_id", Id, nullable=False),
    Column("since", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("community_id", "member_id", "tag_id"),
    _of("member", "member_id"),
    _of("tag", "tag_id"),
    Index(None, "community_id", "tag_id"),
)

channel_tag = Table(
    "channel_tag",
    metadata,
    Column("platform", Text, nullable=False),
    Column("workspace", Text, nullable=False),
    Column("channel", Text, nullable=False),
    _community(),
    Column("tag_id", Id, nullable=False),
    PrimaryKeyConstraint("platform", "workspace", "channel", "tag_id"),
    _of("tag", "tag_id"),
    Index(None, "community_id", "tag_id"),
)

#: Every change of the tags, with what would undo it.
tag_change = Table(
    "tag_change",
    metadata,
    _id(),
    _community(),
    Column("at", UtcDateTime, nullable=False),
    Column("member_id", Id, nullable=False),
    Column("about", Text, nullable=False),
    #: JSON, both: what was changed, and what undoes it.
    Column("done", Text, nullable=False),
    Column("undo", Text, nullable=False),
    Column("undone_at", UtcDateTime),
    _of("member", "member_id"),
    Index(None, "community_id", "id"),
    Index(None, "community_id", "member_id"),
    sqlite_autoincrement=True,
)

resource = Table(
    "resource",
    metadata,
    _community(),
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
    _of("member", "added_by"),
    _of("resource", "superseded_by"),
    Index(None, "community_id", "title_key"),
    Index(None, "community_id", "added_by"),
    Index(None, "community_id", "superseded_by"),
    sqlite_with_rowid=False,
)

#: Everybody who found a resource, the first one included.
resource_finder = Table(
    "resource_finder",
    metadata,
    _community(),
    Column("member_id", Id, nullable=False),
    Column("resource_id", BigInteger, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("community_id", "member_id", "resource_id"),
    _of("member", "member_id"),
    _of("resource", "resource_id"),
    Index(None, "community_id", "resource_id"),
    sqlite_with_rowid=False,
)

resource_tag = Table(
    "resource_tag",
    metadata,
    _community(),
    Column("resource_id", BigInteger, nullable=False),
    Column("tag_id", Id, nullable=False),
    Column("member_id", Id, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("community_id", "resource_id", "tag_id"),
    _of("resource", "resource_id"),
    _of("tag", "tag_id"),
    _of("member", "member_id"),
    Index(None, "community_id", "tag_id"),
    Index(None, "community_id", "member_id"),
    sqlite_with_rowid=False,
)

#: Who found a resource useful.
useful = Table(
    "useful",
    metadata,
    _community(),
    Column("resource_id", BigInteger, nullable=False),
    Column("member_id", Id, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("community_id", "resource_id", "member_id"),
    _of("resource", "resource_id"),
    _of("member", "member_id"),
    Index(None, "community_id", "member_id"),
    sqlite_with_rowid=False,
)

#: Searches that found nothing.
gap = Table(
    "gap",
    metadata,
    _community(),
    Column("line", Text, nullable=False),
    Column("times", Integer, nullable=False),
    Column("last_at", UtcDateTime, nullable=False),
    PrimaryKeyConstraint("community_id", "line"),
    ForeignKeyConstraint(["community_id"], ["community.id"]),
)

# --- search: derived tables ---------------------------------------------------------------------------------------

#: Whatever can be looked for in a community: a word, a tag, a kind, an author. ``n`` counts its resources.
term = Table(
    "term",
    metadata,
    _id(),
    _community(),
    Column("text", Text, nullable=False),
    Column("n", Integer, nullable=False),
    #: Whether its resources are also kept as blocks of bits.
    Column("is_common", Boolean, nullable=False),
    UniqueConstraint("community_id", "text"),
)

#: The resources of a common term as bits, 4,096 numbers a row: what two long lists share is found by AND.
term_block = Table(
    "term_block",
    metadata,
    _community(),
    Column("term_id", Id, nullable=False),
    Column("block", Integer, nullable=False),
    Column("bits", LargeBinary, nullable=False),
    PrimaryKeyConstraint("community_id", "term_id", "block"),
)

#: The resources of a term in the order of a page: read backwards, ten rows are a page.
posting = Table(
    "posting",
    metadata,
    _community(),
    Column("term_id", Id, nullable=False),
    Column("rel", SmallInteger, nullable=False),
    Column("votes", Integer, nullable=False),
    Column("resource_id", BigInteger, nullable=False),
    PrimaryKeyConstraint("community_id", "term_id", "rel", "votes", "resource_id"),
    sqlite_with_rowid=False,
)

#: Whether a resource has a term, and how much: the probe; in order of age it is also "newest first".
term_member = Table(
    "term_member",
    metadata,
    _community(),
    Column("term_id", Id, nullable=False),
    Column("resource_id", BigInteger, nullable=False),
    Column("rel", SmallInteger, nullable=False),
    PrimaryKeyConstraint("community_id", "term_id", "resource_id"),
    sqlite_with_rowid=False,
)

#: What is in the search about one resource, so that it can be taken out again.
resource_index = Table(
    "resource_index",
    metadata,
    _community(),
    Column("resource_id", BigInteger, nullable=False),
    #: JSON: {term id: rel}; empty while the resource is retired.
    Column("terms", Text, nullable=False),
    #: All its words in order, folded, for phrases.
    Column("words", Text, nullable=False),
    PrimaryKeyConstraint("community_id", "resource_id"),
    _of("resource", "resource_id"),
    sqlite_with_rowid=False,
)
