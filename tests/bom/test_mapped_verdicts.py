"""Verdicts out of the mapped portfolio: byte for byte those that are read row by row."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

import pytest

from api.services import served
from api.services.law import engine_version
from api.services.rollups import ROLLUP
from api.services.served import Verdicts
from api.services.verdicts import Ask, Read
from bom.errors import UnknownPart
from bom.snapshots.current import current_snapshot, home_of
from chemsherpa.document import Declaration

from .factories import (
    COPPER,
    DEHP,
    LEAD,
    Shelf,
    answer,
    answered_on,
    claim,
    declaration,
    material,
    part,
    substance,
)
from .list_editions import SVHC, published, with_copper
from .test_kept_rollups import rollup_anew
from .test_served_verdicts import ASK, anew, leaded
from .test_transfers import mixture

STORES: Final = int(os.environ.get("CHEMGATE_SERVED", "2"))
DAYS, EMPTY = 14, 6
"""Days on which the store is filled before anybody asks."""

LEAVES: Final = ("A", "B", "C", "D")
BUILT: Final = ("SUB", "TOP", "OTHER")
ASKED: Final = (*LEAVES, *BUILT, "OUR-1", "OUR-2", "PASTE", "GHOST")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CHEMGATE_SNAPSHOTS", str(tmp_path))
    return tmp_path


@pytest.fixture
def verdicts(shelf: Shelf) -> Iterator[Verdicts]:
    kept = Verdicts(shelf.database)
    yield kept
    kept.close()


@pytest.fixture
def read_by_row(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The part numbers for which the rows were asked."""
    asked: list[str] = []
    original = served.read_part

    def watched(session: object, part_number: str, *rest: object, **which: str) -> Read:
        asked.append(part_number)
        return original(session, part_number, *rest, **which)  # type: ignore[arg-type]

    monkeypatch.setattr(served, "read_part", watched)
    return asked


def written(shelf: Shelf) -> None:
    """The files of the present."""
    with shelf.session() as session:
        home = home_of(shelf.database.engine.url)
        current_snapshot(session, home, engine_version=engine_version(), least=0)


def small(shelf: Shelf) -> None:
    shelf.put(leaded("A", "2"), leaded("B", "0.01"))
    shelf.load("SUB,,A,,2,,", "TOP,,SUB,,1,,", "TOP,,C,,1,,", "OTHER,,B,,3,,")


def made(chance: random.Random, number: str, day: int) -> Declaration:
    """A declaration with whatever may make a difference: names, ranges, claims, answers, holes."""
    held = [
        substance(one, chance.choice(("0.05", "0.1", "2", "0.1234567891234", None)))
        for one in chance.sample((LEAD, COPPER, DEHP), chance.randrange(1, 4))
    ]
    held = [replace(one, name=f"{one.name} {chance.choice('xyz')}") for one in held]
    held[0] = replace(held[0], exemption_sets=(claim("6(c)"),) if chance.random() < 0.3 else ())
    if chance.random() < 0.2:
        held.append(substance("no id", "1"))
    inside = material(chance.choice(("M", "N")), chance.choice(("10", None)), *held)
    inner = part("Pin", chance.choice(("2", "0.5")), "10", materials=(inside,))
    return declaration(
        number,
        name=chance.choice(("Thing", "Other")),
        revision=chance.choice(("1", "1", "2")),
        requester_part_number=chance.choice(("", "", "OUR-1", "OUR-2", number)),
        response=answered_on(date(2026, 1, day).isoformat()),
        materials=(inside,),
        parts=(inner,) if chance.random() < 0.5 else (),
        answers=(answer("00021", above=True),) if chance.random() < 0.3 else (),
        is_full=chance.random() < 0.3,
        has_composition=chance.random() < 0.9,
    )


