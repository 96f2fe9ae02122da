"""The library: communities, members, tags, resources, and the tables of the search."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

#: SQLite counts rows by INTEGER only.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:  # noqa: PLR0915  one line a table
    op.create_table(
        "community",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("members_make_tags", sa.Boolean(), nullable=False),
        sa.Column("resources_made", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_community")),
    )
    op.create_index(op.f("ix_community_name"), "community", ["name"], unique=False)
    op.create_table(
        "inbox",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("platform", "event_id", name=op.f("pk_inbox")),
    )
    op.create_index(op.f("ix_inbox_received_at"), "inbox", ["received_at"], unique=False)
    op.create_table(
        "posting",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("term_id", ID, nullable=False),
        sa.Column("rel", sa.SmallInteger(), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.Column("resource_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("community_id", "term_id", "rel", "votes", "resource_id", name=op.f("pk_posting")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "term",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("is_common", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_term")),
        sa.UniqueConstraint("community_id", "text", name=op.f("uq_term_community_id_text")),
    )
    op.create_table(
        "term_block",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("term_id", ID, nullable=False),
        sa.Column("block", sa.Integer(), nullable=False),
        sa.Column("bits", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("community_id", "term_id", "block", name=op.f("pk_term_block")),
    )
    op.create_table(
        "term_member",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("term_id", ID, nullable=False),
        sa.Column("resource_id", sa.BigInteger(), nullable=False),
        sa.Column("rel", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint("community_id", "term_id", "resource_id", name=op.f("pk_term_member")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "gap",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_gap_community_id_community")),
        sa.PrimaryKeyConstraint("community_id", "line", name=op.f("pk_gap")),
    )
    op.create_table(
        "member",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.SmallInteger(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_member_community_id_community")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member")),
        sa.UniqueConstraint("community_id", "id", name=op.f("uq_member_community_id_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "parked_action",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("packed", sa.Text(), nullable=False),
        sa.Column("parked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_parked_action_community_id_community")
        ),
        sa.PrimaryKeyConstraint("community_id", "key", name=op.f("pk_parked_action")),
    )
    op.create_table(
        "workspace",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_workspace_community_id_community")),
        sa.PrimaryKeyConstraint("platform", "workspace", name=op.f("pk_workspace")),
    )
    op.create_index(op.f("ix_workspace_community_id"), "workspace", ["community_id"], unique=False)
    op.create_table(
        "account",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["member.community_id", "member.id"],
            name=op.f("fk_account_community_id_member_id_member"),
        ),
        sa.PrimaryKeyConstraint("platform", "workspace", "user_id", name=op.f("pk_account")),
    )
    op.create_index(op.f("ix_account_community_id_member_id"), "account", ["community_id", "member_id"], unique=False)
    op.create_table(
        "audit",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["member.community_id", "member.id"],
            name=op.f("fk_audit_community_id_member_id_member"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_audit_community_id_member_id"), "audit", ["community_id", "member_id"], unique=False)
    op.create_index(
        op.f("ix_audit_community_id_subject_subject_id_id"),
        "audit",
        ["community_id", "subject", "subject_id", "id"],
        unique=False,
    )
    op.create_table(
        "resource",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("title_key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("authors", sa.Text(), nullable=False),
        sa.Column("publisher", sa.Text(), nullable=True),
        sa.Column("year", sa.SmallInteger(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("level", sa.Text(), nullable=True),
        sa.Column("cost", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.Column("added_by", ID, nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired_reason", sa.Text(), nullable=True),
        sa.Column("superseded_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id", "added_by"],
            ["member.community_id", "member.id"],
            name=op.f("fk_resource_community_id_added_by_member"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "superseded_by"],
            ["resource.community_id", "resource.id"],
            name=op.f("fk_resource_community_id_superseded_by_resource"),
        ),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_resource_community_id_community")),
        sa.PrimaryKeyConstraint("community_id", "id", name=op.f("pk_resource")),
        sa.UniqueConstraint("community_id", "identity", name=op.f("uq_resource_community_id_identity")),
    )
    op.create_index(op.f("ix_resource_community_id_added_by"), "resource", ["community_id", "added_by"], unique=False)
    op.create_index(
        op.f("ix_resource_community_id_superseded_by"), "resource", ["community_id", "superseded_by"], unique=False
    )
    op.create_index(op.f("ix_resource_community_id_title_key"), "resource", ["community_id", "title_key"], unique=False)
    op.create_table(
        "tag",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("parent_id", ID, nullable=True),
        sa.Column("is_merged", sa.Boolean(), nullable=False),
        sa.Column("is_deleted", sa.Boolean(), nullable=False),
        sa.Column("shown_as_id", ID, nullable=True),
        sa.Column("term_id", ID, nullable=True),
        sa.Column("made_by", ID, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "made_by"],
            ["member.community_id", "member.id"],
            name=op.f("fk_tag_community_id_made_by_member"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "parent_id"],
            ["tag.community_id", "tag.id"],
            name=op.f("fk_tag_community_id_parent_id_tag"),
        ),
        sa.ForeignKeyConstraint(["community_id"], ["community.id"], name=op.f("fk_tag_community_id_community")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tag")),
        sa.UniqueConstraint("community_id", "id", name=op.f("uq_tag_community_id_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_tag_community_id_made_by"), "tag", ["community_id", "made_by"], unique=False)
    op.create_index(op.f("ix_tag_community_id_parent_id"), "tag", ["community_id", "parent_id"], unique=False)
    op.create_index(op.f("ix_tag_community_id_shown_as_id"), "tag", ["community_id", "shown_as_id"], unique=False)
    op.create_table(
        "tag_change",
        sa.Column("id", ID, autoincrement=True, nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("done", sa.Text(), nullable=False),
        sa.Column("undo", sa.Text(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["member.community_id", "member.id"],
            name=op.f("fk_tag_change_community_id_member_id_member"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tag_change")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_tag_change_community_id_id"), "tag_change", ["community_id", "id"], unique=False)
    op.create_index(
        op.f("ix_tag_change_community_id_member_id"), "tag_change", ["community_id", "member_id"], unique=False
    )
    op.create_table(
        "channel_tag",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "tag_id"],
            ["tag.community_id", "tag.id"],
            name=op.f("fk_channel_tag_community_id_tag_id_tag"),
        ),
        sa.PrimaryKeyConstraint("platform", "workspace", "channel", "tag_id", name=op.f("pk_channel_tag")),
    )
    op.create_index(op.f("ix_channel_tag_community_id_tag_id"), "channel_tag", ["community_id", "tag_id"], unique=False)
    op.create_table(
        "resource_finder",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("resource_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["member.community_id", "member.id"],
            name=op.f("fk_resource_finder_community_id_member_id_member"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "resource_id"],
            ["resource.community_id", "resource.id"],
            name=op.f("fk_resource_finder_community_id_resource_id_resource"),
        ),
        sa.PrimaryKeyConstraint("community_id", "member_id", "resource_id", name=op.f("pk_resource_finder")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_resource_finder_community_id_resource_id_at"),
        "resource_finder",
        ["community_id", "resource_id", "at"],
        unique=False,
    )
    op.create_table(
        "resource_index",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("resource_id", sa.BigInteger(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "resource_id"],
            ["resource.community_id", "resource.id"],
            name=op.f("fk_resource_index_community_id_resource_id_resource"),
        ),
        sa.PrimaryKeyConstraint("community_id", "resource_id", name=op.f("pk_resource_index")),
    )
    op.create_table(
        "resource_tag",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("resource_id", sa.BigInteger(), nullable=False),
        sa.Column("tag_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["member.community_id", "member.id"],
            name=op.f("fk_resource_tag_community_id_member_id_member"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "resource_id"],
            ["resource.community_id", "resource.id"],
            name=op.f("fk_resource_tag_community_id_resource_id_resource"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "tag_id"],
            ["tag.community_id", "tag.id"],
            name=op.f("fk_resource_tag_community_id_tag_id_tag"),
        ),
        sa.PrimaryKeyConstraint("community_id", "resource_id", "tag_id", name=op.f("pk_resource_tag")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_resource_tag_community_id_member_id"), "resource_tag", ["community_id", "member_id"], unique=False
    )
    op.create_index(
        op.f("ix_resource_tag_community_id_tag_id"), "resource_tag", ["community_id", "tag_id"], unique=False
    )
    op.create_table(
        "tag_follow",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("tag_id", ID, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["member.community_id", "member.id"],
            name=op.f("fk_tag_follow_community_id_member_id_member"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "tag_id"],
            ["tag.community_id", "tag.id"],
            name=op.f("fk_tag_follow_community_id_tag_id_tag"),
        ),
        sa.PrimaryKeyConstraint("community_id", "member_id", "tag_id", name=op.f("pk_tag_follow")),
    )
    op.create_index(op.f("ix_tag_follow_community_id_tag_id"), "tag_follow", ["community_id", "tag_id"], unique=False)
    op.create_table(
        "tag_name",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("tag_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "tag_id"], ["tag.community_id", "tag.id"], name=op.f("fk_tag_name_community_id_tag_id_tag")
        ),
        sa.PrimaryKeyConstraint("community_id", "name", name=op.f("pk_tag_name")),
    )
    op.create_index(op.f("ix_tag_name_community_id_tag_id"), "tag_name", ["community_id", "tag_id"], unique=False)
    op.create_table(
        "tag_under",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("over_id", ID, nullable=False),
        sa.Column("tag_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "over_id"],
            ["tag.community_id", "tag.id"],
            name=op.f("fk_tag_under_community_id_over_id_tag"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "tag_id"],
            ["tag.community_id", "tag.id"],
            name=op.f("fk_tag_under_community_id_tag_id_tag"),
        ),
        sa.PrimaryKeyConstraint("community_id", "over_id", "tag_id", name=op.f("pk_tag_under")),
    )
    op.create_index(op.f("ix_tag_under_community_id_tag_id"), "tag_under", ["community_id", "tag_id"], unique=False)
    op.create_table(
        "tag_word",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("tag_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "tag_id"], ["tag.community_id", "tag.id"], name=op.f("fk_tag_word_community_id_tag_id_tag")
        ),
        sa.PrimaryKeyConstraint("community_id", "word", "tag_id", name=op.f("pk_tag_word")),
    )
    op.create_index(op.f("ix_tag_word_community_id_tag_id"), "tag_word", ["community_id", "tag_id"], unique=False)
    op.create_table(
        "useful",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("resource_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id", "member_id"],
            ["member.community_id", "member.id"],
            name=op.f("fk_useful_community_id_member_id_member"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id", "resource_id"],
            ["resource.community_id", "resource.id"],
            name=op.f("fk_useful_community_id_resource_id_resource"),
        ),
        sa.PrimaryKeyConstraint("community_id", "resource_id", "member_id", name=op.f("pk_useful")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_useful_community_id_member_id"), "useful", ["community_id", "member_id"], unique=False)
    # ### end Alembic commands ###
