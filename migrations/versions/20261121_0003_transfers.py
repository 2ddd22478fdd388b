"""What becomes of mixtures that are worked into articles."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "transfer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("part_number", sa.String(), nullable=False),
        sa.Column("revision", sa.String(), nullable=False),
        sa.Column("manufacturer", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", sa.String(length=27), nullable=False),
        sa.Column("superseded_at", sa.String(length=27), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer")),
    )
    with op.batch_alter_table("transfer") as transfer:
        for column in ("part_number", "recorded_at", "superseded_at"):
            transfer.create_index(op.f(f"ix_transfer_{column}"), [column], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("transfer") as transfer:
        for column in ("superseded_at", "recorded_at", "part_number"):
            transfer.drop_index(op.f(f"ix_transfer_{column}"))
    op.drop_table("transfer")
