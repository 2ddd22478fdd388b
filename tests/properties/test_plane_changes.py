"""Whatever changes, what is left standing equals a portfolio judged anew, bit for bit."""

from __future__ import annotations

import os
from fractions import Fraction
from random import Random

import numpy as np
import pytest

from engine.arrays import Kind
from engine.compiled import is_available
from engine.errors import InvalidStructure
from engine.planes.backend import Backend
from engine.planes.changes import Change, Standing, standing
from engine.planes.flips import turn
from engine.planes.judge import judge_portfolio
from engine.planes.law import law_of
from engine.planes.leaves import Leaves, leaves_of
from tests.portfolios import odd_portfolio, random_law, redeclared, related_laws
from tests.strategies import Draft, NodeDraft, UsageDraft, seeded

SEQUENCES = int(os.environ.get("CHEMGATE_PLANE_CHANGES", "12"))
BACKENDS = [Backend.NUMPY, *([Backend.NUMBA] if is_available() else [])]


def stands_as_judged_anew(found: Standing) -> bool:
    again = judge_portfolio(found.state.leaves, found.state.law, found.backend)
    return (
        np.array_equal(found.planes.bits, again.planes.bits)
        and np.array_equal(found.state.hard, again.hard)
        and np.array_equal(found.state.own.part, again.mixed)
        and np.array_equal(found.state.own.bits, again.own)
    )


def tells_what_changed(found: Standing, change: Change, before: np.ndarray) -> bool:
    differs = np.flatnonzero(np.any(before != found.planes.bits, axis=(0, 1)))
    again = found.planes.bits.copy()
    turn(again, change.flips)
    return np.array_equal(differs, change.part) and np.array_equal(again, before)


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_sequence_of_laws_and_declarations_equals_a_full_run_after_each(backend: Backend) -> None:
    assert sum(_followed(seed, backend) for seed in range(SEQUENCES)) > SEQUENCES


@pytest.mark.skipif(not is_available(), reason="numba (extra `fast`) is missing")
def test_a_change_that_outgrows_its_memory_is_carried_on_in_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("engine.planes.room._FIRST", 1)
    assert sum(_followed(seed, Backend.NUMBA) for seed in range(SEQUENCES // 4)) > 0


def _followed(seed: int, backend: Backend) -> int:
    """Changes made and undone, each held against a full run; how many parts they turned."""
    rng, flipped = seeded(seed), 0
    draft = odd_portfolio(rng, odd=rng.choice((0, 0.15)))
    leaves = _leaves(draft)
    laws = related_laws(rng, 4)
    found = standing(leaves, law_of(laws[0], leaves), backend)
    for rules in laws[1:]:
        before = found.planes.bits.copy()
        if rng.random() < 0.4:
            change = _declared(found, draft, rng)
        else:
            change = found.enact(law_of(rules, found.state.leaves))
        assert stands_as_judged_anew(found), seed
        assert tells_what_changed(found, change, before), seed
        flipped += len(change.part)
        found.undo(change)
        assert np.array_equal(found.planes.bits, before)
        assert stands_as_judged_anew(found), seed
    return flipped


@pytest.mark.skipif(not is_available(), reason="numba (extra `fast`) is missing")
def test_a_part_held_by_more_than_there_is_room_for_is_carried_on_to_all_of_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("engine.planes.room._FIRST", 4)
    draft = odd_portfolio(seeded(1), leaves=2, odd=0)
    for _ in range(50):
        whole = draft.add(NodeDraft(Kind.PART, is_boundary=True))
        draft.usages.append(UsageDraft(whole, 0, Fraction(1)))
    leaves = _leaves(draft)
    law, other = (law_of(random_law(seeded(seed)), leaves) for seed in (1, 2))
    found = standing(leaves, law, Backend.NUMBA)
    assert len(found.enact(other).part) > 50
    assert stands_as_judged_anew(found)


def test_another_order_of_lists_is_refused_rather_than_misread() -> None:
    rng = seeded(3)
    leaves = _leaves(odd_portfolio(rng))
    found = standing(leaves, law_of(random_law(rng, lists=2), leaves))
    with pytest.raises(InvalidStructure, match="other lists"):
        found.enact(law_of(random_law(rng, lists=3), leaves))


def test_a_change_that_is_not_the_last_is_not_undone() -> None:
    rng = seeded(4)
    leaves = _leaves(odd_portfolio(rng))
    first, second, third = (law_of(rules, leaves) for rules in related_laws(rng, 3))
    found = standing(leaves, first)
    change = found.enact(second)
    found.enact(third)
    with pytest.raises(InvalidStructure, match="last change"):
        found.undo(change)


def _leaves(draft: Draft) -> Leaves:
    return leaves_of(draft.arrays()[0])


def _declared(found: Standing, draft: Draft, rng: Random) -> Change:
    """One part declared anew under the law that stands."""
    other, node = redeclared(draft, rng)
    bom, new = other.arrays()
    leaves = leaves_of(bom)
    return found.declare(leaves, leaves.parts.around[new[[node]]])
