"""Whether an open store is of this release; asked again and again while a service runs."""

from __future__ import annotations

from functools import cache

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from bom.database import Database, alembic_config

__all__ = ["is_behind"]


def is_behind(database: Database) -> bool:
    """Whether the schema is another than the newest that this release knows."""
    with database.readers() as session:
        found = MigrationContext.configure(session.connection()).get_current_revision()
    return found != _newest()


@cache
def _newest() -> str | None:
    # Files of the package, which do not change below a running process.
    return ScriptDirectory.from_config(alembic_config()).get_current_head()