def change(shelf: Shelf, chance: random.Random, day: int) -> None:
    if chance.random() < 0.1:
        shelf.put(mixture("PASTE", substance(LEAD, "0.2")))
        shelf.load(f"{chance.choice(BUILT)},,PASTE,,100,mg,")
        return
    if chance.random() < 0.6:
        shelf.put(made(chance, chance.choice((*LEAVES, *LEAVES, *BUILT)), day))
        return
    parent = chance.choice(BUILT)
    below = (*LEAVES, "OUR-1", "OUR-2", "NOBODY", *BUILT[: BUILT.index(parent)])
    child, revision = chance.choice(below), chance.choice(("", "", "1", "3"))
    shelf.load(f"{parent},,{child},{revision},{chance.choice(('1', '0.5'))},,")


def test_what_the_files_say_is_not_read_again(
    shelf: Shelf, verdicts: Verdicts, read_by_row: list[str]
) -> None:
    small(shelf)
    written(shelf)
    for number in ("A", "B", "SUB", "TOP", "OTHER"):
        assert verdicts.told(number, ASK).content == anew(shelf, number)
    assert read_by_row == []


def test_only_what_a_change_touches_is_read_by_row(
    shelf: Shelf, verdicts: Verdicts, read_by_row: list[str]
) -> None:
    small(shelf)
    written(shelf)
    verdicts.told("OTHER", ASK)
    shelf.put(leaded("A", "3", day=9))
    for number in ("A", "B", "SUB", "TOP", "OTHER"):
        assert verdicts.told(number, ASK).content == anew(shelf, number)
    assert read_by_row == ["A", "SUB", "TOP"]


def test_newer_files_take_over_without_a_change(
    shelf: Shelf, verdicts: Verdicts, read_by_row: list[str]
) -> None:
    small(shelf)
    written(shelf)
    shelf.put(leaded("A", "3", day=9))
    verdicts.told("A", ASK)
    written(shelf)
    assert verdicts.told("TOP", ASK).content == anew(shelf, "TOP")
    assert read_by_row == ["A"]


def test_the_files_outlive_a_publication(
    shelf: Shelf, verdicts: Verdicts, read_by_row: list[str]
) -> None:
    small(shelf)
    written(shelf)
    ask = Ask(ASK.as_of, (SVHC,))
    before = verdicts.told("TOP", ask)
    published(shelf, with_copper(), minute=1)
    after = verdicts.told("TOP", ask)
    assert after.content == anew(shelf, "TOP", ask) != before.content
    assert read_by_row == []


def test_damaged_files_are_not_believed_and_not_opened_twice(
    shelf: Shelf, verdicts: Verdicts, read_by_row: list[str], home: Path
) -> None:
    small(shelf)
    written(shelf)
    for column in home.glob("*/*/arrays.constituents.low.counts.npy"):
        column.write_bytes(column.read_bytes()[:-1] + b"\x01")
    for number in ("A", "TOP"):
        assert verdicts.told(number, ASK).content == anew(shelf, number)
    assert read_by_row == ["A", "TOP"]


def test_explanations_and_the_past_are_read_by_row(
    shelf: Shelf, verdicts: Verdicts, read_by_row: list[str]
) -> None:
    small(shelf)
    written(shelf)
    for ask in (replace(ASK, explain=True), replace(ASK, known_at="2099-01-01T00:00:00Z")):
        assert verdicts.told("TOP", ask).content == anew(shelf, "TOP", ask)
    assert read_by_row == ["TOP", "TOP"]


@pytest.mark.parametrize("seed", range(STORES))
def test_random_stores_are_told_alike(
    shelf: Shelf, verdicts: Verdicts, read_by_row: list[str], seed: int
) -> None:
    chance, told = random.Random(seed), 0
    for day in range(1, DAYS):
        change(shelf, chance, day)
        if day < EMPTY:
            continue
        if day % 3 == 0:
            written(shelf)
        for number in chance.sample(ASKED, 3):
            try:
                expected = anew(shelf, number)
            except UnknownPart:
                with pytest.raises(UnknownPart):
                    verdicts.told(number, ASK)
                read_by_row.remove(number)
                continue
            assert verdicts.told(number, ASK).content == expected, (seed, day, number)
            rollup = verdicts.told(number, ASK, view=ROLLUP).content
            assert rollup == rollup_anew(shelf, number), (seed, day, number)
            told += 2
    assert len(read_by_row) < told
