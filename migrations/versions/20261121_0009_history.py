"""What was recorded stays as it was; of several transfers of a mixture one stands."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

KEPT = (
    "document",
    "part",
    "supplier",
    "substance",
    "finding",
    "node",
    "constituent",
    "compliance_answer",
    "exemption_claim",
    "substance_list",
    "list_version",
    "list_entry",
)
"""Tables whose rows never change."""

SUPERSEDED = ("declaration", "usage", "transfer", "bundled_law")
"""Tables of which one column changes, once: when a row stopped to count."""

ONE_STANDS = "uq_transfer_standing"


def upgrade() -> None:
    op.create_index(
        ONE_STANDS,
        "transfer",
        ["part_number", "revision", "manufacturer"],
        unique=True,
        sqlite_where=sa.text("superseded_at IS NULL"),
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    keep = _keep_on_postgresql if op.get_bind().dialect.name == "postgresql" else _keep_on_sqlite
    for table in KEPT:
        keep(table, "UPDATE")
    for table in SUPERSEDED:
        columns = (f'"{each["name"]}"' for each in sa.inspect(op.get_bind()).get_columns(table))
        others = ", ".join(each for each in columns if each != '"superseded_at"')
        keep(table, f"UPDATE OF {others}")
        _once(table)


def _keep_on_sqlite(table: str, update: str) -> None:
    for event, name in ((update, "update"), ("DELETE", "delete")):
        op.execute(
            f'CREATE TRIGGER {table}_no_{name} BEFORE {event} ON "{table}" '
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def _keep_on_postgresql(table: str, update: str) -> None:
    op.execute(
        f'CREATE TRIGGER {table}_append_only BEFORE {update} OR DELETE OR TRUNCATE ON "{table}" '
        "FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )


def _once(table: str) -> None:
    """What stopped to count at an instant did so for good."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f'CREATE TRIGGER {table}_superseded_once BEFORE UPDATE OF superseded_at ON "{table}" '
            "FOR EACH ROW WHEN (OLD.superseded_at IS NOT NULL) EXECUTE FUNCTION append_only()"
        )
    else:
        op.execute(
            f'CREATE TRIGGER {table}_superseded_once BEFORE UPDATE OF superseded_at ON "{table}" '
            "WHEN OLD.superseded_at IS NOT NULL "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def downgrade() -> None:
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    names = ("append_only",) if is_postgresql else ("no_update", "no_delete")
    for table in (*KEPT, *SUPERSEDED):
        for name in (*names, *(("superseded_once",) if table in SUPERSEDED else ())):
            suffix = f' ON "{table}"' if is_postgresql else ""
            op.execute(f"DROP TRIGGER {table}_{name}{suffix}")
    op.drop_index(ONE_STANDS, table_name="transfer")
