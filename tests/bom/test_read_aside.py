"""A store that is read for long: its writers do not wait, and the files are those of the store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.services.whole import whole_portfolio
from bom.history import last_change
from bom.snapshots import aside, current
from bom.snapshots.aside import read_aside
from bom.snapshots.current import home_of, pointed_at
from tests.stores import SqliteStores, Stores

from .factories import Shelf, declaration


@pytest.fixture
def stores(sqlite_stores: SqliteStores) -> Iterator[Stores]:
    with Stores(sqlite_stores).lent() as lent:
        yield lent


@pytest.fixture
def home(shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Folder of the files, with an SQLite library that keeps a rollback journal."""
    monkeypatch.setenv("CHEMGATE_SNAPSHOTS", str(tmp_path))
    monkeypatch.setattr(aside, "wal_is_safe", lambda _version: False)
    return home_of(shelf.url)


def test_who_reads_for_long_keeps_no_writer_waiting(shelf: Shelf, home: Path) -> None:
    shelf.put(declaration("A"))
    with read_aside(shelf.database, home) as database, database.readers() as session:
        before = last_change(session)
        shelf.put(declaration("B"))
        assert last_change(session) == before
    with shelf.session() as session:
        assert last_change(session) != before


def test_what_is_written_aside_is_written_into_the_store(shelf: Shelf, home: Path) -> None:
    with read_aside(shelf.database, home) as database:
        Shelf(database, shelf.url).put(declaration("A"))
    assert shelf.find("A")


def test_the_files_of_a_copy_are_the_files_of_the_store(
    shelf: Shelf, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(current.current_snapshot, "__kwdefaults__", {"least": 0})
    shelf.put(declaration("A"))
    with read_aside(shelf.database, home) as database, database.readers() as session:
        whole_portfolio(session)
    assert (home / pointed_at(home)).is_dir()


def test_no_copy_is_left_behind(shelf: Shelf, home: Path) -> None:
    (home / "copy-crashed").mkdir(parents=True)
    with read_aside(shelf.database, home):
        (copy,) = home.iterdir()
        assert copy.name != "copy-crashed"
    assert list(home.iterdir()) == []


def test_nothing_is_copied_where_readers_keep_nobody_waiting(
    shelf: Shelf, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aside, "wal_is_safe", lambda _version: True)
    with read_aside(shelf.database, home) as database:
        assert database is shelf.database
    assert not home.exists()
