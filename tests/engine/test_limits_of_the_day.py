"""Which limit of an entry holds: by day, to the day, and by the category of the product."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest

from engine.compile import compile_rules
from engine.rules import RuleSet
from regulations.errors import InvalidListData
from tests.written_catalog import catalog_of
from tests.written_law import MATERIAL, entry

LEAD = "7439-92-1"
START, STEP, END = date(2016, 1, 1), date(2020, 1, 1), date(2022, 1, 1)
DAY = timedelta(days=1)
Limit = tuple[Fraction, date, date | None, tuple[str, ...]]


def rules(*limits: Limit, day: date, category: str = "1") -> RuleSet:
    row = entry("pb", "restrict", MATERIAL, "1", LEAD, limits=list(limits))
    catalog = catalog_of({"eu-rohs": (row,)})
    return compile_rules(catalog, ["eu-rohs"], as_of=day, categories=frozenset({category}))


def limit(share: str, start: date, until: date | None = None, *categories: str) -> Limit:
    return Fraction(share), start, until, categories


@pytest.mark.parametrize(
    ("day", "held"),
    [
        (START - DAY, ()),
        (START, ("0.002",)),
        (STEP - DAY, ("0.002",)),
        (STEP, ("0.001",)),
        (END - DAY, ("0.001",)),
        (END, ()),
    ],
)
def test_a_limit_holds_from_its_first_day_to_the_day_before_its_end(
    day: date, held: tuple[str, ...]
) -> None:
    # The first has no end of its own: the second succeeds it.
    steps = limit("0.002", START, STEP), limit("0.001", STEP, END)
    assert rules(*steps, day=day).limits == tuple(map(Fraction, held))


def test_a_limit_without_an_end_is_succeeded_by_the_next_one() -> None:
    steps = limit("0.001", STEP), limit("0.002", START)
    assert rules(*steps, day=STEP - DAY).limits == (Fraction("0.002"),)
    assert rules(*steps, day=STEP).limits == (Fraction("0.001"),)


def test_a_limit_holds_for_its_categories_and_for_no_other() -> None:
    both = limit("0.002", START, None, "8"), limit("0.001", START, None, "1", "2")
    assert rules(*both, day=STEP).limits == (Fraction("0.001"),)
    assert rules(*both, day=STEP, category="8").limits == (Fraction("0.002"),)
    assert rules(*both, day=STEP, category="9").limits == ()


def test_two_limits_for_one_product_from_one_day_on_are_refused() -> None:
    with pytest.raises(InvalidListData, match="has 2 limits on 2020-01-01"):
        rules(limit("0.002", START), limit("0.001", START), day=STEP)


def test_the_version_is_the_newest_that_has_begun() -> None:
    row = entry("pb", "declare", "article", "0.001", LEAD)
    catalog = catalog_of({"eu-reach-candidate-list": (row,)})
    begun = {
        day: compile_rules(catalog, ["eu-reach-candidate-list"], as_of=day).versions
        for day in (date(2014, 1, 1), date(2023, 12, 31), date(2024, 1, 1))
    }
    assert [one["eu-reach-candidate-list"] for one in begun.values()] == [None, "1", "2"]
