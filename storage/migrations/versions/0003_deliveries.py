"""Deliveries: what the bot posts on its own, places that refuse it, and hours in which people are left alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

#: SQLite counts rows by INTEGER only.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _columns()
    _delivery()
    _delivery_block()


def _columns() -> None:
    with op.batch_alter_table("member") as table:
        table.add_column(sa.Column("quiet_hours", sa.Text()))
        table.add_column(sa.Column("vouched", sa.SmallInteger(), nullable=False, server_default="1"))
    op.create_index(op.f("ix_member_community_id_role"), "member", ["community_id", "role"])
    op.create_index(op.f("ix_member_community_id_vouched"), "member", ["community_id", "vouched"])


def _delivery() -> None:
    op.create_table(
        "delivery",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("thread", sa.Text()),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("member_id", ID),
        sa.Column("edits", sa.Text()),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("useful_until", sa.DateTime(timezone=True)),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("ready_at", sa.DateTime(timezone=True)),
        sa.Column("payload", sa.Text()),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("first_attempt_at", sa.DateTime(timezone=True)),
        sa.Column("last_attempt_at", sa.DateTime(timezone=True)),
        sa.Column("is_doubtful", sa.Boolean(), nullable=False),
        sa.Column("is_plain", sa.Boolean(), nullable=False),
        sa.Column("is_unasked", sa.Boolean(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("claimed_by", sa.Text()),
        sa.Column("remote_ref", sa.Text()),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["member.community_id", "member.id"],
            name=op.f("fk_delivery_community_id_member_id_member"),
        ),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_delivery_community_id_community")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("community_id", "key", name=op.f("uq_delivery_community_id_key")),
        info={"forgotten": "drop"},
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_delivery_community_id_member_id_settled_at"), "delivery", ["community_id", "member_id", "settled_at"]
    )
    op.create_index(op.f("ix_delivery_community_id_topic"), "delivery", ["community_id", "topic"])
    op.create_index(op.f("ix_delivery_community_id_state_id"), "delivery", ["community_id", "state", "id"])
    op.create_index(
        "ix_delivery_lane",
        "delivery",
        ["lane", "due_at", "id"],
        unique=False,
        sqlite_where=sa.text("ready_at IS NOT NULL"),
        postgresql_where=sa.text("ready_at IS NOT NULL"),
    )
    op.create_index(
        "ix_delivery_open",
        "delivery",
        ["ready_at", "id"],
        unique=False,
        sqlite_where=sa.text("ready_at IS NOT NULL"),
        postgresql_where=sa.text("ready_at IS NOT NULL"),
    )
    op.create_index(
        "ix_delivery_troubled",
        "delivery",
        ["state", "id"],
        sqlite_where=sa.text("state IN ('sending', 'dead', 'uncertain')"),
        postgresql_where=sa.text("state IN ('sending', 'dead', 'uncertain')"),
    )
    op.create_index(
        "ix_delivery_settled",
        "delivery",
        ["settled_at"],
        unique=False,
        sqlite_where=sa.text("settled_at IS NOT NULL"),
        postgresql_where=sa.text("settled_at IS NOT NULL"),
    )
    op.create_index(
        "ix_delivery_direct",
        "delivery",
        ["remote_ref"],
        unique=False,
        sqlite_where=sa.text("remote_ref IS NOT NULL AND user_id != ''"),
        postgresql_where=sa.text("remote_ref IS NOT NULL AND user_id != ''"),
    )


def _delivery_block() -> None:
    op.create_table(
        "delivery_block",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "workspace", "channel", name=op.f("pk_delivery_block")),
    )
