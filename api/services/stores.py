"""The store itself: create it, fill it with the bundled lists, take files in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError
from sqlalchemy.orm import Session

from api.errors import InvalidStoreUrl, StoreUnreachable
from bom.database import Database, open_database, require_current, upgrade
from bom.errors import StoreOutOfDate, UnreadableTable
from bom.importing.files import Watch, import_paths
from bom.importing.prepared import USUALLY, Manner
from bom.importing.report import ImportReport
from bom.list_rows import store_lists
from bom.lists.bundled_law import record_bundled_law
from bom.store_faults import StoreDamaged, StoreFault, StoreGone
from bom.usages.load import LoadReport, load_usages
from bom.usages.table import read_table
from regulations.catalog import bundled

__all__ = [
    "has_no_file",
    "import_declarations",
    "load_bom",
    "opened",
    "reached",
    "reading",
    "ready",
    "upgraded",
]


def ready(url: str) -> None:
    """Refuse a store that is missing, unreachable or older than the code.

    Raises:
        InvalidStoreUrl: the address cannot be read.
        StoreUnreachable: nothing that is a store answers there.
        StoreOutOfDate: `chemgate db upgrade` has to run first.
    """
    # Looking into a missing SQLite file would create it, empty, in whatever folder one stands.
    if has_no_file(url):
        raise StoreOutOfDate(
            f"there is no store {_shown(url)} yet", hint="run: chemgate db upgrade"
        )
    with reached(url):
        require_current(url)


def has_no_file(url: str) -> bool:
    """Whether the address names an SQLite file that does not exist.

    Raises:
        InvalidStoreUrl: the address cannot be read.
    """
    with reached(url):
        address = make_url(url)
    file = address.database if address.get_backend_name() == "sqlite" else None
    if not file or file == ":memory:" or file.startswith("file:"):
        return False
    return not Path(file).exists()


@contextmanager
def reached(url: str) -> Iterator[None]:
    """What a driver says about an address, said plainly and without its password.

    Raises:
        InvalidStoreUrl: the address cannot be read.
        StoreUnreachable: nothing that is a store answers there.
    """
    try:
        yield
    except ArgumentError as wrong:
        # The text may hold a password; nothing of it is repeated.
        raise InvalidStoreUrl(
            "the address of the store cannot be read", hint="write it like sqlite:///chemgate.db"
        ) from wrong
    except (DatabaseError, ModuleNotFoundError, StoreDamaged, StoreGone) as wrong:
        told = wrong.__cause__ if isinstance(wrong, StoreFault) else getattr(wrong, "orig", wrong)
        reason = str(told).splitlines()[0]
        raise StoreUnreachable(
            f"the store {_shown(url)} cannot be opened: {reason}",
            hint="check --db and $CHEMGATE_DB; PostgreSQL needs the extra “postgres”",
        ) from wrong


def _shown(url: str) -> str:
    return make_url(url).render_as_string(hide_password=True)


def upgraded(url: str) -> int:
    """Create or migrate a store and load the bundled lists; how many list rows were new.

    Raises:
        InvalidStoreUrl: the address cannot be read.
        StoreUnreachable: nothing that can hold a store answers there.
    """
    with reached(url):
        upgrade(url)
    with opened(url) as database, database.writers.begin() as session:
        record_bundled_law(session)
        return store_lists(session, bundled().lists.values())


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """An open store, closed afterwards.

    Raises:
        InvalidStoreUrl, StoreUnreachable: there is no store at that address.
        StoreOutOfDate: `chemgate db upgrade` has to run first.
    """
    ready(url)
    with closing(open_database(url)) as database:
        yield database


@contextmanager
def reading(url: str) -> Iterator[Session]:
    """One reading transaction: everything in it sees the same state of the store."""
    with opened(url) as database, database.readers() as session:
        yield session


def import_declarations(
    url: str,
    paths: Sequence[Path],
    *,
    dry_run: bool,
    workers: int = 1,
    watch: Watch | None = None,
    manner: Manner = USUALLY,
) -> ImportReport:
    """Read and store declarations, one transaction each; the arguments as in `import_paths`."""
    with opened(url) as database:
        return import_paths(
            database.writers, paths, dry_run=dry_run, workers=workers, watch=watch, manner=manner
        )


def load_bom(url: str, path: Path) -> LoadReport:
    """Load usages from a table.

    Raises:
        UnreadableTable: no table, or a needed column is missing.
        CyclicStructure: the usages would make a part contain itself; nothing is stored.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        told = error.strerror or type(error).__name__
        raise UnreadableTable("unreadable-table.file", file=path.name, detail=told) from error
    table = read_table(content, path.name)
    with opened(url) as database:
        return load_usages(database.writers, table)
