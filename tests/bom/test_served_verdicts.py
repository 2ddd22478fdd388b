"""Kept verdicts: byte for byte what judging anew says, gone when something below is touched."""

from __future__ import annotations

import os
import random
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

import pytest
from fastapi.responses import JSONResponse

from api.services import law, served
from api.services.kept import Kept
from api.services.kept import Shelf as Answers
from api.services.served import ServedVerdict, Verdicts, View
from api.services.verdicts import Ask, Read, law_asked, verdict_of
from api.wire.body import Json
from bom.errors import UnknownPart
from bom.lists.contents import bundled_edition
from bom.lists.law_book import LawBook, Published, read_law_book
from chemsherpa.document import Declaration
from engine.rules import RuleSet
from regulations.errors import UnknownList

from .factories import DEHP, LEAD, Shelf, answered_on, declaration, material, substance
from .list_editions import SVHC, published, with_copper

ASK = Ask(date(2026, 11, 21))
CHANGES: Final = int(os.environ.get("CHEMGATE_SERVED", "6"))
PARTS = ("A", "B", "C", "SUB", "TOP", "OTHER")


@pytest.fixture
def verdicts(shelf: Shelf) -> Iterator[Verdicts]:
    kept = Verdicts(shelf.database)
    yield kept
    kept.close()


