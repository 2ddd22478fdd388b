"""The change feed beside a service: followed once, by whoever comes first, in a process apart."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterator
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import Final

import pytest

from api.services import following
from api.services.feed import is_followed
from api.services.following import Follower
from bom.snapshots.current import home_of
from tests.stores import SqliteStores, Stores

from .factories import Shelf
from .test_served_verdicts import built, leaded

PATIENCE: Final = 60
"""Seconds until a process that was started must have done its work, whatever else runs here."""


@pytest.fixture
def stores(sqlite_stores: SqliteStores) -> Iterator[Stores]:
    with Stores(sqlite_stores).lent() as lent:
        yield lent


@pytest.fixture(autouse=True)
def home(shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CHEMGATE_SNAPSHOTS", str(tmp_path))
    return home_of(shelf.url)


def test_a_change_is_followed_once(shelf: Shelf) -> None:
    built(shelf)
    follow = Follower(shelf.database)
    assert follow() > 0
    assert is_followed(shelf.database)
    assert follow() == 0
    shelf.put(leaded("A", "0.001", day=9))
    assert not is_followed(shelf.database)


def test_nobody_follows_what_another_process_is_following(shelf: Shelf, home: Path) -> None:
    built(shelf)
    home.mkdir(parents=True, exist_ok=True)
    with (home / "following.lock").open("a") as lock:
        flock(lock, LOCK_EX)
        assert Follower(shelf.database)() == 0
        assert not is_followed(shelf.database)
    Follower(shelf.database)()
    assert is_followed(shelf.database)


def test_a_large_store_is_followed_by_a_process_apart_which_rests_afterwards(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "_WORTH_A_PROCESS", 0)
    monkeypatch.setattr(following, "follow", None)
    built(shelf)
    now = [0.0]
    follow = Follower(shelf.database, clock=lambda: now[0])
    assert follow() == 0
    until = time.monotonic() + PATIENCE
    while not is_followed(shelf.database) and time.monotonic() < until:
        time.sleep(0.05)
    assert is_followed(shelf.database)
    (aside,) = multiprocessing.active_children()
    aside.join()
    shelf.put(leaded("A", "0.001", day=9))
    now[0] = 10.0
    follow()
    now[0] = 19.0
    follow()
    assert multiprocessing.active_children() == []
    now[0] = 21.0
    follow()
    (aside,) = multiprocessing.active_children()
    aside.terminate()
    aside.join()


def test_a_folder_that_cannot_be_written_keeps_nobody_from_following(
    shelf: Shelf, home: Path
) -> None:
    built(shelf)
    home.parent.mkdir(parents=True, exist_ok=True)
    home.write_text("in the way")
    Follower(shelf.database)()
    assert is_followed(shelf.database)
