"""Versions of lists, who made them law, what that changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KEPT = (
    "list_draft",
    "list_approval",
    "list_publication",
    "list_retirement",
    "audit_event",
    "verdict_change",
)


def upgrade() -> None:
    _drafts()
    _steps()
    _records()
    if op.get_bind().dialect.name == "postgresql":
        _keep_on_postgresql()
    else:
        _keep_on_sqlite()


def _drafts() -> None:
    op.create_table(
        "list_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("list_id", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("effective_from", sa.String(length=10), nullable=False),
        sa.Column("published_on", sa.String(length=10), nullable=True),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("based_on", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_draft")),
        sa.UniqueConstraint("id", "created_by", name=op.f("uq_list_draft_id_created_by")),
    )
    op.create_index(op.f("ix_list_draft_list_id"), "list_draft", ["list_id"], unique=False)


def _steps() -> None:
    op.create_table(
        "list_approval",
        sa.Column("draft_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("approved_by", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.CheckConstraint(
            "approved_by <> created_by", name=op.f("ck_list_approval_two_people")
        ),
        sa.ForeignKeyConstraint(
            ["draft_id", "created_by"],
            ["list_draft.id", "list_draft.created_by"],
            name=op.f("fk_list_approval_draft_id_created_by_list_draft"),
        ),
        sa.PrimaryKeyConstraint("draft_id", name=op.f("pk_list_approval")),
    )
    op.create_table(
        "list_publication",
        sa.Column("draft_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("list_id", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("follows", sa.Integer(), nullable=False),
        sa.Column("published_by", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["list_approval.draft_id"],
            name=op.f("fk_list_publication_draft_id_list_approval"),
        ),
        sa.PrimaryKeyConstraint("draft_id", name=op.f("pk_list_publication")),
        sa.UniqueConstraint("list_id", "follows", name=op.f("uq_list_publication_list_id_follows")),
        sa.UniqueConstraint("list_id", "version", name=op.f("uq_list_publication_list_id_version")),
        sa.UniqueConstraint(
            "list_id", "recorded_at", name=op.f("uq_list_publication_list_id_recorded_at")
        ),
    )
    op.create_table(
        "list_retirement",
        sa.Column("draft_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("retired_by", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["list_publication.draft_id"],
            name=op.f("fk_list_retirement_draft_id_list_publication"),
        ),
        sa.PrimaryKeyConstraint("draft_id", name=op.f("pk_list_retirement")),
    )


def _records() -> None:
    op.create_table(
        "audit_event",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_event")),
        sa.UniqueConstraint("previous", name=op.f("uq_audit_event_previous")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_event_hash")),
    )
    op.create_table(
        "verdict_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("part_number", sa.String(), nullable=False),
        sa.Column("revision", sa.String(), nullable=False),
        sa.Column("manufacturer", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("list_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("before", sa.String(length=24), nullable=False),
        sa.Column("after", sa.String(length=24), nullable=False),
        sa.Column("as_of", sa.String(length=10), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["list_publication.draft_id"],
            name=op.f("fk_verdict_change_draft_id_list_publication"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verdict_change")),
    )
    op.create_index(
        op.f("ix_verdict_change_part_number"), "verdict_change", ["part_number"], unique=False
    )


def _keep_on_sqlite() -> None:
    for table in KEPT:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )


def _keep_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    for table in KEPT:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
        )


def downgrade() -> None:
    for table in reversed(KEPT):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION append_only()")
