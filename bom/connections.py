"""How each database is told what it has to be told before it keeps our promises."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor, ExecutionContext
from sqlalchemy.pool import ConnectionPoolEntry

from bom.store_faults import told_plainly

__all__ = [
    "COPY",
    "POOL",
    "WRITING",
    "Pool",
    "connect_arguments",
    "pool_of",
    "settle",
    "wal_is_safe",
]

WRITING: Final = "chemgate_writing"
"""Execution option of a connection whose transactions take the write lock when they begin."""

COPY: Final = "COPY "
"""How a statement begins whose rows follow in PostgreSQL's own stream."""

_BUSY_MS: Final = 10_000
_STATEMENT_MS: Final = 60_000
_CONNECT_SECONDS: Final = 5
_WRITERS_LOCK: Final = 0x63_68_65_6D
_FIXED_SERIES: Final = {(3, 44): (3, 44, 6), (3, 50): (3, 50, 7)}
_FIXED_FROM: Final = (3, 51, 3)


@dataclass(frozen=True, slots=True)
class Pool:
    """How many connections a process holds.

    Attributes:
        size: kept open when nobody needs them.
        overflow: opened beyond that while somebody does.
        wait_seconds: how long somebody waits for one before being told that the store is busy.
    """

    size: int = 5
    overflow: int = 10
    wait_seconds: int = 10


POOL: Final = Pool()
"""Enough for forty threads of a worker that hold one for some milliseconds each."""

_VARIABLES: Final = {
    "size": "CHEMGATE_DB_POOL_SIZE",
    "overflow": "CHEMGATE_DB_POOL_OVERFLOW",
    "wait_seconds": "CHEMGATE_DB_POOL_WAIT_SECONDS",
}


def pool_of(environment: Mapping[str, str] | None = None) -> Pool:
    """The pool that the environment asks for; what it does not name stays as in `POOL`.

    Raises:
        ValueError: a number that is none, with the name of the variable.
    """
    told = os.environ if environment is None else environment
    given = {field: told[name] for field, name in _VARIABLES.items() if name in told}
    for field, text in given.items():
        if not (text.isascii() and text.isdecimal()):
            raise ValueError(f"{_VARIABLES[field]} is no whole number: {text[:40]!r}")
    return Pool(**{field: int(text) for field, text in given.items()})


def settle(engine: Engine) -> None:
    """Make every connection of an engine one that keeps our promises."""
    event.listen(engine, "handle_error", told_plainly)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _settle_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "begin", _begin_postgresql)
        event.listen(engine, "do_executemany", _copied)


def connect_arguments(url: URL) -> dict[str, Any]:
    """What the driver is told when it connects.

    Whoever waits for a lock is told after as long as on SQLite; options in the address win.
    """
    if url.get_backend_name() != "postgresql":
        return {}
    options = f"-c lock_timeout={_BUSY_MS} -c statement_timeout={_STATEMENT_MS}"
    own = url.query.get("options", "")
    return {
        "application_name": url.query.get("application_name", "chemgate"),
        "connect_timeout": int(str(url.query.get("connect_timeout", _CONNECT_SECONDS))),
        "options": f"{options} {own}".strip(),
    }


def wal_is_safe(version: tuple[int, ...]) -> bool:
    """Whether this SQLite is free of the write-ahead-log reset bug.

    Source:
        https://www.sqlite.org/wal.html, section “The WAL-Reset Bug”: fixed in 3.51.3, with
        backports 3.50.7 and 3.44.6. Before, two writers could corrupt the file.
    """
    fixed = _FIXED_SERIES.get((version[0], version[1]), _FIXED_FROM)
    return version >= fixed


def _settle_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # sqlite3 would begin transactions on its own, late and never for DDL; see _begin_sqlite.
    connection.isolation_level = None
    journal = "WAL" if wal_is_safe(sqlite3.sqlite_version_info) else "DELETE"
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
    cursor.execute(f"PRAGMA journal_mode = {journal}")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    # Else INSERT OR REPLACE would remove a row without asking the triggers that keep it.
    cursor.execute("PRAGMA recursive_triggers = ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get(WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    # One writer at a time, as on SQLite: else a change could be recorded with an earlier instant
    # than one that readers have already seen, and “as known at” would give two answers.
    if connection.get_execution_options().get(WRITING, False):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITERS_LOCK})")


def _copied(
    cursor: DBAPICursor, statement: str, rows: Sequence[Any], _context: ExecutionContext
) -> bool:
    """Send the rows of a COPY; False leaves every other statement to SQLAlchemy.

    Done as an event and not beside SQLAlchemy, so that its other events see the statement and an
    error of it becomes what every error becomes.
    """
    if not statement.startswith(COPY):
        return False
    with cursor.copy(statement) as stream:
        for row in rows:
            stream.write_row(row)
    return True
