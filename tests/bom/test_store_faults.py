"""Disk full, read-only, busy, gone: a clear error, no partial data, no restart (R13, R19)."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import TimeoutError as PoolIsEmpty

from bom import connections
from bom.connections import Pool, pool_of
from bom.database import Database, open_database
from bom.models import Declaration
from bom.portfolio.snapshot import read_snapshot
from bom.store_faults import (
    StoreBusy,
    StoreDamaged,
    StoreFault,
    StoreFull,
    StoreGone,
    StoreReadOnly,
    fault_of,
)
from tests.postgres_server import DURABLE, Server, server
from tests.stores import POSTGRESQL, SQLITE, PostgresStores, SqliteStores, Stores

from .factories import Shelf, declaration, shelf_of
from .stored import fingerprint


@pytest.fixture
def on_sqlite(sqlite_stores: SqliteStores) -> Iterator[Shelf]:
    with Stores(sqlite_stores).lent() as lent:
        yield shelf_of(lent)


@pytest.fixture
def on_postgresql(postgres_stores: PostgresStores) -> Iterator[Shelf]:
    with Stores(postgres_stores).lent() as lent:
        yield shelf_of(lent)


def told(change: Callable[[], object]) -> StoreFault | None:
    """The fault that a change ends with; None where it does not."""
    try:
        change()
    except StoreFault as fault:
        return fault
    return None


def stored(shelf: Shelf) -> int:
    with shelf.session() as session:
        return session.execute(select(func.count()).select_from(Declaration)).scalar_one()


def state(shelf: Shelf) -> str:
    with shelf.session() as session:
        return fingerprint(session)


def test_two_questions_of_one_reader_are_answered_from_one_state(shelf: Shelf) -> None:
    shelf.put(declaration("A"))
    writer = threading.Thread(target=lambda: shelf.put(declaration("B")))
    counted = select(func.count()).select_from(Declaration)
    with shelf.session() as session:
        first = session.execute(counted).scalar_one()
        writer.start()
        writer.join(0.3)
        second = session.execute(counted).scalar_one()
    writer.join()
    assert (first, second, stored(shelf)) == (1, 1, 2)


def test_whatever_is_imported_between_two_statements_a_snapshot_holds_one_state(
    on_postgresql: Shelf,
) -> None:
    """An import before the N-th statement, for every N; SQLite lets nobody in between."""
    on_postgresql.put(declaration("A"))
    on_postgresql.load("LAMP,,A,,1,each,")
    number = 0
    while True:
        number += 1
        before = nodes(on_postgresql)
        with imported_before(on_postgresql, number) as reached:
            between = nodes(on_postgresql)
        if not reached:
            break
        assert between == before or number == 1, number
        assert nodes(on_postgresql) == before + 2
    assert number > 4


def nodes(shelf: Shelf) -> int:
    with shelf.session() as session:
        return len(read_snapshot(session).labels)


@contextmanager
def imported_before(shelf: Shelf, number: int) -> Iterator[list[int]]:
    """The N-th statement waits until somebody else has imported a declaration."""
    left, reached = number, []

    def count(*_: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            reached.append(number)
            with closing(open_database(shelf.url)) as other:
                Shelf(other, shelf.url).put(declaration(f"NEW-{number}"))

    event.listen(shelf.database.engine, "before_cursor_execute", count)
    yield reached
    event.remove(shelf.database.engine, "before_cursor_execute", count)


@pytest.mark.parametrize("kind", [SQLITE, POSTGRESQL])
def test_who_waits_too_long_for_the_writer_is_told_so_and_changes_nothing(
    request: pytest.FixtureRequest, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "_BUSY_MS", 80)
    shelf: Shelf = request.getfixturevalue(f"on_{kind}")
    before = state(shelf)
    with shelf.database.writers() as writer, writer.begin():
        writer.execute(text("SELECT 1"))
        fault = told(lambda: shelf.put(declaration("A")))
    assert isinstance(fault, StoreBusy)
    assert state(shelf) == before
    shelf.put(declaration("A"))
    assert stored(shelf) == 1


def test_a_statement_that_takes_too_long_is_given_up(
    postgres_stores: PostgresStores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "_STATEMENT_MS", 80)
    with Stores(postgres_stores).lent() as lent, lent.open().readers() as session:
        fault = told(lambda: session.execute(text("SELECT pg_sleep(5)")))
    assert isinstance(fault, StoreBusy)


def test_who_gets_no_connection_in_time_is_told_that_the_store_is_busy(stores: Stores) -> None:
    database = open_database(stores.url(), Pool(size=1, overflow=0, wait_seconds=0))
    with (
        closing(database),
        database.readers() as held,
        database.readers() as waiting,
    ):
        held.execute(text("SELECT 1"))
        with pytest.raises(PoolIsEmpty) as empty:
            waiting.execute(text("SELECT 1"))
    assert isinstance(fault_of(empty.value), StoreBusy)


def test_the_environment_says_how_many_connections_a_process_holds() -> None:
    assert pool_of({}) == Pool(5, 10, 10)
    assert pool_of({"CHEMGATE_DB_POOL_SIZE": "20"}) == Pool(20, 10, 10)
    with pytest.raises(ValueError, match="CHEMGATE_DB_POOL_OVERFLOW"):
        pool_of({"CHEMGATE_DB_POOL_OVERFLOW": "many"})


def test_a_full_disk_is_named_stores_nothing_and_needs_no_restart(on_sqlite: Shelf) -> None:
    on_sqlite.put(declaration("A"))
    before = state(on_sqlite)
    limited(on_sqlite.database, 0)
    many = [declaration(f"P-{number}") for number in range(200)]
    assert isinstance(told(lambda: on_sqlite.put_together(*many)), StoreFull)
    assert state(on_sqlite) == before
    limited(on_sqlite.database, 1 << 30)
    on_sqlite.put_together(*many)
    assert stored(on_sqlite) == 201


def limited(database: Database, more: int) -> None:
    """From the next connection on, the file may grow by so many pages."""

    def limit(connection: sqlite3.Connection, *_: object) -> None:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + more}")

    event.listen(database.engine, "connect", limit)
    database.close()


def test_a_file_that_nobody_may_write_can_still_be_read(on_sqlite: Shelf) -> None:
    on_sqlite.put(declaration("A"))
    file = on_sqlite.url.removeprefix("sqlite:///")
    with closing(open_database(f"sqlite:///file:{file}?mode=ro&uri=true")) as database:
        reader = Shelf(database, on_sqlite.url)
        assert stored(reader) == 1
        assert isinstance(told(lambda: reader.put(declaration("B"))), StoreReadOnly)
        assert stored(reader) == 1


def test_a_replica_can_be_read_and_says_that_it_takes_nothing(on_postgresql: Shelf) -> None:
    on_postgresql.put(declaration("A"))
    url = f"{on_postgresql.url}&options=-c%20default_transaction_read_only%3Don"
    with closing(open_database(url)) as database:
        replica = Shelf(database, url)
        assert stored(replica) == 1
        assert isinstance(told(lambda: replica.put(declaration("B"))), StoreReadOnly)


def test_a_file_that_is_no_store_is_called_damaged(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_bytes(b"PK" * 4096)
    with closing(open_database(f"sqlite:///{tmp_path / 'a.db'}")) as database:
        assert isinstance(told(lambda: Shelf(database, "").put(declaration("A"))), StoreDamaged)


@pytest.fixture(scope="module")
def mortal(postgres: Server) -> Iterator[Server]:
    """A server of our own, to be killed; `postgres` says whether there can be one."""
    if postgres.folder is None:
        pytest.skip("the server that is named belongs to somebody else and is not killed")
    with server(**DURABLE) as own:
        yield own


def test_a_killed_server_is_named_stores_nothing_and_is_found_again(mortal: Server) -> None:
    with Stores(PostgresStores(mortal)).lent() as lent:
        shelf = shelf_of(lent)
        shelf.put(declaration("A"))
        before = state(shelf)
        assert isinstance(told(lambda: in_the_middle(shelf, mortal.kill)), StoreGone)
        assert isinstance(told(lambda: stored(shelf)), StoreGone)
        mortal.start()
        assert state(shelf) == before
        shelf.put(declaration("B"))
        assert stored(shelf) == 2


def in_the_middle(shelf: Shelf, harm: Callable[[], None]) -> None:
    """Import a declaration, and do harm when its first rows are in."""

    def harmed(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("COPY node"):
            event.remove(shelf.database.engine, "before_cursor_execute", harmed)
            harm()

    event.listen(shelf.database.engine, "before_cursor_execute", harmed)
    more = tuple(declaration("B").product.composition.materials) * 2  # type: ignore[union-attr]
    shelf.put(declaration("B", materials=more))


def test_a_connection_that_somebody_cut_costs_one_declaration(on_postgresql: Shelf) -> None:
    on_postgresql.put(declaration("A"))
    cut = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE pid <> pg_backend_pid() AND datname = current_database()"
    )

    def terminate() -> None:
        with closing(open_database(on_postgresql.url)) as other, other.engine.connect() as one:
            one.execute(text(cut))

    assert isinstance(told(lambda: in_the_middle(on_postgresql, terminate)), StoreGone)
    assert stored(on_postgresql) == 1
    on_postgresql.put(declaration("B"))
    assert stored(on_postgresql) == 2
