"""AMAs: proposals, sessions, who comes, what is asked, calendars."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

#: SQLite counts rows by INTEGER only.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _ama_proposal()
    _ama_series()
    _ama()
    _ama_proposal_tag()
    _ama_support()
    _calendar_feed()
    _ama_coming()
    _ama_feedback()
    _ama_guest()
    _ama_person()
    _ama_place()
    _ama_question()
    _ama_tag()
    _ama_usual()
    _ama_question_tag()
    _ama_vote()
    op.create_index(op.f("ix_member_community_id_time_zone"), "member", ["community_id", "time_zone"])


def _ama_proposal() -> None:
    op.create_table(
        "ama_proposal",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("who_id", ID),
        sa.Column("who_name", sa.Text(), nullable=False),
        sa.Column("made_by", ID, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "made_by"],
            ["member.community_id", "member.id"],
            name=op.f("fk_ama_proposal_community_id_made_by_member"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "who_id"],
            ["member.community_id", "member.id"],
            name=op.f("fk_ama_proposal_community_id_who_id_member"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_ama_proposal_community_id_community")
        ),
        sa.PrimaryKeyConstraint("community_id", "id", name=op.f("pk_ama_proposal")),
    )
    op.create_index(op.f("ix_ama_proposal_community_id_made_by"), "ama_proposal", ["community_id", "made_by"])
    op.create_index(op.f("ix_ama_proposal_community_id_state"), "ama_proposal", ["community_id", "state"])
    op.create_index(op.f("ix_ama_proposal_community_id_who_id"), "ama_proposal", ["community_id", "who_id"])


def _ama_series() -> None:
    op.create_table(
        "ama_series",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("pattern", sa.Text(), nullable=False),
        sa.Column("made_by", ID, nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["community_id", "made_by"],
            ["member.community_id", "member.id"],
            name=op.f("fk_ama_series_community_id_made_by_member"),
        ),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_ama_series_community_id_community")),
        sa.PrimaryKeyConstraint("community_id", "id", name=op.f("pk_ama_series")),
    )
    op.create_index(op.f("ix_ama_series_community_id_made_by"), "ama_series", ["community_id", "made_by"])


def _ama() -> None:
    op.create_table(
        "ama",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("language", sa.Text()),
        sa.Column("capacity", sa.Integer()),
        sa.Column("meets_at", sa.Text(), nullable=False),
        sa.Column("questions_each", sa.Integer(), nullable=False),
        sa.Column("is_reviewed", sa.Boolean(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("announcement", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("keeps_answers", sa.Boolean()),
        sa.Column("made_by", ID, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True)),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposal_id", sa.Integer()),
        sa.Column("series_id", sa.Integer()),
        sa.Column("occurrence", sa.Text()),
        sa.ForeignKeyConstraint(
            ["community_id", "made_by"],
            ["member.community_id", "member.id"],
            name=op.f("fk_ama_community_id_made_by_member"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "proposal_id"],
            ["ama_proposal.community_id", "ama_proposal.id"],
            name=op.f("fk_ama_community_id_proposal_id_ama_proposal"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "series_id"],
            ["ama_series.community_id", "ama_series.id"],
            name=op.f("fk_ama_community_id_series_id_ama_series"),
        ),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_ama_community_id_community")),
        sa.PrimaryKeyConstraint("community_id", "id", name=op.f("pk_ama")),
    )
    op.create_index(op.f("ix_ama_community_id_made_by"), "ama", ["community_id", "made_by"])
    op.create_index(op.f("ix_ama_community_id_proposal_id"), "ama", ["community_id", "proposal_id"])
    op.create_index(
        op.f("ix_ama_community_id_series_id_occurrence"),
        "ama",
        ["community_id", "series_id", "occurrence"],
        unique=True,
    )
    op.create_index(op.f("ix_ama_community_id_starts_at"), "ama", ["community_id", "starts_at"])


def _ama_proposal_tag() -> None:
    op.create_table(
        "ama_proposal_tag",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "proposal_id"],
            ["ama_proposal.community_id", "ama_proposal.id"],
            name=op.f("fk_ama_proposal_tag_community_id_proposal_id_ama_proposal"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "tag_id"],
            ["tag.community_id", "tag.id"],
            name=op.f("fk_ama_proposal_tag_community_id_tag_id_tag"),
        ),
        sa.PrimaryKeyConstraint("community_id", "proposal_id", "tag_id", name=op.f("pk_ama_proposal_tag")),
    )
    op.create_index(op.f("ix_ama_proposal_tag_community_id_tag_id"), "ama_proposal_tag", ["community_id", "tag_id"])


def _ama_support() -> None:
    op.create_table(
        "ama_support",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["member.community_id", "member.id"],
            name=op.f("fk_ama_support_community_id_member_id_member"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "proposal_id"],
            ["ama_proposal.community_id", "ama_proposal.id"],
            name=op.f("fk_ama_support_community_id_proposal_id_ama_proposal"),
        ),
        sa.PrimaryKeyConstraint("community_id", "proposal_id", "member_id", name=op.f("pk_ama_support")),
        info={"forgotten": "drop"},
    )
    op.create_index(op.f("ix_ama_support_community_id_member_id"), "ama_support", ["community_id", "member_id"])


def _calendar_feed() -> None:
    op.create_table(
        "calendar_feed",
        sa.Column("key_hash", sa.Text(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", ID),
        sa.Column("is_personal", sa.Boolean(), nullable=False),
        sa.Column("made_by", ID, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "made_by"],
            ["member.community_id", "member.id"],
            name=op.f("fk_calendar_feed_community_id_made_by_member"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "tag_id"],
            ["tag.community_id", "tag.id"],
            name=op.f("fk_calendar_feed_community_id_tag_id_tag"),
        ),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_calendar_feed")),
        info={"forgotten": "drop"},
    )
    op.create_index(op.f("ix_calendar_feed_community_id_made_by"), "calendar_feed", ["community_id", "made_by"])
    op.create_index(op.f("ix_calendar_feed_community_id_tag_id"), "calendar_feed", ["community_id", "tag_id"])


def _ama_coming() -> None:
    op.create_table(
        "ama_coming",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("ama_id", sa.Integer(), nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminders", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "ama_id"],
            ["ama.community_id", "ama.id"],
            name=op.f("fk_ama_coming_community_id_ama_id_ama"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["member.community_id", "member.id"],
            name=op.f("fk_ama_coming_community_id_member_id_member"),
        ),
        sa.PrimaryKeyConstraint("community_id", "ama_id", "member_id", name=op.f("pk_ama_coming")),
        info={"forgotten": "drop"},
    )
    op.create_index(
        op.f("ix_ama_coming_community_id_ama_id_answer_answered_at"),
        "ama_coming",
        ["community_id", "ama_id", "answer", "answered_at"],
    )
    op.create_index(op.f("ix_ama_coming_community_id_member_id"), "ama_coming", ["community_id", "member_id"])


def _ama_feedback() -> None:
    op.create_table(
        "ama_feedback",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("ama_id", sa.Integer(), nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("score", sa.SmallInteger(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "ama_id"],
            ["ama.community_id", "ama.id"],
            name=op.f("fk_ama_feedback_community_id_ama_id_ama"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["member.community_id", "member.id"],
            name=op.f("fk_ama_feedback_community_id_member_id_member"),
        ),
        sa.PrimaryKeyConstraint("community_id", "ama_id", "member_id", name=op.f("pk_ama_feedback")),
        info={"forgotten": "drop"},
    )
    op.create_index(op.f("ix_ama_feedback_community_id_member_id"), "ama_feedback", ["community_id", "member_id"])


def _ama_guest() -> None:
    op.create_table(
        "ama_guest",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("ama_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key_hash", sa.Text()),
        sa.Column("key_until", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["community_id", "ama_id"],
            ["ama.community_id", "ama.id"],
            name=op.f("fk_ama_guest_community_id_ama_id_ama"),
        ),
        sa.PrimaryKeyConstraint("community_id", "ama_id", "name", name=op.f("pk_ama_guest")),
    )
    op.create_index(op.f("ix_ama_guest_key_hash"), "ama_guest", ["key_hash"])


def _ama_person() -> None:
    op.create_table(
        "ama_person",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("ama_id", sa.Integer(), nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("other_times", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "ama_id"],
            ["ama.community_id", "ama.id"],
            name=op.f("fk_ama_person_community_id_ama_id_ama"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["member.community_id", "member.id"],
            name=op.f("fk_ama_person_community_id_member_id_member"),
        ),
        sa.PrimaryKeyConstraint("community_id", "ama_id", "member_id", name=op.f("pk_ama_person")),
    )
    op.create_index(
        op.f("ix_ama_person_community_id_member_id_ama_id"), "ama_person", ["community_id", "member_id", "ama_id"]
    )


def _ama_place() -> None:
    op.create_table(
        "ama_place",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("ama_id", sa.Integer(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "ama_id"],
            ["ama.community_id", "ama.id"],
            name=op.f("fk_ama_place_community_id_ama_id_ama"),
        ),
        sa.PrimaryKeyConstraint(
            "community_id", "ama_id", "platform", "workspace", "channel", name=op.f("pk_ama_place")
        ),
    )


def _ama_question() -> None:
    op.create_table(
        "ama_question",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("ama_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("member_id", ID),
        sa.Column("mailbox", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("merged_into", sa.Integer()),
        sa.Column("is_later", sa.Boolean(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answer_link", sa.Text(), nullable=False),
        sa.Column("answered_by", ID),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("carried_to", sa.Integer()),
        sa.Column("resource_id", ID),
        sa.ForeignKeyConstraint(
            ["community_id", "ama_id"],
            ["ama.community_id", "ama.id"],
            name=op.f("fk_ama_question_community_id_ama_id_ama"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "answered_by"],
            ["member.community_id", "member.id"],
            name=op.f("fk_ama_question_community_id_answered_by_member"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["member.community_id", "member.id"],
            name=op.f("fk_ama_question_community_id_member_id_member"),
        ),
        sa.PrimaryKeyConstraint("community_id", "ama_id", "id", name=op.f("pk_ama_question")),
    )
    op.create_index(
        op.f("ix_ama_question_community_id_ama_id_state_votes"),
        "ama_question",
        ["community_id", "ama_id", "state", "votes"],
    )
    op.create_index(op.f("ix_ama_question_community_id_answered_by"), "ama_question", ["community_id", "answered_by"])
    op.create_index(op.f("ix_ama_question_community_id_mailbox"), "ama_question", ["community_id", "mailbox"])
    op.create_index(op.f("ix_ama_question_community_id_member_id"), "ama_question", ["community_id", "member_id"])


def _ama_tag() -> None:
    op.create_table(
        "ama_tag",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("ama_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "ama_id"], ["ama.community_id", "ama.id"], name=op.f("fk_ama_tag_community_id_ama_id_ama")
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "tag_id"], ["tag.community_id", "tag.id"], name=op.f("fk_ama_tag_community_id_tag_id_tag")
        ),
        sa.PrimaryKeyConstraint("community_id", "ama_id", "tag_id", name=op.f("pk_ama_tag")),
    )
    op.create_index(op.f("ix_ama_tag_community_id_tag_id"), "ama_tag", ["community_id", "tag_id"])


def _ama_usual() -> None:
    op.create_table(
        "ama_usual",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("is_made", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_ama_usual_community_id_community")),
        sa.PrimaryKeyConstraint("community_id", "part", name=op.f("pk_ama_usual")),
    )


def _ama_question_tag() -> None:
    op.create_table(
        "ama_question_tag",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("ama_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "ama_id", "question_id"],
            ["ama_question.community_id", "ama_question.ama_id", "ama_question.id"],
            name=op.f("fk_ama_question_tag_community_id_ama_id_question_id_ama_question"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "tag_id"],
            ["tag.community_id", "tag.id"],
            name=op.f("fk_ama_question_tag_community_id_tag_id_tag"),
        ),
        sa.PrimaryKeyConstraint("community_id", "ama_id", "question_id", "tag_id", name=op.f("pk_ama_question_tag")),
    )
    op.create_index(op.f("ix_ama_question_tag_community_id_tag_id"), "ama_question_tag", ["community_id", "tag_id"])


def _ama_vote() -> None:
    op.create_table(
        "ama_vote",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("ama_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "ama_id", "question_id"],
            ["ama_question.community_id", "ama_question.ama_id", "ama_question.id"],
            name=op.f("fk_ama_vote_community_id_ama_id_question_id_ama_question"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["member.community_id", "member.id"],
            name=op.f("fk_ama_vote_community_id_member_id_member"),
        ),
        sa.PrimaryKeyConstraint("community_id", "ama_id", "question_id", "member_id", name=op.f("pk_ama_vote")),
        info={"forgotten": "drop"},
    )
    op.create_index(
        op.f("ix_ama_vote_community_id_member_id_ama_id_question_id"),
        "ama_vote",
        ["community_id", "member_id", "ama_id", "question_id"],
    )
