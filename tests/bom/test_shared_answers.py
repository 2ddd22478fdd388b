"""Answers on disk: what one process judged another tells, and nobody tells what is no longer so."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from api.services.served import Verdicts
from api.services.verdicts import Ask
from bom.database import open_database, upgrade
from bom.snapshots.answers import Answer, Answers
from bom.snapshots.touched import Touched

from .factories import Shelf
from .list_editions import SVHC, published, with_copper
from .test_served_verdicts import ASK, CHANGES, PARTS, anew, built, judgements, leaded

__all__ = ["judgements"]

BODY = Answer(b'{"known_at":', b"}", "sha256:0", ("P", "Q"), "2")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "answers.db"


@pytest.fixture
def both(shelf: Shelf, file: Path) -> Iterator[tuple[Verdicts, Verdicts]]:
    """What two processes have."""
    pair = tuple(Verdicts(shelf.database, answers=Answers(file)) for _ in range(2))
    yield pair[0], pair[1]
    for one in pair:
        one.close()


def seen(answers: Answers, *numbers: str, at: str, law: str = "law", is_law: bool = False) -> None:
    answers.notice(law, lambda _since: Touched(frozenset(numbers), is_law, False, at))


def test_the_second_process_judges_nothing_again(
    shelf: Shelf, both: tuple[Verdicts, Verdicts], judgements: list[str]
) -> None:
    built(shelf)
    for one in both:
        assert [one.told(number, ASK).content for number in PARTS] == [
            anew(shelf, number) for number in PARTS
        ]
    assert judgements == list(PARTS)


def test_random_changes_never_leave_a_stale_answer_in_either(
    shelf: Shelf, both: tuple[Verdicts, Verdicts], judgements: list[str]
) -> None:
    chance = random.Random(11)
    built(shelf)
    for day in range(2, 2 + CHANGES):
        number = chance.choice(PARTS[:4])
        if chance.random() < 0.6:
            shelf.put(leaded(number, f"0.{chance.randrange(1, 20):02}", day))
        else:
            shelf.load(f"{chance.choice(('SUB', 'TOP', 'OTHER'))},,{number}{day % 2},,{day},,")
        for asked in chance.sample(PARTS, 4):
            assert chance.choice(both).told(asked, ASK).content == anew(shelf, asked), (day, asked)
    assert len(judgements) < CHANGES * 4


def test_a_publication_empties_the_file(
    shelf: Shelf, both: tuple[Verdicts, Verdicts], judgements: list[str]
) -> None:
    built(shelf)
    ask = Ask(ASK.as_of, (SVHC,))
    both[0].told("TOP", ask)
    published(shelf, with_copper(), minute=1)
    for one in both:
        assert one.told("TOP", ask).content == anew(shelf, "TOP", ask)
    assert judgements == ["TOP", "TOP"]


def test_another_store_behind_the_same_name_is_not_answered_for(tmp_path: Path, file: Path) -> None:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    upgrade(url)
    shelf = Shelf(open_database(url), url)
    built(shelf)
    shutil.copy(tmp_path / "store.db", tmp_path / "backup.db")
    shelf.put(leaded("A", "0.001", day=9))
    told = Verdicts(shelf.database, answers=Answers(file)).told("TOP", ASK)
    shelf.database.close()
    shutil.copy(tmp_path / "backup.db", tmp_path / "store.db")
    restored = Shelf(open_database(url), url)
    # The clock of these tests stands still: only a publication is later than what was lost.
    published(restored, with_copper(), minute=1)
    again = Verdicts(restored.database, answers=Answers(file)).told("TOP", ASK)
    assert again.content == anew(restored, "TOP")
    assert again.hash != told.hash
    restored.database.close()


def test_only_what_rests_on_a_touched_number_goes(file: Path) -> None:
    answers = Answers(file)
    seen(answers, at="2")
    answers.put("one", BODY, day="2026-11-21")
    answers.put("two", Answer(b"x", b"y", "h", ("R",), "2"), day="2026-11-21")
    seen(answers, "Q", at="3")
    assert answers.get("one", "3") is None
    assert answers.get("two", "3") == Answer(b"x", b"y", "h", ("R",), "3")


def test_an_answer_from_before_a_change_is_not_kept(file: Path) -> None:
    answers = Answers(file)
    seen(answers, at="3")
    answers.put("one", BODY, day="2026-11-21")
    assert answers.get("one", "3") is None


def test_nothing_is_told_before_the_change_that_the_asker_knows_was_noticed(file: Path) -> None:
    answers = Answers(file)
    seen(answers, at="2")
    answers.put("one", BODY, day="2026-11-21")
    assert answers.get("one", "2") is not None
    assert answers.get("one", "3") is None


def test_another_law_is_another_file(file: Path) -> None:
    answers = Answers(file)
    seen(answers, at="2")
    answers.put("one", BODY, day="2026-11-21")
    seen(answers, at="2", law="another")
    assert answers.get("one", "2") is None


def test_past_days_are_swept(file: Path) -> None:
    answers = Answers(file)
    seen(answers, at="2")
    for day in ("2026-11-20", "2026-11-21"):
        answers.put(day, BODY, day=day)
    answers.forget_days("2026-11-21")
    assert answers.get("2026-11-20", "2") is None
    assert answers.get("2026-11-21", "2") == BODY


@pytest.mark.parametrize("damage", ["row", "file", "folder"])
def test_damage_costs_time_and_no_answer(file: Path, damage: str) -> None:
    answers = Answers(file)
    seen(answers, at="2")
    answers.put("one", BODY, day="2026-11-21")
    answers.close()
    if damage == "row":
        with sqlite3.connect(file) as own:
            own.execute("UPDATE answer SET packed = (SELECT packed || x'00' FROM answer)")
    elif damage == "file":
        file.write_bytes(b"no database at all" * 100)
    else:
        file.unlink()
        file.mkdir()
    again = Answers(file)
    assert again.get("one", "2") is None
    seen(again, at="2")
    again.put("one", BODY, day="2026-11-21")
    if damage != "folder":
        assert again.get("one", "2") == BODY
    again.close()


def test_a_day_is_part_of_the_question(shelf: Shelf, both: tuple[Verdicts, Verdicts]) -> None:
    built(shelf)
    tomorrow = Ask(date(2026, 11, 22))
    assert both[0].told("TOP", ASK).content == anew(shelf, "TOP")
    assert both[1].told("TOP", tomorrow).content == anew(shelf, "TOP", tomorrow)
