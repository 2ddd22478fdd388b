"""Findings in Japanese beside English."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Findings stored before keep "": what was told then was told in English only.
    with op.batch_alter_table("finding") as finding:
        for name in ("message_ja", "hint_ja"):
            finding.add_column(sa.Column(name, sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("finding") as finding:
        for name in ("hint_ja", "message_ja"):
            finding.drop_column(name)
