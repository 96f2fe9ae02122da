"""The search: derived from the other tables, and made anew from them if need be."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)

from storage.tables.columns import Id, community_id, metadata, number, within_community

#: Whatever can be looked for in a community: a word, a tag, a kind, an author. ``n`` counts its resources.
term = Table(
    "term",
    metadata,
    number(),
    community_id(),
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
    community_id(),
    Column("term_id", Id, nullable=False),
    Column("block", Integer, nullable=False),
    Column("bits", LargeBinary, nullable=False),
    PrimaryKeyConstraint("community_id", "term_id", "block"),
)

#: The resources of a term in the order of a page: read backwards, ten rows are a page.
posting = Table(
    "posting",
    metadata,
    community_id(),
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
    community_id(),
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
    community_id(),
    Column("resource_id", BigInteger, nullable=False),
    #: JSON: {term id: rel}; empty while the resource is retired.
    Column("terms", Text, nullable=False),
    #: All its words in order, folded, for phrases.
    Column("words", Text, nullable=False),
    PrimaryKeyConstraint("community_id", "resource_id"),
    within_community("resource", "resource_id"),
)
