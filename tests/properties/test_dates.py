"""The horizon and the cliff against every single day; exemptions around every end they have."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product
from typing import Any, cast

import pytest

from api.services.horizon import next_change
from api.services.law import Law
from bom.lists.law_book import LawBook
from bom.structures.arrays import Structure, structure_arrays
from bom.structures.structure import parse_structure
from engine.answer import answer_of
from engine.compile import compile_rules
from engine.evaluate import evaluate
from engine.outcomes import Outcome
from engine.product import Product, product_of
from engine.rules import RuleSet
from engine.rulings import rule_on
from regulations.catalog import Catalog, bundled
from tests.judging import judged, mass, structure
from tests.strategies import seeded
from tests.written_catalog import written_catalog
from tests.written_law import LAW
from tests.written_trees import random_tree

CATALOG = written_catalog()
START, DAYS = date(2024, 5, 30), 33
RULES = {
    START + timedelta(days=n): compile_rules(
        CATALOG, tuple(LAW.entries), as_of=START + timedelta(days=n), categories=frozenset({"1"})
    )
    for n in range(DAYS)
}


@dataclass(frozen=True)
class OneCatalog:
    """A law book in which nothing was ever published."""

    days: tuple[date, ...] = ()

    def on(self, _day: date) -> Catalog:
        return CATALOG


class Small:
    """The written law of every day, as a law of the service."""

    book = cast("LawBook", OneCatalog())
    rules, catalog = RULES[START], CATALOG

    def on(self, day: date) -> RuleSet:
        return RULES.get(day) or compile_rules(
            CATALOG, tuple(LAW.entries), as_of=day, categories=frozenset({"1"})
        )


def drawn(seed: int) -> tuple[Structure, Product]:
    found = structure_arrays(parse_structure(json.dumps(random_tree(seeded(seed)))), CATALOG)
    return found, product_of(found.arrays, found.root, found.labels)


@functools.cache
def answers(seed: int) -> list[object]:
    """What is answered on each day."""
    found, whole = drawn(seed)
    return [answer_of(evaluate(found.arrays, RULES[day]), whole, found.tonnes) for day in RULES]


@pytest.mark.parametrize("seed", range(8))
def test_the_next_change_is_the_first_day_that_differs_and_no_earlier_day_does(seed: int) -> None:
    found, whole = drawn(seed)
    now = evaluate(found.arrays, RULES[START])
    told = next_change(cast("Law", Small()), whole, now, found.tonnes)
    days = list(RULES)
    daily = answers(seed)
    first = next((day for day, one in zip(days, daily, strict=True) if one != daily[0]), None)
    assert first == (told if told in RULES else None)


def test_some_of_those_products_change_and_some_do_not() -> None:
    changed = {len(set(map(repr, answers(seed)))) > 1 for seed in range(8)}
    assert changed == {True, False}


def brass(category: str, day: date) -> Outcome:
    row = {"cas": "7439-92-1", "percent": "3", "exemption": "6(c)"}
    part: dict[str, Any] = {"part_number": "p", "mass": mass("1 g"), "substances": [row]}
    (case,) = [one for one in judged(structure(part), day, ["eu-rohs"], category).verdict.cases
               if one.entry.id == "lead"]  # fmt: skip
    return case.outcome


ENDS = sorted(
    {
        (category, row.in_force_until)
        for row in bundled().get("eu-rohs-annex-iii").exemptions
        if row.id == "6(c)" and row.in_force_until is not None
        for category in sorted(row.categories)[:1]
    }
)


@pytest.mark.parametrize(("category", "until"), ENDS)
def test_an_exemption_excuses_to_its_last_day_and_not_a_day_longer(
    category: str, until: date
) -> None:
    sweep = [brass(category, until + timedelta(days=n)) for n in (-1, 0)]
    assert sweep[0] is Outcome.EXEMPT
    assert sweep[1] is not Outcome.EXEMPT


def last_days() -> dict[tuple[str, str, str], date]:
    """The day on which nothing holds any more, by number, EEE category and element."""
    ends: dict[tuple[str, str, str], date] = {}
    for row in bundled().get("eu-rohs-annex-iii").exemptions:
        for key in product((row.id,), sorted(row.categories), row.elements):
            ends[key] = max(ends.get(key, date.min), row.in_force_until or date.max)
    return {key: end for key, end in ends.items() if end < date.max}


def test_every_exemption_of_annex_iii_is_heard_to_its_last_day_and_not_a_day_longer() -> None:
    rules = compile_rules(bundled(), ["eu-rohs"], as_of=date(2026, 1, 1))
    entries = {entry.element: entry for entry in rules.entries}
    ends = last_days()
    for (number, category, element), end in ends.items():
        for day, is_heard in ((end - timedelta(days=1), True), (end, False)):
            law = replace(rules, as_of=day, categories=frozenset({category}))
            ruling = rule_on(("eu-rohs-annex-iii", number), entries[element], law)
            assert ruling.reason.startswith("" if is_heard else "it expired on "), (number, day)
            assert bool(ruling.reason) is not is_heard, (number, category, day)
    assert len(ends) > 200


def test_the_same_part_is_exempt_in_one_product_and_not_in_another() -> None:
    catalog = written_catalog()
    row = {"cas": "7439-92-1", "percent": "3", "exemption": "cat-8"}
    part = {"part_number": "terminal", "mass": mass("1 g"), "substances": [row]}

    def inside(name: str, category: str) -> list[str]:
        whole = {"part_number": name, "parts": [{"part": part}]}
        found = judged(structure(whole), date(2024, 6, 1), ["eu-rohs"], category, catalog=catalog)
        return found.outcomes("lead")

    assert (inside("scanner", "8"), inside("toaster", "1")) == (["exempt"], ["exemption_invalid"])
