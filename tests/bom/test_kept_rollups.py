"""Kept rollups: the bytes of a new one, gone when something below is touched, small in memory."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from fastapi.responses import JSONResponse

from api.services import rollups
from api.services.kept import Kept
from api.services.rollups import ROLLUP, rollup_of
from api.services.served import Verdicts
from api.services.verdicts import Ask, Read
from api.wire.body import Json
from bom.history import last_change

from .factories import Shelf
from .list_editions import published, with_copper
from .test_served_verdicts import ASK, built, leaded

__all__ = ["rollup_anew"]


@pytest.fixture
def verdicts(shelf: Shelf) -> Iterator[Verdicts]:
    kept = Verdicts(shelf.database)
    yield kept
    kept.close()


@pytest.fixture
def added_up(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The part numbers whose substances were added up, in order."""
    seen: list[str] = []
    original = rollups.rollup_on

    def watched(read: Read) -> Json:
        body = original(read)
        seen.append(body["part"]["part_number"])
        return body

    monkeypatch.setattr(rollups, "ROLLUP", replace(ROLLUP, made=watched))
    return seen


def rollup_anew(shelf: Shelf, number: str, ask: Ask = ASK) -> bytes:
    with shelf.session() as session:
        body = rollup_of(session, number, as_of=ask.as_of, known_at=ask.known_at)
    return bytes(JSONResponse(body).body)


def test_a_kept_rollup_is_the_bytes_of_a_new_one(
    shelf: Shelf, verdicts: Verdicts, added_up: list[str]
) -> None:
    built(shelf)
    for _ in range(2):
        told = verdicts.told("TOP", ASK, view=rollups.ROLLUP)
        assert told.content == rollup_anew(shelf, "TOP")
        assert f'"hash":"{told.hash}"'.encode() in told.content
    assert added_up == ["TOP"]


def test_a_rollup_is_no_verdict(shelf: Shelf, verdicts: Verdicts) -> None:
    built(shelf)
    rollup = verdicts.told("TOP", ASK, view=ROLLUP)
    assert verdicts.told("TOP", ASK).hash != rollup.hash
    assert verdicts.told("TOP", ASK, view=ROLLUP) == rollup


def test_only_what_holds_the_touched_part_is_added_up_again(
    shelf: Shelf, verdicts: Verdicts, added_up: list[str]
) -> None:
    built(shelf)
    for number in ("TOP", "OTHER"):
        verdicts.told(number, ASK, view=rollups.ROLLUP)
    added_up.clear()
    shelf.put(leaded("A", "3", day=9))
    for number in ("TOP", "OTHER"):
        told = verdicts.told(number, ASK, view=rollups.ROLLUP)
        assert told.content == rollup_anew(shelf, number)
    assert added_up == ["TOP"]


def test_a_publication_takes_every_rollup_away(
    shelf: Shelf, verdicts: Verdicts, added_up: list[str]
) -> None:
    built(shelf)
    ask = Ask(date(2026, 12, 2))
    verdicts.told("TOP", ask, view=rollups.ROLLUP)
    published(shelf, with_copper(), minute=1)
    after = verdicts.told("TOP", ask, view=rollups.ROLLUP)
    assert after.content == rollup_anew(shelf, "TOP", ask)
    assert added_up == ["TOP", "TOP"]


def test_a_past_rollup_stays_as_it_was(shelf: Shelf, verdicts: Verdicts) -> None:
    built(shelf)
    with shelf.session() as session:
        instant = last_change(session)
    then = replace(ASK, known_at=instant)
    before = verdicts.told("TOP", then, view=ROLLUP).content
    shelf.put(leaded("A", "3", day=9))
    assert verdicts.told("TOP", then, view=ROLLUP).content == before
    assert before == rollup_anew(shelf, "TOP", then) != rollup_anew(shelf, "TOP")


@pytest.mark.parametrize("tail", [None, b"}" * 10])
def test_a_large_body_is_kept_small_and_told_whole(tail: bytes | None) -> None:
    large = Kept(b"x" * 2_000_000, tail, "h", ("P",), "1")
    kept = large.packed()
    assert kept.is_packed
    assert kept.size < large.size // 10
    assert kept.told(b'"now"') == large.told(b'"now"')
    assert kept.packed() is kept


def test_a_small_body_is_kept_as_it_is() -> None:
    small = Kept(b"x" * 1000, b"}", "h", ("P",), "1")
    assert small.packed() is small


def test_a_packed_answer_is_not_unpacked_where_nobody_may_wait(
    shelf: Shelf, verdicts: Verdicts, monkeypatch: pytest.MonkeyPatch
) -> None:
    built(shelf)
    monkeypatch.setattr("api.services.kept._LARGE", 1)
    told = verdicts.told("TOP", ASK, view=ROLLUP)
    until = time.monotonic() + 10
    # It is packed beside, after who asked first has been told.
    while verdicts.kept("TOP", ASK, view=ROLLUP) is not None and time.monotonic() < until:
        time.sleep(0.001)
    assert verdicts.kept("TOP", ASK, view=ROLLUP) is None
    assert verdicts.told("TOP", ASK, view=ROLLUP) == told


def test_what_was_touched_while_it_was_packed_is_not_put_back(
    shelf: Shelf, verdicts: Verdicts, monkeypatch: pytest.MonkeyPatch
) -> None:
    built(shelf)
    monkeypatch.setattr("api.services.kept._LARGE", 1)
    begun, go, packed = threading.Event(), threading.Event(), Kept.packed

    def waits(answer: Kept) -> Kept:
        begun.set()
        assert go.wait(10)
        return packed(answer)

    monkeypatch.setattr(Kept, "packed", waits)
    before = verdicts.told("TOP", ASK, view=ROLLUP)
    assert begun.wait(10)
    shelf.put(leaded("A", "3", day=9))
    verdicts.notice()
    go.set()
    verdicts._packing.submit(bool).result(10)
    after = verdicts.told("TOP", ASK, view=ROLLUP)
    assert after.content == rollup_anew(shelf, "TOP") != before.content
