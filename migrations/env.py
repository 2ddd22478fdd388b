"""What alembic runs: on the connection that the code hands over, or on $CHEMGATE_DB."""

from __future__ import annotations

import os

from alembic import context
from sqlalchemy import Connection, create_engine

from bom.models import Base


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def _run() -> None:
    handed_over = context.config.attributes.get("connection")
    if handed_over is not None:
        _migrate(handed_over)
        return
    engine = create_engine(os.environ.get("CHEMGATE_DB", "sqlite:///chemgate.db"))
    with engine.connect() as connection:
        _migrate(connection)
        connection.commit()
    engine.dispose()


_run()
