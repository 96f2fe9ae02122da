"""Platforms: what a community is, people's own settings, conversations under tags, labels of forums, codes to link.

The tables of installations are those of slack_sdk.oauth, which would otherwise make them by itself.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

#: SQLite counts rows by INTEGER only.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _columns()
    _remembered()
    _conversations()
    _forums()
    _codes()
    _joining()
    _installations()


def _columns() -> None:
    with op.batch_alter_table("community") as table:
        table.add_column(sa.Column("kind", sa.Text(), nullable=False, server_default="open"))
        table.add_column(sa.Column("language", sa.Text()))
        table.add_column(sa.Column("time_zone", sa.Text(), nullable=False, server_default="UTC"))
        table.add_column(sa.Column("members_add", sa.Boolean(), nullable=False, server_default=sa.true()))
        table.add_column(sa.Column("announce_in", sa.Text()))
    with op.batch_alter_table("member") as table:
        table.add_column(sa.Column("time_zone", sa.Text()))
        table.add_column(sa.Column("language", sa.Text()))
        table.add_column(sa.Column("copied_from", ID))
    op.create_index(op.f("ix_member_community_id_copied_from"), "member", ["community_id", "copied_from"])
    with op.batch_alter_table("workspace") as table:
        table.add_column(sa.Column("moved_from", sa.Integer()))


def _remembered() -> None:
    op.create_table(
        "remembered",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_remembered")),
    )


def _conversations() -> None:
    op.create_table(
        "conversation",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("added_by", ID, nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_conversation_community_id_community")
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "added_by"],
            ["member.community_id", "member.id"],
            name=op.f("fk_conversation_community_id_added_by_member"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation")),
        sa.UniqueConstraint("community_id", "id", name=op.f("uq_conversation_community_id_id")),
        sa.UniqueConstraint("community_id", "link", name=op.f("uq_conversation_community_id_link")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_conversation_community_id_added_by"), "conversation", ["community_id", "added_by"])
    op.create_table(
        "conversation_tag",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", ID, nullable=False),
        sa.Column("conversation_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "tag_id"],
            ["tag.community_id", "tag.id"],
            name=op.f("fk_conversation_tag_community_id_tag_id_tag"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "conversation_id"],
            ["conversation.community_id", "conversation.id"],
            name=op.f("fk_conversation_tag_community_id_conversation_id_conversation"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["member.community_id", "member.id"],
            name=op.f("fk_conversation_tag_community_id_member_id_member"),
        ),
        sa.PrimaryKeyConstraint("community_id", "tag_id", "conversation_id", name=op.f("pk_conversation_tag")),
    )
    op.create_index(
        op.f("ix_conversation_tag_community_id_conversation_id"),
        "conversation_tag",
        ["community_id", "conversation_id"],
    )
    op.create_index(
        op.f("ix_conversation_tag_community_id_member_id"), "conversation_tag", ["community_id", "member_id"]
    )


def _forums() -> None:
    op.create_table(
        "forum_label",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "tag_id"],
            ["tag.community_id", "tag.id"],
            name=op.f("fk_forum_label_community_id_tag_id_tag"),
        ),
        sa.PrimaryKeyConstraint("platform", "workspace", "channel", "label", name=op.f("pk_forum_label")),
    )
    op.create_index(op.f("ix_forum_label_community_id_tag_id"), "forum_label", ["community_id", "tag_id"])


def _codes() -> None:
    op.create_table(
        "link_code",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["member.community_id", "member.id"],
            name=op.f("fk_link_code_community_id_member"),
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_link_code")),
        sa.UniqueConstraint("community_id", "member_id", name=op.f("uq_link_code_community_id_member_id")),
    )


def _joining() -> None:
    op.create_table(
        "chore",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_chore_community_id_community")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chore")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_chore_community_id"), "chore", ["community_id"])
    op.create_table(
        "community_offer",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Integer()),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_community_offer_community_id_community")
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["community.id"], name=op.f("fk_community_offer_asked_by_community")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_community_offer")),
        sa.UniqueConstraint("community_id", name=op.f("uq_community_offer_community_id")),
    )
    op.create_index(op.f("ix_community_offer_asked_by"), "community_offer", ["asked_by"])
    op.create_table(
        "community_link",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("joined_id", sa.Integer(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_community_link_community_id_community")
        ),
        sa.ForeignKeyConstraint(["joined_id"], ["community.id"], name=op.f("fk_community_link_joined_id_community")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_community_link")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_community_link_community_id"), "community_link", ["community_id"])
    op.create_index(op.f("ix_community_link_joined_id"), "community_link", ["joined_id"])


def _installations() -> None:
    op.create_table(
        "slack_bots",
        *_bots(),
        sa.Column("is_enterprise_install", sa.Boolean(), nullable=False),
        sa.Column("installed_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slack_bots")),
    )
    op.create_index("slack_bots_idx", "slack_bots", ["client_id", "enterprise_id", "team_id", "installed_at"])
    op.create_table(
        "slack_installations",
        *_bots(),
        sa.Column("enterprise_url", sa.String(200)),
        sa.Column("user_id", sa.String(32), nullable=False),
        sa.Column("user_token", sa.String(200)),
        sa.Column("user_scopes", sa.String(1000)),
        sa.Column("user_refresh_token", sa.String(200)),
        sa.Column("user_token_expires_at", sa.DateTime()),
        sa.Column("incoming_webhook_url", sa.String(200)),
        sa.Column("incoming_webhook_channel", sa.String(200)),
        sa.Column("incoming_webhook_channel_id", sa.String(200)),
        sa.Column("incoming_webhook_configuration_url", sa.String(200)),
        sa.Column("is_enterprise_install", sa.Boolean(), nullable=False),
        sa.Column("token_type", sa.String(32)),
        sa.Column("installed_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slack_installations")),
    )
    op.create_index(
        "slack_installations_idx",
        "slack_installations",
        ["client_id", "enterprise_id", "team_id", "user_id", "installed_at"],
    )
    op.create_table(
        "slack_oauth_states",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("state", sa.String(200), nullable=False),
        sa.Column("expire_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slack_oauth_states")),
    )


def _bots() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("client_id", sa.String(32), nullable=False),
        sa.Column("app_id", sa.String(32), nullable=False),
        sa.Column("enterprise_id", sa.String(32)),
        sa.Column("enterprise_name", sa.String(200)),
        sa.Column("team_id", sa.String(32)),
        sa.Column("team_name", sa.String(200)),
        sa.Column("bot_token", sa.String(200)),
        sa.Column("bot_id", sa.String(32)),
        sa.Column("bot_user_id", sa.String(32)),
        sa.Column("bot_scopes", sa.String(1000)),
        sa.Column("bot_refresh_token", sa.String(200)),
        sa.Column("bot_token_expires_at", sa.DateTime()),
    )
