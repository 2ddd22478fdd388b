"""What the bundled lists said, from when to when."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

EDITION = "bundled_edition"


def upgrade() -> None:
    op.create_table(
        EDITION,
        sa.Column("list_id", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.PrimaryKeyConstraint("list_id", "sha256", name=op.f("pk_bundled_edition")),
    )
    op.create_table(
        "bundled_law",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("follows", sa.Integer(), nullable=True),
        sa.Column("editions", sa.JSON(), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("superseded_at", sa.String(length=27), nullable=True),
        sa.ForeignKeyConstraint(
            ["follows"], ["bundled_law.id"], name=op.f("fk_bundled_law_follows_bundled_law")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bundled_law")),
        sa.UniqueConstraint("follows", name=op.f("uq_bundled_law_follows")),
    )
    # The content is evidence and never changes; of the law only `superseded_at` is ever set.
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {EDITION}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE "
            f"ON {EDITION} FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
        )
    else:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {EDITION}_no_{verb.lower()} BEFORE {verb} ON {EDITION} "
                f"BEGIN SELECT RAISE(ABORT, '{EDITION} is append-only'); END"
            )


def downgrade() -> None:
    op.drop_table("bundled_law")
    op.drop_table(EDITION)
