"""The store behind a URL: engine, sessions, the settings that keep SQLite honest, migrations."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

from bom.errors import StoreOutOfDate

__all__ = [
    "Database",
    "alembic_config",
    "needs_upgrade",
    "open_database",
    "require_current",
    "upgrade",
    "wal_is_safe",
]

_BUSY_MS: Final = 10_000
_WRITERS_LOCK: Final = 0x63_68_65_6D
_WRITING: Final = "chemgate_writing"
_FIXED_SERIES: Final = {(3, 44): (3, 44, 6), (3, 50): (3, 50, 7)}
_FIXED_FROM: Final = (3, 51, 3)


@dataclass(frozen=True, slots=True)
class Database:
    """An open store.

    Attributes:
        readers: sessions that see one state of the store from their first query on.
        writers: sessions that take the write lock when they begin. A transaction that reads
            first and writes later fails at once on SQLite, whatever the busy timeout.
    """

    engine: Engine
    readers: sessionmaker[Session]
    writers: sessionmaker[Session]

    def close(self) -> None:
        """Give every connection back."""
        self.engine.dispose()


def open_database(url: str) -> Database:
    """Open a store; nothing is created and nothing is read yet."""
    engine = create_engine(url, pool_pre_ping=True)
    reading = engine
    if make_url(url).get_backend_name() == "sqlite":
        event.listen(engine, "connect", _settle_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "begin", _begin_postgresql)
        reading = engine.execution_options(isolation_level="REPEATABLE READ")
    writing = engine.execution_options(**{_WRITING: True})
    return Database(
        engine,
        readers=sessionmaker(reading, expire_on_commit=False),
        writers=sessionmaker(writing, expire_on_commit=False),
    )


def wal_is_safe(version: tuple[int, ...]) -> bool:
    """Whether this SQLite is free of the write-ahead-log reset bug.

    Source:
        https://www.sqlite.org/wal.html, section “The WAL-Reset Bug”: fixed in 3.51.3, with
        backports 3.50.7 and 3.44.6. Before, two writers could corrupt the file.
    """
    fixed = _FIXED_SERIES.get((version[0], version[1]), _FIXED_FROM)
    return version >= fixed


def upgrade(url: str) -> None:
    """Create the tables, or bring them to the newest revision; idempotent."""
    with (
        closing(open_database(url)) as database,
        database.writers() as session,
        session.begin(),
    ):
        command.upgrade(_config(session.connection()), "head")


def needs_upgrade(url: str) -> bool:
    """Whether the store has no tables yet, or older ones than this code."""
    newest = ScriptDirectory.from_config(alembic_config()).get_current_head()
    with closing(open_database(url)) as database, database.readers() as session:
        found = MigrationContext.configure(session.connection()).get_current_revision()
    return found != newest


def require_current(url: str) -> None:
    """Refuse a store that this code would misread.

    Raises:
        StoreOutOfDate: `upgrade` has to run first.
    """
    if needs_upgrade(url):
        shown = make_url(url).render_as_string(hide_password=True)
        raise StoreOutOfDate(
            f"the store {shown} is not up to date", hint="run: chemgate db upgrade"
        )


def alembic_config() -> Config:
    """Alembic's settings from code: they hold in a wheel too, where no pyproject.toml is."""
    config = Config()
    config.set_main_option("script_location", "migrations:")
    config.set_main_option("path_separator", "os")
    return config


def _config(connection: Connection) -> Config:
    config = alembic_config()
    config.attributes["connection"] = connection
    return config


def _settle_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # sqlite3 would begin transactions on its own, late and never for DDL; see _begin_sqlite.
    connection.isolation_level = None
    journal = "WAL" if wal_is_safe(sqlite3.sqlite_version_info) else "DELETE"
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_MS}")
    cursor.execute(f"PRAGMA journal_mode = {journal}")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get(_WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    # One writer at a time, as on SQLite: else a change could be recorded with an earlier instant
    # than one that readers have already seen, and “as known at” would give two answers.
    if connection.get_execution_options().get(_WRITING, False):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITERS_LOCK})")
