"""Newcomers: what they told, how far they are, who greets them, buddies."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

#: SQLite counts rows by INTEGER only.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _learning()
    _interest()
    _journey()
    _journey_step()
    _rush()
    _onboarding_settings()
    _greeter()
    _welcome()
    _welcome_offer()
    _buddy()
    _buddy_pair()
    _buddy_avoided()
    _people()
    _interested()


def _interested() -> None:
    """Not of newcomers: what platforms count of the events that they keep of AMAs."""
    with op.batch_alter_table("delivery") as table:
        table.add_column(sa.Column("interested", sa.Integer()))
    native = sa.text("kind = 'ama.event' AND edits IS NULL AND remote_ref IS NOT NULL")
    op.create_index(
        "ix_delivery_native", "delivery", ["useful_until", "id"], sqlite_where=native, postgresql_where=native
    )


def _people() -> None:
    with op.batch_alter_table("member") as table:
        table.add_column(sa.Column("is_unheard", sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table("account") as table:
        table.add_column(sa.Column("left_at", sa.DateTime(timezone=True)))


def _learning() -> None:
    op.create_table(
        "learning",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("formats", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer()),
        sa.Column("level", sa.Text()),
        sa.Column("company", sa.Text()),
        sa.Column("hours", sa.Text()),
        sa.Column("is_public", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["member.community_id", "member.id"],
            name=op.f("fk_learning_community_id_member_id_member"),
        ),
        sa.PrimaryKeyConstraint("community_id", "member_id", name=op.f("pk_learning")),
    )


def _interest() -> None:
    op.create_table(
        "interest",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("tag_id", ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("is_public", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["member.community_id", "member.id"],
            name=op.f("fk_interest_community_id_member_id_member"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "tag_id"],
            ["tag.community_id", "tag.id"],
            name=op.f("fk_interest_community_id_tag_id_tag"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("community_id", "member_id", "kind", "tag_id", name=op.f("pk_interest")),
    )
    op.create_index(
        op.f("ix_interest_community_id_tag_id_kind_is_public_member_id"),
        "interest",
        ["community_id", "tag_id", "kind", "is_public", "member_id"],
    )


def _journey() -> None:
    op.create_table(
        "journey",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.Column("left_at", sa.DateTime(timezone=True)),
        sa.Column("guidelines_at", sa.DateTime(timezone=True)),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("unmatched", sa.Text(), nullable=False),
        sa.Column("hello", sa.Text(), nullable=False),
        sa.Column("hello_at", sa.DateTime(timezone=True)),
        sa.Column("is_unheard", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("nudged", sa.Integer(), server_default="0", nullable=False),
        sa.Column("is_guest", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["member.community_id", "member.id"],
            name=op.f("fk_journey_community_id_member_id_member"),
        ),
        sa.PrimaryKeyConstraint("community_id", "member_id", name=op.f("pk_journey")),
    )
    op.create_index(op.f("ix_journey_community_id_joined_at"), "journey", ["community_id", "joined_at"])
    op.create_index(op.f("ix_journey_community_id_state_moved_at"), "journey", ["community_id", "state", "moved_at"])


def _journey_step() -> None:
    op.create_table(
        "journey_step",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["member.community_id", "member.id"],
            name=op.f("fk_journey_step_community_id_member_id_member"),
        ),
        sa.PrimaryKeyConstraint("community_id", "member_id", "step", name=op.f("pk_journey_step")),
    )


def _rush() -> None:
    op.create_table(
        "rush",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_let_in", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_rush_community_id_community")),
        sa.PrimaryKeyConstraint("community_id", name=op.f("pk_rush")),
    )


def _onboarding_settings() -> None:
    op.create_table(
        "onboarding_settings",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_by", ID, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "made_by"],
            ["member.community_id", "member.id"],
            name=op.f("fk_onboarding_settings_community_id_made_by_member"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_onboarding_settings_community_id_community")
        ),
        sa.PrimaryKeyConstraint("community_id", "version", name=op.f("pk_onboarding_settings")),
    )
    op.create_index(
        op.f("ix_onboarding_settings_community_id_made_by"),
        "onboarding_settings",
        ["community_id", "made_by"],
        unique=False,
    )


def _greeter() -> None:
    op.create_table(
        "greeter",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("is_off_duty", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("per_week", sa.Integer(), nullable=False),
        sa.Column("hours", sa.Text()),
        sa.Column("turned_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["member.community_id", "member.id"],
            name=op.f("fk_greeter_community_id_member_id_member"),
        ),
        sa.PrimaryKeyConstraint("community_id", "member_id", name=op.f("pk_greeter")),
    )


def _welcome() -> None:
    op.create_table(
        "welcome",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("greeter_id", ID),
        sa.Column("offered_at", sa.DateTime(timezone=True)),
        sa.Column("offered_until", sa.DateTime(timezone=True)),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["community_id", "greeter_id"],
            ["member.community_id", "member.id"],
            name=op.f("fk_welcome_community_id_greeter_id_member"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["member.community_id", "member.id"],
            name=op.f("fk_welcome_community_id_member_id_member"),
        ),
        sa.PrimaryKeyConstraint("community_id", "member_id", name=op.f("pk_welcome")),
    )
    op.create_index(
        op.f("ix_welcome_community_id_greeter_id_offered_at"),
        "welcome",
        ["community_id", "greeter_id", "offered_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_welcome_community_id_state_offered_until"),
        "welcome",
        ["community_id", "state", "offered_until"],
        unique=False,
    )


def _welcome_offer() -> None:
    op.create_table(
        "welcome_offer",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("greeter_id", ID, nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "greeter_id"],
            ["member.community_id", "member.id"],
            name=op.f("fk_welcome_offer_community_id_greeter_id_member"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["member.community_id", "member.id"],
            name=op.f("fk_welcome_offer_community_id_member_id_member"),
        ),
        sa.PrimaryKeyConstraint("community_id", "member_id", "greeter_id", name=op.f("pk_welcome_offer")),
    )
    op.create_index(
        op.f("ix_welcome_offer_community_id_greeter_id_offered_at_member_id"),
        "welcome_offer",
        ["community_id", "greeter_id", "offered_at", "member_id"],
        unique=False,
    )


def _buddy() -> None:
    op.create_table(
        "buddy",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("snoozed_until", sa.DateTime(timezone=True)),
        sa.Column("waits_since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["member.community_id", "member.id"],
            name=op.f("fk_buddy_community_id_member_id_member"),
        ),
        sa.PrimaryKeyConstraint("community_id", "member_id", name=op.f("pk_buddy")),
    )


def _buddy_pair() -> None:
    op.create_table(
        "buddy_pair",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("one_id", ID, nullable=False),
        sa.Column("other_id", ID, nullable=False),
        sa.Column("introduced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("over", sa.Text(), nullable=False),
        sa.Column("one_says", sa.Text(), nullable=False),
        sa.Column("other_says", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["community_id", "one_id"],
            ["member.community_id", "member.id"],
            name=op.f("fk_buddy_pair_community_id_one_id_member"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "other_id"],
            ["member.community_id", "member.id"],
            name=op.f("fk_buddy_pair_community_id_other_id_member"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_buddy_pair")),
        sa.UniqueConstraint(
            "community_id", "one_id", "other_id", name=op.f("uq_buddy_pair_community_id_one_id_other_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_buddy_pair_community_id_ended_at_introduced_at"),
        "buddy_pair",
        ["community_id", "ended_at", "introduced_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_buddy_pair_community_id_other_id_one_id"), "buddy_pair", ["community_id", "other_id", "one_id"]
    )


def _buddy_avoided() -> None:
    op.create_table(
        "buddy_avoided",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("avoided_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "avoided_id"],
            ["member.community_id", "member.id"],
            name=op.f("fk_buddy_avoided_community_id_avoided_id_member"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["member.community_id", "member.id"],
            name=op.f("fk_buddy_avoided_community_id_member_id_member"),
        ),
        sa.PrimaryKeyConstraint("community_id", "member_id", "avoided_id", name=op.f("pk_buddy_avoided")),
    )
    op.create_index(
        op.f("ix_buddy_avoided_community_id_avoided_id_member_id"),
        "buddy_avoided",
        ["community_id", "avoided_id", "member_id"],
    )
