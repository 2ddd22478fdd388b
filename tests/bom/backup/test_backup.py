"""Backup under load, restore to an empty host, everything compared (R17)."""

from __future__ import annotations

import json
import stat
import threading
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from api.services.verdicts import Ask, verdict_of
from bom.audit import read_trail, trail_of
from bom.backup import postgresql_dump
from bom.backup.archive import Backup, back_up, restore
from bom.backup.errors import BackupDamaged, BackupRefused, ToolMissing
from bom.database import open_database
from bom.list_rows import store_lists
from regulations.catalog import bundled
from tests.bom.factories import Shelf, declaration, shelf_of, ticking
from tests.bom.list_editions import NEW_DAY, published, with_copper
from tests.bom.stored import fingerprint, unguarded
from tests.stores import POSTGRESQL, SQLITE, PostgresStores, SqliteStores, Stores

ASK = Ask(NEW_DAY)


@pytest.fixture
def filled(stores: Stores) -> Shelf:
    """A product of two parts, and a list that two people published."""
    shelf = shelf_of(stores)
    shelf.put(declaration("LEFT"), declaration("RIGHT"))
    shelf.load("LAMP,,LEFT,,1,each,", "LAMP,,RIGHT,,2,each,")
    published(shelf, with_copper())
    return shelf


def empty(stores: Stores) -> str:
    return stores.url(migrated=False)


def verdict(url: str, known_at: str | None = None) -> str:
    with closing(open_database(url)) as database, database.readers() as session:
        body = verdict_of(session, "LAMP", Ask(ASK.as_of, known_at=known_at))
    return json.dumps(body, ensure_ascii=False)


def test_what_was_backed_up_while_others_wrote_comes_back_whole(
    filled: Shelf, stores: Stores, tmp_path: Path
) -> None:
    known_at = json.loads(verdict(filled.url))["known_at"]
    before = verdict(filled.url, known_at)
    started, done = threading.Event(), threading.Event()

    def write() -> None:
        number = 0
        while not done.is_set():
            number += 1
            filled.put(declaration(f"MORE-{number}"))
            started.set()

    writer = threading.Thread(target=write)
    writer.start()
    started.wait()
    try:
        backup = back_up(filled.url, tmp_path / "a.backup")
    finally:
        done.set()
        writer.join()
    url = empty(stores)
    assert restore(tmp_path / "a.backup", url).contents == backup.contents
    assert backup.contents.tables["declaration"].rows > 2
    assert verdict(url, known_at) == before
    restored = Shelf(stores.open(url), url)
    with restored.session() as session:
        trail = trail_of(read_trail(session), anchor=backup.contents.audit_head)
        assert (trail.is_whole, trail.events) == (True, backup.contents.audit_events)
    assert trail.events >= 3
    # It is a store like any other: it takes declarations, and keeps what it has.
    restored.put(declaration("AFTER"))
    with restored.database.writers() as session, pytest.raises(Exception, match="append-only"):
        session.execute(text("DELETE FROM declaration"))


def test_a_restored_store_is_the_same_row_by_row(
    filled: Shelf, stores: Stores, tmp_path: Path
) -> None:
    back_up(filled.url, tmp_path / "a.backup")
    url = empty(stores)
    restore(tmp_path / "a.backup", url)
    with filled.session() as session, stores.open(url).readers() as other:
        assert fingerprint(other) == fingerprint(session)


def test_the_same_rows_have_the_same_hash_on_both_databases(
    sqlite_stores: SqliteStores, postgres_stores: PostgresStores, tmp_path: Path
) -> None:
    taken: list[Backup] = []
    for yard in (sqlite_stores, postgres_stores):
        with Stores(yard).lent() as lent:
            shelf = shelf_of(lent)
            shelf.put(declaration("LEFT"), declaration("右", name="ねじ"))
            shelf.load("LAMP,,LEFT,,1.50,each,", "LAMP,,右,,2,each,")
            with shelf.database.writers.begin() as session:
                store_lists(session, [bundled().get("eu-rohs")], clock=ticking)
            taken.append(back_up(shelf.url, tmp_path / f"{lent.kind}.backup"))
    assert taken[0].contents.differences(taken[1].contents) == ()
    assert [one.kind for one in taken] == [SQLITE, POSTGRESQL]


