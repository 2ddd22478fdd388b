"""The store behind a URL: engine, sessions, the settings that keep SQLite honest, migrations."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import Any, Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session, sessionmaker

from bom.connections import WRITING, Pool, connect_arguments, pool_of, settle
from bom.errors import StoreOutOfDate

__all__ = [
    "Database",
    "alembic_config",
    "needs_upgrade",
    "open_database",
    "require_current",
    "upgrade",
]

_LOCK_TIMEOUT: Final = "5s"
"""Of a migration: it must not stand in line for a table while everybody stands behind it."""


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


def open_database(url: str, pool: Pool | None = None) -> Database:
    """Open a store; nothing is created and nothing is read yet.

    Args:
        url: an SQLAlchemy URL of SQLite or PostgreSQL.
        pool: None = what the environment says, else `bom.connections.POOL`.

    Raises:
        ValueError: the environment asks for a pool that is none.
    """
    address = make_url(url)
    engine = create_engine(
        address,
        pool_pre_ping=True,
        connect_args=connect_arguments(address),
        **_pooled(address, pool or pool_of()),
    )
    settle(engine)
    reading = engine
    if engine.dialect.name != "sqlite":
        # The default there is a new state with every statement: a verdict whose parts were read
        # before an import and whose constituents after it belongs to no instant.
        reading = engine.execution_options(isolation_level="REPEATABLE READ")
    writing = engine.execution_options(**{WRITING: True})
    return Database(
        engine,
        readers=sessionmaker(reading, expire_on_commit=False),
        writers=sessionmaker(writing, expire_on_commit=False),
    )


def upgrade(url: str) -> None:
    """Create the tables, or bring them to the newest revision; idempotent."""
    with (
        closing(open_database(url)) as database,
        database.writers() as session,
        session.begin(),
    ):
        connection = session.connection()
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{_LOCK_TIMEOUT}'")
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        command.upgrade(_config(connection), "head")


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


def _pooled(address: URL, pool: Pool) -> dict[str, Any]:
    # A store in memory is its connection: SQLAlchemy keeps that one and takes no numbers.
    if address.get_backend_name() == "sqlite" and address.database in {None, "", ":memory:"}:
        return {}
    return {
        "pool_size": pool.size,
        "max_overflow": pool.overflow,
        "pool_timeout": pool.wait_seconds,
    }


def _config(connection: Connection) -> Config:
    config = alembic_config()
    config.attributes["connection"] = connection
    return config
