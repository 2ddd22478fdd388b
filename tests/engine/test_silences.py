"""What silence comes to, list by list."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from engine.arrays import Evidence
from engine.compile import compile_rules
from engine.outcomes import Outcome, flag
from engine.settle import silences
from engine.silence import covered_by
from tests.toy_law import AS_OF, toy_catalog


def test_silence_proves_absence_leaves_open_or_says_nothing() -> None:
    # The second list has no entry that anybody could be silent about.
    rules = compile_rules(toy_catalog(), ["toy-law", "toy-exemptions"], as_of=AS_OF)
    everything = Evidence(full_material=True)
    too_old = Evidence(lists=(("toy-law", date(2000, 1, 1)),))
    by_evidence = silences(rules, covered_by((everything, too_old), rules))
    assert by_evidence.tolist() == [
        [flag(Outcome.NOT_PRESENT), 0],
        [flag(Outcome.NOT_COVERED), 0],
        [flag(Outcome.NO_DATA), 0],
    ]


@pytest.mark.parametrize(
    ("until", "is_covered"),
    [(date(2019, 12, 31), False), (date(2020, 1, 1), True), (date(2020, 1, 2), True)],
)
def test_an_entry_is_covered_from_the_day_on_which_the_scheme_manages_it(
    until: date, *, is_covered: bool
) -> None:
    toy = toy_catalog()
    law = toy.lists["toy-law"]
    managed = tuple(replace(one, managed_from=date(2020, 1, 1)) for one in law.entries)
    catalog = toy.with_lists({**toy.lists, law.id: replace(law, entries=managed)})
    rules = compile_rules(catalog, [law.id], as_of=AS_OF)
    told, nothing = covered_by((Evidence(scheme_until=until),), rules)
    assert set(told.tolist()) == {is_covered}
    assert not nothing.any()


@pytest.mark.parametrize(
    ("version", "is_covered"), [(date(2014, 12, 31), False), (date(2015, 1, 1), True)]
)
def test_a_named_list_covers_what_it_held_on_the_day_of_its_version(
    version: date, *, is_covered: bool
) -> None:
    rules = compile_rules(toy_catalog(), ["toy-law", "toy-duties"], as_of=AS_OF)
    told, _ = covered_by((Evidence(lists=(("toy-law", version),)),), rules)
    assert {bool(known) for known in told[rules.list_of == 0]} == {is_covered}
    assert not told[rules.list_of == 1].any()
