"""A store that is read for long without keeping its writers waiting."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session, sessionmaker

from bom.connections import wal_is_safe
from bom.database import Database, open_database

__all__ = ["STANDS_FOR", "read_aside"]

STANDS_FOR: Final = "chemgate_stands_for"
"""In `Session.info` of a copy: the address of the store that it is a copy of."""

_PREFIX: Final = "copy-"


@contextmanager
def read_aside(database: Database, folder: Path) -> Iterator[Database]:
    """The store for who reads all of it and writes little; its readers may be those of a copy.

    Where SQLite keeps a rollback journal, a reader keeps every writer from committing. Reading a
    hundred thousand parts takes longer than a writer waits; copying the pages takes a second. With
    a write-ahead log and in PostgreSQL nobody waits, and nothing is copied.

    Args:
        database: the store; what is written is written there.
        folder: where a copy may lie meanwhile; one that a crash left there goes, so only one
            process at a time may come.
    """
    file = database.engine.url.database
    is_shared = database.engine.dialect.name != "sqlite" or not file or file == ":memory:"
    if is_shared or wal_is_safe(sqlite3.sqlite_version_info):
        yield database
        return
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob(f"{_PREFIX}*"):
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=_PREFIX, dir=folder) as beside:
        copy = Path(beside) / "copy.db"
        _copy(database, copy)
        with closing(open_database(f"sqlite:///{copy}")) as read:
            info = {STANDS_FOR: database.engine.url}
            readers = sessionmaker(read.engine, class_=Session, expire_on_commit=False, info=info)
            yield replace(database, readers=readers)


def _copy(database: Database, copy: Path) -> None:
    with closing(database.engine.raw_connection()) as lent, closing(sqlite3.connect(copy)) as made:
        own: sqlite3.Connection = lent.dbapi_connection  # type: ignore[assignment]
        own.backup(made)
