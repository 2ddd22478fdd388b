"""Which entries a declaration answered, in its header: copied from the answers of old stores."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

DECLARATION = sa.table("declaration", sa.column("id", sa.Integer), sa.column("declared", sa.JSON))
ANSWER = sa.table(
    "compliance_answer",
    sa.column("declaration_id", sa.Integer),
    sa.column("dsl_entry", sa.String),
    sa.column("above", sa.Boolean),
)


def upgrade() -> None:
    # Whether the answers were confirmed was not kept: None, as where nobody is asked to.
    connection = op.get_bind()
    for number, declared in connection.execute(sa.select(DECLARATION)).all():
        answers = sa.select(ANSWER.c.dsl_entry, ANSWER.c.above)
        told = connection.execute(answers.where(ANSWER.c.declaration_id == number)).all()
        answered = {
            "above": sorted({entry for entry, above in told if above}),
            "below": sorted({entry for entry, above in told if not above}),
            "confirmed": None,
        }
        _write(number, {**declared, "answered": answered})


def downgrade() -> None:
    for number, declared in op.get_bind().execute(sa.select(DECLARATION)).all():
        _write(number, {key: told for key, told in declared.items() if key != "answered"})


def _write(number: int, declared: dict[str, object]) -> None:
    change = sa.update(DECLARATION).where(DECLARATION.c.id == number)
    op.get_bind().execute(change.values(declared=declared))
