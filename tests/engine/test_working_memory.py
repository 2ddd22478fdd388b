"""The memory that the loops work in: as much as is promised, and where rows stand in it."""

from __future__ import annotations

import sys
from fractions import Fraction

import numpy as np
import pytest

import engine.totals
from engine.arrays import Kind
from engine.compiled import is_available
from engine.planes.backend import Backend
from engine.totals.arena import Arena
from engine.totals.holdings import LEFT_OUT, holdings_of
from engine.totals.memory import table_for
from engine.totals.passes import added_up
from engine.totals.product import totals_of
from tests.strategies import Draft, NodeDraft, RowDraft, UsageDraft, random_draft, seeded


def test_an_arena_costs_what_it_promises() -> None:
    bom, _ = random_draft(seeded(1)).arrays()
    arena = Arena.of(holdings_of(bom))
    assert sum(column.nbytes for column in arena.walk) == 28 * len(bom.nodes)
    sums = sum(column.nbytes for column in arena.sums) + arena.columns.nbytes
    assert sums == 41 * len(bom.substances)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (0, 0, []),
        (0, 1, [(0, 3)]),
        (0, 2, [(0, 3)]),
        (0, 3, [(0, 7)]),
        (0, 4, [(0, 7), (9, 11)]),
        (2, 5, [(3, 7), (9, 12)]),
        (0, 6, [(0, 7), (9, 12), (20, 21)]),
        (4, 6, [(11, 12), (20, 21)]),
    ],
)
def test_rows_of_nodes_that_follow_one_another_are_one_stretch(
    first: int, last: int, expected: list[tuple[int, int]]
) -> None:
    table = table_for(6, 0)
    table.first[:] = [0, 3, 3, 9, 11, 20]
    table.end[:] = [3, 3, 7, 11, 12, 21]
    assert table.stretches(first, last) == [slice(*one) for one in expected]
    assert table.lengths.tolist() == [3, 0, 4, 2, 1, 1]


@pytest.mark.skipif(not is_available(), reason="numba is not installed")
@pytest.mark.parametrize("units", [[1, 1], [0, 2], [LEFT_OUT, 3], [LEFT_OUT, LEFT_OUT], [0, 0]])
def test_loops_and_passes_add_the_same_parts_up(units: list[int]) -> None:
    draft = Draft()
    for substance in (2, 1):
        material = draft.add(NodeDraft(Kind.MATERIAL, mass=Fraction(7)))
        part = draft.add(NodeDraft(Kind.PART))
        draft.usages.append(UsageDraft(part, material, Fraction(3)))
        draft.rows.append(RowDraft(material, substance, Fraction(1, 4), Fraction(1, 4)))
    bom, new = draft.arrays()
    holdings, parts = holdings_of(bom), np.array([new[1], new[3]])
    by_passes = added_up(holdings, parts, np.array(units))
    arena = Arena.of(holdings)
    for _ in range(2):  # what one call leaves behind would be added to the next
        by_loops = arena.add_up(holdings, parts, np.array(units))
        assert by_loops is not None
        assert by_passes is not None
        assert [one.tolist() for one in by_loops] == [one.tolist() for one in by_passes]
    told = [(2 - n, 7 * 3 * one) for n, one in enumerate(units) if one != LEFT_OUT]
    assert list(zip(*(one.tolist() for one in by_passes), strict=True)) == sorted(
        (substance, *divmod(mass * 250_000_000, 10**9)) for substance, mass in told
    )


@pytest.mark.skipif(not is_available(), reason="numba is not installed")
def test_a_great_product_leaves_nothing_behind_for_a_small_one() -> None:
    draft = Draft([NodeDraft(Kind.PART, is_boundary=True) for _ in range(6)])
    for child in range(5):
        draft.usages += [UsageDraft(5, child, Fraction(2)), *(
            [UsageDraft(child, child - 1, Fraction(3))] if child else []
        )]  # fmt: skip
    bom, new = draft.arrays()
    holdings = holdings_of(bom)
    arena, roots = Arena.of(holdings), [int(new[node]) for node in (5, 1, 0, 2, 5)]
    for root in roots:
        found, expected = arena.explode(holdings, root), Arena.of(holdings).explode(holdings, root)
        assert found is not None
        assert expected is not None
        assert [one.tolist() for one in found] == [one.tolist() for one in expected]
        assert not arena.walk.waiting.any()
        assert not arena.walk.so_far.any()


def test_numpy_adds_a_product_up_without_the_loops(monkeypatch: pytest.MonkeyPatch) -> None:
    draft = Draft([NodeDraft(Kind.MATERIAL, mass=Fraction(4)), NodeDraft(Kind.PART)])
    draft.usages.append(UsageDraft(1, 0, Fraction(3)))
    draft.rows.append(RowDraft(0, 2, Fraction(1), Fraction(1)))
    bom, new = draft.arrays()
    monkeypatch.delattr(engine.totals, "product_loops", raising=False)
    monkeypatch.setitem(sys.modules, "engine.totals.product_loops", None)
    found = totals_of(bom, holdings_of(bom), int(new[1]), backend=Backend.NUMPY)
    assert (found.masses(), np.shape(found.number)) == ({2: 12}, (1,))