def test_a_backup_is_readable_by_its_owner_alone_and_overwrites_nothing(
    filled: Shelf, tmp_path: Path
) -> None:
    file = tmp_path / "a.backup"
    back_up(filled.url, file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with pytest.raises(BackupRefused, match="there already"):
        back_up(filled.url, file)
    with pytest.raises(BackupRefused):
        restore(file, filled.url)
    with pytest.raises(BackupRefused, match="cannot be written"):
        back_up(filled.url, tmp_path / "nowhere" / "a.backup")
    assert [each.name for each in tmp_path.iterdir()] == ["a.backup"]


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def no_backup(file: Path) -> None:
    file.write_bytes(b"SQLite format 3\0")


def no_receipt(file: Path) -> None:
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("store.sqlite", b"")


def flipped(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 3] ^= 0xFF
    file.write_bytes(content)


@pytest.mark.parametrize("harm", [cut, no_backup, no_receipt, flipped])
def test_a_damaged_backup_is_refused_and_leaves_nothing(
    filled: Shelf, stores: Stores, tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    file = tmp_path / "a.backup"
    back_up(filled.url, file)
    harm(file)
    url = empty(stores)
    with pytest.raises((BackupDamaged, ToolMissing)):
        restore(file, url)
    with stores.open(url).engine.connect() as connection:
        assert inspect(connection).get_table_names() == []


def test_a_backup_whose_store_was_changed_is_not_believed(
    filled: Shelf, stores: Stores, tmp_path: Path
) -> None:
    """Its own checks all pass; only the hash of the rows tells."""
    back_up(filled.url, tmp_path / "a.backup")
    with filled.database.writers.begin() as session:
        unguarded(session, "constituent")
        session.execute(text("UPDATE constituent SET percent = '0.01'"))
    back_up(filled.url, tmp_path / "forged.backup")
    mixed = tmp_path / "mixed.backup"
    with zipfile.ZipFile(mixed, "w") as archive:
        for name, source in (("store", "forged"), ("backup", "a")):
            with zipfile.ZipFile(tmp_path / f"{source}.backup") as taken:
                (member,) = (each for each in taken.namelist() if each.startswith(name))
                archive.writestr(member, taken.read(member))
    with pytest.raises(BackupDamaged, match="constituent: 2 rows"):
        restore(mixed, empty(stores))


def test_a_backup_goes_back_into_the_same_kind_of_database(
    filled: Shelf, sqlite_stores: SqliteStores, postgres_stores: PostgresStores, tmp_path: Path
) -> None:
    back_up(filled.url, tmp_path / "a.backup")
    other = postgres_stores if filled.url.startswith("sqlite") else sqlite_stores
    with (
        Stores(other).lent() as lent,
        pytest.raises(BackupRefused, match="holds a store of") as refused,
    ):
        restore(tmp_path / "a.backup", empty(lent))
    assert "same kind" in refused.value.hint


def test_without_the_programs_of_postgresql_the_remedy_is_named(
    postgres_stores: PostgresStores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql_dump, "_DEBIAN", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with Stores(postgres_stores).lent() as lent, pytest.raises(ToolMissing) as missing:
        back_up(lent.url(), tmp_path / "a.backup")
    assert "postgresql-client" in missing.value.hint
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_sqlite_store_is_not_backed_up(
    sqlite_stores: SqliteStores, tmp_path: Path
) -> None:
    with Stores(sqlite_stores).lent() as lent:
        shelf = shelf_of(lent)
        shelf.put(*(declaration(f"P-{number}") for number in range(30)))
        shelf.database.close()
        file = Path(shelf.url.removeprefix("sqlite:///"))
        content = bytearray(file.read_bytes())
        content[len(content) // 2 : len(content) // 2 + 9000] = b"\xff" * 9000
        file.write_bytes(content)
        with pytest.raises(Exception, match=r"damaged|malformed"):
            back_up(shelf.url, tmp_path / "a.backup")
    assert list(tmp_path.iterdir()) == []
