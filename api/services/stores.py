"""The store itself: create it, fill it with the bundled lists, take files in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.orm import Session

from bom.bom_table import read_table
from bom.database import Database, open_database, require_current, upgrade
from bom.errors import UnreadableTable
from bom.import_files import import_paths
from bom.import_report import ImportReport
from bom.list_rows import store_lists
from bom.load_usages import LoadReport, load_usages
from regulations.catalog import bundled

__all__ = ["import_declarations", "load_bom", "opened", "reading", "upgraded"]


def upgraded(url: str) -> int:
    """Create or migrate a store and load the bundled lists; how many list rows were new."""
    upgrade(url)
    with opened(url) as database, database.writers.begin() as session:
        return store_lists(session, bundled().lists.values())


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """An open store, closed afterwards.

    Raises:
        StoreOutOfDate: `chemgate db upgrade` has to run first.
    """
    require_current(url)
    database = open_database(url)
    try:
        yield database
    finally:
        database.close()


@contextmanager
def reading(url: str) -> Iterator[Session]:
    """One reading transaction: everything in it sees the same state of the store."""
    with opened(url) as database, database.readers() as session:
        yield session


def import_declarations(url: str, paths: Sequence[Path], *, dry_run: bool) -> ImportReport:
    """Read and store declarations; one transaction each."""
    with opened(url) as database:
        return import_paths(database.writers, paths, dry_run=dry_run)


def load_bom(url: str, path: Path) -> LoadReport:
    """Load usages from a table.

    Raises:
        UnreadableTable: no table, or a needed column is missing.
        CyclicStructure: the usages would make a part contain itself; nothing is stored.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableTable(f"{path.name} cannot be read: {error.strerror}") from error
    table = read_table(content, path.name)
    with opened(url) as database:
        return load_usages(database.writers, table)
