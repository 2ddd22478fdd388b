"""A store moved from step to step, filled by what its tables look like there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    insert,
    select,
    text,
)
from sqlalchemy.types import JSON

from bom.database import Database, alembic_config

__all__ = ["STEPS", "fill", "kept", "move", "schema"]

Rows = Mapping[str, list[dict[str, Any]]]

VERSIONS: Final = "alembic_version"
FITTING: Final[Mapping[str, Any]] = {
    "job.status": "queued",
    "approved_by": "Baba",
    "exemption_claim.answer_number": None,
}
"""Values that a constraint asks for; of any other text column “x” is as good as anything."""

STEPS: Final = tuple(
    step.revision
    for step in reversed(list(ScriptDirectory.from_config(alembic_config()).walk_revisions()))
)
"""Revisions, oldest first."""


def move(database: Database, to: str) -> None:
    """Up or down to a revision, or to `base` or `head`."""
    with database.writers.begin() as session:
        config = _config(session.connection())
        at = MigrationContext.configure(session.connection()).get_current_revision() or "base"
        order = ["base", *STEPS]
        wanted = STEPS[-1] if to == "head" else to
        is_down = order.index(wanted) < order.index(at)
        (command.downgrade if is_down else command.upgrade)(config, wanted)


def _config(connection: Connection) -> Config:
    config = alembic_config()
    config.attributes["connection"] = connection
    return config


def fill(database: Database) -> Rows:
    """One row in every table that has none; all rows of all tables.

    Rows refer to nothing real, so the database is told not to look.
    """
    with _unchecked(database) as connection:
        tables = _tables(connection)
        for table in tables.values():
            if connection.execute(select(table).limit(1)).first() is None:
                connection.execute(insert(table).values(_row(table)))
        return _read(connection, tables)


def kept(database: Database, before: Rows) -> Rows:
    """Of the rows now, what there was a column for then."""
    with database.engine.connect() as connection:
        now = _read(connection, _tables(connection))
    return {
        name: [{key: row[key] for key in old[0]} for row in now[name]]
        for name, old in before.items()
    }


def schema(database: Database) -> Mapping[str, str]:
    """Every table, index, constraint, trigger and function, by name, as the database tells it."""
    with database.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            told = connection.execute(text("SELECT type || ' ' || name, sql FROM sqlite_master"))
            return {name: _plain(sql or "") for name, sql in told}
        return {name: sql for query in _CATALOGUE for name, sql in connection.execute(text(query))}


def _plain(sql: str) -> str:
    """SQLite keeps a table's text as it was written, and alembic quotes the name of a copy."""
    return re.sub(r"\s+", " ", sql.replace('"', "")).replace("( ", "(").replace(" )", ")")


_CATALOGUE: Final = (
    (
        "SELECT 'column ' || table_name || '.' || column_name, data_type || is_nullable || "
        "coalesce(column_default, '') || coalesce(character_maximum_length::text, '') "
        "FROM information_schema.columns WHERE table_schema = 'public'"
    ),
    "SELECT 'index ' || indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    (
        "SELECT 'constraint ' || conname, conrelid::regclass || pg_get_constraintdef(oid) "
        "FROM pg_constraint WHERE connamespace = 'public'::regnamespace"
    ),
    (
        "SELECT 'trigger ' || tgname, pg_get_triggerdef(oid) || tgenabled::text "
        "FROM pg_trigger WHERE NOT tgisinternal"
    ),
    (
        "SELECT 'function ' || proname, prosrc FROM pg_proc "
        "WHERE pronamespace = 'public'::regnamespace"
    ),
)


@contextmanager
def _unchecked(database: Database) -> Iterator[Connection]:
    with database.engine.connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        raw = connection.connection.driver_connection
        assert raw is not None
        heedless = "PRAGMA foreign_keys = OFF", "SET session_replication_role = replica"
        raw.execute(heedless[0 if is_sqlite else 1])
        if not is_sqlite:
            raw.commit()
        with connection.begin():
            yield connection
        connection.invalidate()


def _tables(connection: Connection) -> dict[str, Table]:
    found = MetaData()
    found.reflect(connection)
    return {name: table for name, table in sorted(found.tables.items()) if name != VERSIONS}


def _read(connection: Connection, tables: Mapping[str, Table]) -> Rows:
    return {
        name: [dict(row._mapping) for row in connection.execute(select(table))]
        for name, table in tables.items()
    }


def _row(table: Table) -> dict[str, Any]:
    return {column.name: _value(table.name, column) for column in table.columns}


def _value(table: str, column: Column[Any]) -> Any:
    for key in (f"{table}.{column.name}", column.name):
        if key in FITTING:
            return FITTING[key]
    if isinstance(column.type, Boolean):
        return True
    if isinstance(column.type, Integer):
        return 1
    if isinstance(column.type, JSON):
        return {"x": 1}
    if isinstance(column.type, LargeBinary):
        return b"x"
    return "x"
