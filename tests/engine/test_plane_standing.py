"""A portfolio that stands follows each kind of change, down to the first and the last part."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from engine.compiled import is_available
from engine.errors import InvalidStructure
from engine.evidence import NOTHING_DECLARED
from engine.planes.backend import Backend
from engine.planes.changes import Standing, standing
from engine.planes.law import law_of
from engine.planes.leaves import Leaves, leaves_of
from engine.planes.plane import Plane
from engine.rules import RuleSet
from regulations.model import Effect, Entry, Level
from tests.portfolios import compiled_law
from tests.properties.test_plane_changes import stands_as_judged_anew
from tests.strategies import Draft, RowDraft, UsageDraft
from tests.toy_law import CADMIUM, DEHP, MERCURY, OXIDE, entry, member

from .test_plane_oddities import OWN
from .test_scope_and_limits import MATERIAL, row

BACKENDS = [Backend.NUMPY, *([Backend.NUMBA] if is_available() else [])]
PARTS = 5
PLAIN, ODD = row(1, OXIDE, "0.5"), row(1, OXIDE, "0.4", "0.5")


def one(name: str, substance: object, **more: object) -> Entry:
    some = member(substance, upper_bound=bool(more.pop("upper_bound", False)))  # type: ignore[arg-type]
    return entry("list-0", name, Effect.RESTRICT, Level.ARTICLE, "0.001", some, **more)  # type: ignore[arg-type]


def law(*entries: Entry) -> RuleSet:
    return compiled_law([list(entries), [replace(one("b", CADMIUM), list_id="list-1")]])


def portfolio(
    odd: set[int], usages: tuple[tuple[int, int], ...] = (), silent: tuple[int, ...] = ()
) -> Leaves:
    """Parts of one material, some odd; parts after those are held as the usages say."""
    draft = Draft()
    nodes = [replace(OWN, evidence=NOTHING_DECLARED if n in silent else 1) for n in range(PARTS)]
    for number in range(PARTS):
        part, material = draft.add(nodes[number]), draft.add(MATERIAL)
        draft.usages.append(UsageDraft(part, material))
        told: RowDraft = ODD if number in odd else PLAIN
        if number not in silent:
            draft.rows.append(replace(told, material=material))
    for parent in sorted({parent for parent, _ in usages}):
        whole = draft.add(replace(OWN, evidence=NOTHING_DECLARED, is_unit=False, mass=None))
        held = [UsageDraft(whole, 2 * child, Fraction(1)) for up, child in usages if up == parent]
        draft.usages += held
    return leaves_of(draft.arrays()[0])


def stood(leaves: Leaves, rules: RuleSet, backend: Backend = Backend.NUMPY) -> Standing:
    return standing(leaves, law_of(rules, leaves), backend)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("part", range(PARTS))
def test_a_part_becomes_plain_or_odd_wherever_it_stands(part: int, backend: Backend) -> None:
    everyone = set(range(PARTS))
    pairs = [(everyone - {part}, everyone), (set(), {part}), ({part}, set[int]()),
             ({0, 4}, {0, 4} ^ {part}), ({1, 3}, {1, 3} ^ {part})]  # fmt: skip
    for before, after in pairs:
        found = stood(portfolio(before), law(one("a", OXIDE)), backend)
        change = found.declare(portfolio(after), np.array([part], dtype=np.int32))
        assert found.state.hard.tolist() == sorted(after)
        assert stands_as_judged_anew(found)
        found.undo(change)
        assert found.state.hard.tolist() == sorted(before)
        assert stands_as_judged_anew(found)


@pytest.mark.parametrize("backend", BACKENDS)
def test_several_parts_are_declared_at_once(backend: Backend) -> None:
    several = np.array([1, 2, 4], dtype=np.int32)
    for before, after in (({1, 2, 4}, set[int]()), ({0, 1, 4}, {0, 2}), ({3}, {1, 3, 4})):
        found = stood(portfolio(before), law(one("a", OXIDE)), backend)
        found.declare(portfolio(after), several)
        assert found.state.hard.tolist() == sorted(after)
        assert stands_as_judged_anew(found)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("silent", [(), (0,), (4,), (1, 3), tuple(range(PARTS))])
def test_what_only_silence_means_is_told_of_those_that_are_silent(
    silent: tuple[int, ...], backend: Backend
) -> None:
    leaves = portfolio(set(), silent=silent)
    found = stood(leaves, law(), backend)
    found.enact(law_of(law(one("a", MERCURY)), leaves))
    unknown = found.planes.of(Plane.UNKNOWN, "list-0")
    assert np.all(unknown[list(silent)])
    assert stands_as_judged_anew(found)
    found.enact(law_of(law(), leaves))
    assert not np.any(found.planes.of(Plane.UNKNOWN, "list-0"))
    assert stands_as_judged_anew(found)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("odd", [set(), {0}, {2, 4}, set(range(PARTS))])
def test_a_rule_that_joins_and_asks_for_more_than_arithmetic_makes_parts_hard(
    odd: set[int], backend: Backend
) -> None:
    leaves = portfolio(odd)
    found = stood(leaves, law(one("a", DEHP)), backend)
    fewer = law_of(law(one("a", DEHP)), leaves)
    plain = law_of(law(one("a", DEHP), one("c", OXIDE)), leaves)
    open_ = law_of(law(one("a", DEHP), one("c", OXIDE, upper_bound=True)), leaves)
    everyone = set(range(PARTS))
    steps = [(plain, odd), (open_, everyone), (plain, odd), (fewer, odd), (open_, everyone)]
    for later, hard in steps:
        found.enact(later)
        assert found.state.hard.tolist() == sorted(hard)
        assert stands_as_judged_anew(found)


def test_parts_that_hold_one_another_differently_are_not_taken_for_the_same() -> None:
    held = portfolio(set(), ((5, 0), (5, 1), (6, 2)))
    rules = law(one("a", OXIDE))
    part = np.array([0], dtype=np.int32)
    # Another child in the same places, the same children in other places, and nothing at all.
    for usages in (((5, 0), (5, 1), (6, 3)), ((5, 0), (6, 1), (6, 2)), ()):
        found = stood(held, rules)
        with pytest.raises(InvalidStructure, match="hold one another differently"):
            found.declare(portfolio(set(), usages), part)
        again = portfolio({0}, ((5, 0), (5, 1), (6, 2)))
        found.declare(again, part)
        assert stands_as_judged_anew(found)


def test_the_bits_of_parts_of_another_list_stay_when_one_list_takes_something_back() -> None:
    leaves = portfolio({1}, ((5, 0), (5, 1)))
    both = compiled_law([[one("a", OXIDE)], [replace(one("a", OXIDE), list_id="list-1")]])
    later = compiled_law([[], [replace(one("a", OXIDE), list_id="list-1")]])
    for backend in BACKENDS:
        found = stood(leaves, both, backend)
        change = found.enact(law_of(later, leaves))
        assert change.part.tolist() == list(range(6))
        assert not np.any(found.planes.of(Plane.EXCEEDED, "list-0"))
        assert np.all(found.planes.of(Plane.EXCEEDED, "list-1")[[0, 2, 3, 4, 5]])
        assert stands_as_judged_anew(found)
