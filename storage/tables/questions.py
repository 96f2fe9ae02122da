"""Questions of AMAs: what is asked, voted for and answered, and how the AMA was found to be.

Numbers count from 1 within an AMA. Rows of an anonymous question hold no member, only the hash of a token that its
asker alone has.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
)

from storage.tables.columns import Id, UtcDateTime, community_id, metadata, within_community


def _of_ama() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["community_id", "ama_id"], ["ama.community_id", "ama.id"])


def _of_question() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["community_id", "ama_id", "question_id"],
        ["ama_question.community_id", "ama_question.ama_id", "ama_question.id"],
    )


ama_question = Table(
    "ama_question",
    metadata,
    community_id(),
    Column("ama_id", Integer, nullable=False),
    Column("id", Integer, nullable=False),
    Column("words", Text, nullable=False),
    #: None: anonymous. Then nothing in the database leads to the asker.
    Column("member_id", Id),
    #: The hash of the token in the asker's own receipt.
    Column("mailbox", Text),
    #: review, open, next, answered, merged, carried, declined, hidden or withdrawn.
    Column("state", Text, nullable=False),
    Column("votes", Integer, nullable=False),
    #: The hour in which it was asked.
    Column("asked_at", UtcDateTime, nullable=False),
    Column("merged_into", Integer),
    #: The host put it off: it stands behind all that were not.
    Column("is_later", Boolean, nullable=False),
    Column("answer", Text, nullable=False),
    Column("answer_link", Text, nullable=False),
    Column("answered_by", Id),
    Column("settled_at", UtcDateTime),
    #: Why it was declined or hidden, as the asker reads it.
    Column("reason", Text, nullable=False),
    #: The AMA that it was carried over to.
    Column("carried_to", Integer),
    #: The library entry that its answer became.
    Column("resource_id", Id),
    PrimaryKeyConstraint("community_id", "ama_id", "id"),
    _of_ama(),
    within_community("member", "member_id"),
    within_community("member", "answered_by"),
    Index(None, "community_id", "ama_id", "state", "votes"),
    Index(None, "community_id", "member_id"),
    Index(None, "community_id", "answered_by"),
    Index(None, "community_id", "mailbox"),
)

ama_vote = Table(
    "ama_vote",
    metadata,
    community_id(),
    Column("ama_id", Integer, nullable=False),
    Column("question_id", Integer, nullable=False),
    Column("member_id", Id, nullable=False),
    PrimaryKeyConstraint("community_id", "ama_id", "question_id", "member_id"),
    _of_question(),
    within_community("member", "member_id"),
    Index(None, "community_id", "member_id", "ama_id", "question_id"),
    info={"forgotten": "drop"},
)

ama_question_tag = Table(
    "ama_question_tag",
    metadata,
    community_id(),
    Column("ama_id", Integer, nullable=False),
    Column("question_id", Integer, nullable=False),
    Column("tag_id", Id, nullable=False),
    PrimaryKeyConstraint("community_id", "ama_id", "question_id", "tag_id"),
    _of_question(),
    within_community("tag", "tag_id"),
    Index(None, "community_id", "tag_id"),
)

ama_feedback = Table(
    "ama_feedback",
    metadata,
    community_id(),
    Column("ama_id", Integer, nullable=False),
    Column("member_id", Id, nullable=False),
    #: 1 not for me, 2 good, 3 great.
    Column("score", SmallInteger, nullable=False),
    Column("words", Text, nullable=False),
    PrimaryKeyConstraint("community_id", "ama_id", "member_id"),
    _of_ama(),
    within_community("member", "member_id"),
    Index(None, "community_id", "member_id"),
    info={"forgotten": "drop"},
)
