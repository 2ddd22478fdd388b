"""Answers made before anybody asks: by other processes, out of the files, for who asks later."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from api.services.served import Verdicts
from api.services.verdicts import Ask
from api.services.warming import Warmed, answers_of, warm, warmed_json
from bom.snapshots import current
from tests.stores import SqliteStores, Stores

from .factories import Shelf
from .test_served_verdicts import ASK, PARTS, anew, built, judgements, leaded

__all__ = ["judgements"]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CHEMGATE_SNAPSHOTS", str(tmp_path))
    return tmp_path


@pytest.fixture
def stores(sqlite_stores: SqliteStores) -> Iterator[Stores]:
    with Stores(sqlite_stores).lent() as lent:
        yield lent


def told(shelf: Shelf, ask: Ask = ASK) -> list[bytes]:
    later = Verdicts(shelf.database, answers=answers_of(shelf.url))
    contents = [later.told(number, ask).content for number in PARTS]
    later.close()
    return contents


def test_what_was_warmed_is_not_judged_again(shelf: Shelf, judgements: list[str]) -> None:
    built(shelf)
    assert warm(shelf.url, as_of=ASK.as_of) == Warmed(ready=len(PARTS), unknown=0)
    assert sorted(judgements) == sorted(PARTS)
    judgements.clear()
    assert told(shelf) == [anew(shelf, number) for number in PARTS]
    assert judgements == []


def test_warming_cuts_the_parts_out_of_the_files(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    built(shelf)
    monkeypatch.setattr(current.current_snapshot, "__kwdefaults__", {"least": 0})
    monkeypatch.setattr("api.services.served.read_part", None)
    assert warm(shelf.url, as_of=ASK.as_of).ready == len(PARTS)
    monkeypatch.undo()


def test_two_processes_warm_what_one_would(shelf: Shelf, judgements: list[str]) -> None:
    built(shelf)
    assert warm(shelf.url, as_of=ASK.as_of, processes=2).ready == len(PARTS)
    assert told(shelf) == [anew(shelf, number) for number in PARTS]
    assert judgements == []


def test_what_was_touched_since_is_judged_again(shelf: Shelf, judgements: list[str]) -> None:
    built(shelf)
    warm(shelf.url, as_of=ASK.as_of)
    shelf.put(leaded("A", "3", day=9))
    judgements.clear()
    assert told(shelf) == [anew(shelf, number) for number in PARTS]
    assert judgements == ["A", "SUB", "TOP"]


def test_answers_of_days_long_past_are_swept(shelf: Shelf, judgements: list[str]) -> None:
    built(shelf)
    warm(shelf.url, as_of=ASK.as_of)
    tomorrow = ASK.as_of + timedelta(days=2)
    assert warmed_json(shelf.url, as_of=tomorrow, processes=1) == {
        "ready": len(PARTS),
        "unknown": 0,
    }
    judgements.clear()
    told(shelf, Ask(tomorrow))
    assert judgements == []
    told(shelf, ASK)
    assert sorted(judgements) == sorted(PARTS)


def test_a_number_that_means_no_part_is_counted(shelf: Shelf) -> None:
    built(shelf)
    shelf.load("TOP,,NOBODY,,1,,")
    done = warm(shelf.url, as_of=date(2026, 11, 22))
    assert done.ready + done.unknown == len(PARTS) + 1
