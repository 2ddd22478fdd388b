"""Jobs, repeated requests, justifications, certificates; a feed with more causes than lists."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

KEPT = ("justification", "justification_approval", "justification_revocation", "feed_turn")
"""Tables whose rows never change."""

CERTIFIED = (
    "supplier", "scheme", "body", "number", "site", "valid_from", "valid_until",
    "document_sha256", "entered_by", "recorded_at",
)
"""Columns of a certificate that never change; `superseded_at` does, once."""


def upgrade() -> None:
    _jobs()
    _repeated()
    _justifications()
    _certificates()
    _feed()
    _keep()


def _jobs() -> None:
    op.create_table(
        "job",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("taken_by", sa.String(), nullable=False),
        sa.Column("lease_until", sa.String(length=27), nullable=True),
        sa.Column("is_unwanted", sa.Boolean(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("result", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("problem", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("ended_at", sa.String(length=27), nullable=True),
        sa.CheckConstraint(
            "status IN ('queued', 'running', 'finished', 'failed', 'cancelled')",
            name=op.f("ck_job_status"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    op.create_index("ix_job_status_recorded_at", "job", ["status", "recorded_at"])
    op.create_table(
        "job_file",
        sa.Column("job_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("outcome", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_job_file_job_id_job")),
        sa.PrimaryKeyConstraint("job_id", "number", name=op.f("pk_job_file")),
    )


def _repeated() -> None:
    op.create_table(
        "repeated_request",
        sa.Column("caller", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("headers", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("caller", "key", name=op.f("pk_repeated_request")),
    )
    op.create_index(op.f("ix_repeated_request_recorded_at"), "repeated_request", ["recorded_at"])


def _justifications() -> None:
    op.create_table(
        "justification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("part_number", sa.String(), nullable=False),
        sa.Column("revision", sa.String(), nullable=False),
        sa.Column("manufacturer", sa.String(), nullable=False),
        sa.Column("list_id", sa.String(), nullable=False),
        sa.Column("entry", sa.String(), nullable=False),
        sa.Column("substances", sa.JSON(), nullable=False),
        sa.Column("up_to_ppm", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("valid_from", sa.String(length=10), nullable=False),
        sa.Column("expires_on", sa.String(length=10), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_justification")),
        sa.UniqueConstraint("id", "author", name=op.f("uq_justification_id_author")),
    )
    op.create_index(op.f("ix_justification_part_number"), "justification", ["part_number"])
    op.create_table(
        "justification_approval",
        sa.Column("justification_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("approved_by", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.CheckConstraint(
            "approved_by <> author", name=op.f("ck_justification_approval_two_people")
        ),
        sa.ForeignKeyConstraint(
            ["justification_id", "author"],
            ["justification.id", "justification.author"],
            name=op.f("fk_justification_approval_justification_id_author_justification"),
        ),
        sa.PrimaryKeyConstraint("justification_id", name=op.f("pk_justification_approval")),
    )
    op.create_table(
        "justification_revocation",
        sa.Column("justification_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("revoked_by", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.ForeignKeyConstraint(
            ["justification_id"],
            ["justification.id"],
            name=op.f("fk_justification_revocation_justification_id_justification"),
        ),
        sa.PrimaryKeyConstraint("justification_id", name=op.f("pk_justification_revocation")),
    )


def _certificates() -> None:
    op.create_table(
        "certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("supplier", sa.String(), nullable=False),
        sa.Column("scheme", sa.String(length=24), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("valid_from", sa.String(length=10), nullable=False),
        sa.Column("valid_until", sa.String(length=10), nullable=False),
        sa.Column("document_sha256", sa.String(length=64), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("superseded_at", sa.String(length=27), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
    )
    op.create_index(op.f("ix_certificate_supplier"), "certificate", ["supplier"])


def _feed() -> None:
    op.create_table(
        "feed_turn",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("known_at", sa.String(length=27), nullable=False),
        sa.Column("as_of", sa.String(length=10), nullable=False),
        sa.Column("engine_version", sa.String(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_turn")),
    )
    # Until now the feed knew changes of lists only.
    cause = sa.Column("cause", sa.String(length=80), nullable=False, server_default="lists")
    with op.batch_alter_table("verdict_change") as table:
        table.add_column(cause)
        table.alter_column("draft_id", existing_type=sa.Integer(), nullable=True)
    with op.batch_alter_table("verdict_change") as table:
        table.alter_column("cause", existing_type=sa.String(length=80), server_default=None)
    _keep_feed()


def _keep_feed() -> None:
    """SQLite made the table anew, and its triggers went with the old one."""
    if op.get_bind().dialect.name == "sqlite":
        _never_changed_on_sqlite("verdict_change")


def _keep() -> None:
    listed = ", ".join(CERTIFIED)
    if op.get_bind().dialect.name == "sqlite":
        for table in KEPT:
            _never_changed_on_sqlite(table)
        _refused_on_sqlite("certificate", "DELETE", "delete")
        _refused_on_sqlite("certificate", f"UPDATE OF {listed}", "update")
        return
    for table in KEPT:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
        )
    op.execute(
        f"CREATE TRIGGER certificate_append_only BEFORE UPDATE OF {listed} OR DELETE OR TRUNCATE "
        "ON certificate FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )


def _never_changed_on_sqlite(table: str) -> None:
    for verb in ("UPDATE", "DELETE"):
        _refused_on_sqlite(table, verb, verb.lower())


def _refused_on_sqlite(table: str, event: str, name: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_no_{name} BEFORE {event} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )


def downgrade() -> None:
    _forget_other_causes()
    for table in (
        "feed_turn",
        "certificate",
        "justification_revocation",
        "justification_approval",
        "justification",
        "repeated_request",
        "job_file",
        "job",
    ):
        op.drop_table(table)


def _forget_other_causes() -> None:
    """Rows of the feed that no list caused are derived, and the older table has no place."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    if is_sqlite:
        op.execute("DROP TRIGGER verdict_change_no_delete")
    else:
        op.execute("ALTER TABLE verdict_change DISABLE TRIGGER verdict_change_append_only")
    op.execute("DELETE FROM verdict_change WHERE draft_id IS NULL")
    if not is_sqlite:
        op.execute("ALTER TABLE verdict_change ENABLE TRIGGER verdict_change_append_only")
    with op.batch_alter_table("verdict_change") as table:
        table.drop_column("cause")
        table.alter_column("draft_id", existing_type=sa.Integer(), nullable=False)
    _keep_feed()