@pytest.fixture
def judgements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The part numbers that were judged, in order."""
    judged: list[str] = []

    def watched(read: Read) -> Json:
        body = original(read)
        judged.append(body["part"]["part_number"])
        return body

    original = served.verdict_on
    monkeypatch.setattr(served, "verdict_on", watched)
    return judged


def anew(shelf: Shelf, part_number: str, ask: Ask = ASK) -> bytes:
    with shelf.session() as session:
        return bytes(JSONResponse(verdict_of(session, part_number, ask)).body)


def leaded(number: str, percent: str, day: int = 1) -> Declaration:
    held = material("M", "100", substance(LEAD, percent), substance(DEHP, "0.05"))
    made_on = (date(2026, 1, 1) + timedelta(days=day)).isoformat()
    return declaration(number, response=answered_on(made_on), materials=(held,))


def built(shelf: Shelf) -> None:
    shelf.put(leaded("A", "2"), leaded("B", "0.01"))
    shelf.load("SUB,,A,,2,,", "TOP,,SUB,,1,,", "TOP,,C,,1,,", "OTHER,,B,,3,,")


def test_a_kept_answer_is_the_bytes_of_a_new_one(shelf: Shelf, verdicts: Verdicts) -> None:
    built(shelf)
    for number in PARTS:
        told = [verdicts.told(number, ASK).content, verdicts.told(number, ASK).content]
        assert told == [anew(shelf, number)] * 2


def test_only_what_holds_the_touched_part_is_judged_again(
    shelf: Shelf, verdicts: Verdicts, judgements: list[str]
) -> None:
    built(shelf)
    for number in PARTS:
        verdicts.told(number, ASK)
    judgements.clear()
    shelf.put(leaded("A", "3", day=9))
    for number in PARTS:
        assert verdicts.told(number, ASK).content == anew(shelf, number)
    assert judgements == ["A", "SUB", "TOP"]


def test_the_instant_moves_on_in_answers_that_were_not_touched(
    shelf: Shelf, verdicts: Verdicts
) -> None:
    built(shelf)
    before = verdicts.told("OTHER", ASK)
    shelf.put(leaded("A", "3", day=9))
    after = verdicts.told("OTHER", ASK)
    assert after.hash == before.hash
    assert after.content != before.content
    assert after.content == anew(shelf, "OTHER")


def test_what_was_asked_lately_is_compiled_before_the_new_law_holds(
    shelf: Shelf, verdicts: Verdicts, monkeypatch: pytest.MonkeyPatch
) -> None:
    built(shelf)
    ways = [ASK, replace(ASK, lists=(SVHC,)), replace(ASK, eee_category="8")]
    for way in ways:
        verdicts.told("TOP", way)
    with shelf.session() as session:
        draft = Published(0, "next", date(2026, 1, 1), "9999", with_copper())
        verdicts.prepare(read_law_book(session).with_one(draft))
    published(shelf, with_copper(), effective_from=date(2026, 1, 1), version="next")
    compiled: list[date] = []

    def watched(*_lists: object, as_of: date, **_how: object) -> RuleSet:
        compiled.append(as_of)
        raise AssertionError("compiled while somebody waits")

    monkeypatch.setattr(law, "compile_rules", watched)
    for way in ways:
        assert b"next" in verdicts.told("TOP", way).content
    assert not compiled


def test_a_list_that_will_be_gone_does_not_hinder_who_publishes(
    shelf: Shelf, verdicts: Verdicts
) -> None:
    built(shelf)
    verdicts.told("TOP", replace(ASK, lists=("eu-mdr",)))
    others = LawBook(packaged=(bundled_edition("eu-rohs"),))
    with pytest.raises(UnknownList):
        law_asked(replace(ASK, lists=("eu-mdr",)), others)
    verdicts.prepare(others)


def test_random_changes_never_leave_a_stale_answer(shelf: Shelf, verdicts: Verdicts) -> None:
    chance = random.Random(7)
    built(shelf)
    for day in range(2, 2 + CHANGES):
        number, other = chance.sample(PARTS[:5], 2)
        match chance.randrange(4):
            case 0:
                shelf.put(leaded(number, f"0.{chance.randrange(1, 20):02}", day))
            case 1:
                shelf.put(declaration(f"X{day}", requester_part_number=number))
            case 2:
                shelf.put(declaration(number, revision=str(day), has_composition=False))
            case _:
                first, second = sorted((number, other))
                shelf.load(f"{second},,{first},,{day},,", f"{second},,{chance.choice('CDE')},,1,,")
        for asked in PARTS:
            assert verdicts.told(asked, ASK).content == anew(shelf, asked), (day, asked)
    assert verdicts.kept("TOP", ASK) is not None


def test_an_answer_at_hand_is_given_without_waiting(shelf: Shelf, verdicts: Verdicts) -> None:
    built(shelf)
    assert verdicts.kept("TOP", ASK) is None
    told = verdicts.told("TOP", ASK)
    assert verdicts.kept("TOP", ASK) == told
    shelf.put(leaded("Z", "1"))
    assert verdicts.kept("TOP", ASK) is None
    verdicts.told("Z", ASK)
    again = verdicts.kept("TOP", ASK)
    assert again is not None
    assert again.content == anew(shelf, "TOP")


def test_past_answers_are_kept_as_they_were(
    shelf: Shelf, verdicts: Verdicts, judgements: list[str]
) -> None:
    built(shelf)
    with shelf.session() as session:
        instant = verdict_of(session, "TOP", ASK)["known_at"]
    then = Ask(ASK.as_of, known_at=instant)
    before = verdicts.told("TOP", then).content
    shelf.put(leaded("A", "3", day=9))
    assert verdicts.told("TOP", then).content == before == anew(shelf, "TOP", then)
    assert judgements == ["TOP"]


def test_an_instant_to_come_is_asked_anew_each_time(shelf: Shelf, verdicts: Verdicts) -> None:
    built(shelf)
    later = Ask(ASK.as_of, known_at="2099-01-01T00:00:00Z")
    before = verdicts.told("TOP", later).content
    shelf.put(leaded("A", "3", day=9))
    assert verdicts.told("TOP", later).content == anew(shelf, "TOP", later) != before


def test_another_day_list_or_view_is_another_answer(shelf: Shelf, verdicts: Verdicts) -> None:
    built(shelf)
    asks = (ASK, Ask(date(2027, 1, 1)), Ask(ASK.as_of, ("eu-rohs",)), Ask(ASK.as_of, explain=True))
    told = [verdicts.told("TOP", ask).content for ask in asks]
    assert told == [anew(shelf, "TOP", ask) for ask in asks]
    bare = View("bare", lambda body: {key: body[key] for key in ("status", "known_at", "hash")})
    seen = verdicts.told("TOP", ASK, view=bare)
    assert seen.content.startswith(b'{"status":')
    assert verdicts.kept("TOP", ASK, view=bare) == seen
    assert verdicts.told("TOP", ASK).content == told[0]


def test_an_unknown_part_is_not_kept_as_unknown(shelf: Shelf, verdicts: Verdicts) -> None:
    built(shelf)
    for _ in range(2):
        with pytest.raises(UnknownPart):
            verdicts.told("NEW", ASK)
    shelf.put(leaded("NEW", "1"))
    assert verdicts.told("NEW", ASK).content == anew(shelf, "NEW")


def test_many_who_ask_at_once_share_one_judgement(
    shelf: Shelf, verdicts: Verdicts, judgements: list[str]
) -> None:
    built(shelf)
    told: list[ServedVerdict] = []
    start = threading.Barrier(12)

    def ask() -> None:
        start.wait()
        told.append(verdicts.told("TOP", ASK))

    threads = [threading.Thread(target=ask) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {each.content for each in told} == {anew(shelf, "TOP")}
    assert judgements == ["TOP"]


def test_the_shelf_holds_so_many_bytes_and_lets_the_oldest_go() -> None:
    shelf = Answers(most_bytes=30)
    for number in range(4):
        shelf.put(number, Kept(b"x" * 10, None, "", (f"P{number}", "ALL"), ""))
    assert [shelf.get(number) is not None for number in range(4)] == [False, True, True, True]
    shelf.drop(["P2"])
    assert len(shelf) == 2
    shelf.drop(["ALL"])
    assert len(shelf) == 0


def test_a_publication_takes_every_answer_away(
    shelf: Shelf, verdicts: Verdicts, judgements: list[str]
) -> None:
    built(shelf)
    ask = Ask(ASK.as_of, (SVHC,))
    for number in PARTS:
        verdicts.told(number, ask)
    judgements.clear()
    published(shelf, with_copper(), minute=1)
    for number in PARTS:
        assert verdicts.told(number, ask).content == anew(shelf, number, ask)
    assert sorted(judgements) == sorted(PARTS)
