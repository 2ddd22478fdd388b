"""Empty stores for tests: migrated once in a session, copied for whoever wants one."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from sqlalchemy import create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from bom.database import Database, open_database, upgrade

from .postgres_server import Server

__all__ = ["POSTGRESQL", "SQLITE", "PostgresStores", "SqliteStores", "Stores", "Yard"]

SQLITE, POSTGRESQL = "sqlite", "postgresql"


class Yard(Protocol):
    """Where stores of one kind come from; the tables are made once and then copied."""

    @property
    def kind(self) -> str: ...

    def fresh(self, *, migrated: bool = True) -> str: ...

    def remove(self, url: str) -> None: ...


@dataclass(slots=True)
class SqliteStores:
    """Files in a folder that pytest removes."""

    folder: Path
    kind: str = SQLITE
    _template: Path | None = None

    def fresh(self, *, migrated: bool = True) -> str:
        file = self.folder / f"{uuid.uuid4().hex}.db"
        if migrated:
            shutil.copy(self._migrated(), file)
        return f"sqlite:///{file}"

    def remove(self, url: str) -> None:
        """Leaves it to pytest, which keeps the folders of the last failures."""

    def _migrated(self) -> Path:
        if self._template is None:
            file = self.folder / "template.db"
            upgrade(f"sqlite:///{file}")
            self._template = file
        return self._template


_SHAPE = """
SELECT (SELECT version_num FROM alembic_version),
       (SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'),
       (SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace)
"""
_WIPE = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid();
SET session_replication_role = replica;
DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT oid::regclass FROM pg_class WHERE relkind = 'r'
        AND relnamespace = 'public'::regnamespace AND relname <> 'alembic_version'
    LOOP EXECUTE 'DELETE FROM ' || name; END LOOP;
    PERFORM setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'
        AND relnamespace = 'public'::regnamespace;
END $$
"""


@dataclass(slots=True)
class PostgresStores:
    """Databases of a server.

    Making one copies a thousand files, 0.3 s of a busy machine; so one that a test has left with
    its tables as they were is wiped and lent again.
    """

    server: Server
    kind: str = POSTGRESQL
    _template: str = ""
    _shape: tuple[object, ...] = ()
    _wiped: list[str] = field(default_factory=list)
    _lent: set[str] = field(default_factory=set)

    def fresh(self, *, migrated: bool = True) -> str:
        if not migrated:
            return self.server.create()
        url = self._wiped.pop() if self._wiped else self.server.create(template=self._migrated())
        self._lent.add(url)
        return url

    def remove(self, url: str) -> None:
        if url in self._lent and self._wipe(url):
            self._wiped.append(url)
        else:
            self.server.drop(url)
        self._lent.discard(url)

    def close(self) -> None:
        for url in self._wiped:
            self.server.drop(url)
        if self._template:
            self.server.drop(self.server.address(self._template))

    def _migrated(self) -> str:
        if not self._template:
            url = self.server.create()
            upgrade(url)
            self._template = str(make_url(url).database)
            self._shape = self._ask(url, _SHAPE)
        return self._template

    def _wipe(self, url: str) -> bool:
        """Whether it is as good as new; not where a test changed tables or triggers."""
        try:
            if self._ask(url, _SHAPE) != self._shape:
                return False
            self._ask(url, _WIPE)
        except DBAPIError:
            return False
        return True

    def _ask(self, url: str, statement: str) -> tuple[object, ...]:
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                result = connection.exec_driver_sql(statement)
                return tuple(result.one()) if statement is _SHAPE else ()
        finally:
            engine.dispose()


@dataclass(slots=True)
class Stores:
    """The stores of one test, closed and removed when it ends."""

    yard: Yard
    _ending: ExitStack = field(default_factory=ExitStack)

    @property
    def kind(self) -> str:
        return self.yard.kind

    def url(self, *, migrated: bool = True) -> str:
        """Address of a store that nobody has written to; without tables if it is not migrated."""
        url = self.yard.fresh(migrated=migrated)
        self._ending.callback(self.yard.remove, url)
        return url

    def open(self, url: str = "") -> Database:
        """A store opened; a fresh one where none is named."""
        database = open_database(url or self.url())
        self._ending.callback(database.close)
        return database

    @contextmanager
    def lent(self) -> Iterator[Stores]:
        with self._ending:
            yield self
