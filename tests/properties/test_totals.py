"""Integers against fractions: totals by kernels, by numpy and by the exact rollup are the same."""

from __future__ import annotations

import os
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings

from engine.arrays import UNIDENTIFIED, BomArrays, Kind
from engine.compiled import is_available
from engine.planes.backend import Backend
from engine.product import product_of
from engine.roll_up import roll_up
from engine.totals.arena import Arena
from engine.totals.holdings import holdings_of
from engine.totals.portfolio import Ledger, masses_of
from engine.totals.product import ProductTotals, totals_of
from regulations.substances import SubstanceId
from tests.strategies import Draft, drafts

BACKENDS = [Backend.NUMPY, *([Backend.NUMBA] if is_available() else [])]
EXAMPLES = int(os.environ.get("CHEMGATE_RELATIONS", "60"))

Masses = dict[SubstanceId | tuple[str, str], Fraction | None]


def by_walking(bom: BomArrays, root: int) -> Masses:
    """Every constituent over every way from the root, in fractions and by recursion."""
    found: Masses = {}

    def visit(node: int, units: Fraction | None) -> None:
        held = bom.constituents
        for row in range(int(bom.contents[node]), int(bom.contents[node + 1])):
            number = int(held.substance[row])
            key = held.written[row] if number == UNIDENTIFIED else bom.substances[number]
            share = held.high.exact(row) if held.amount[row] == 0 else None
            mass, told = bom.nodes.mass.exact(node), held.masses.get(row)
            here = share * mass if share is not None and mass is not None else None
            here = told[1] if told is not None else here
            before = found.get(key, Fraction(0))
            known = None not in (here, units, before)
            found[key] = before + units * here if known else None  # type: ignore[operator]
        for usage in range(int(bom.children[node]), int(bom.children[node + 1])):
            quantity = bom.usages.quantity.exact(usage)
            if bom.usages.alternative[usage] or quantity == 0:
                continue
            times = None if units is None or quantity is None else units * quantity
            visit(int(bom.usages.child[usage]), times)

    visit(root, Fraction(1))
    return found


def by_integers(bom: BomArrays, totals: ProductTotals) -> Masses:
    found: Masses = {bom.substances[one]: mass for one, mass in totals.masses().items()}
    for row, mass in totals.unidentified.items():
        key = bom.constituents.written[row]
        before = found.get(key, Fraction(0))
        found[key] = None if mass is None or before is None else before + mass
    return found


@pytest.mark.parametrize("backend", BACKENDS)
@given(drafts())
@settings(max_examples=EXAMPLES, deadline=None)
def test_totals_are_what_a_walk_over_every_way_finds(backend: Backend, draft: Draft) -> None:
    bom, _ = draft.arrays()
    holdings = holdings_of(bom)
    arena = Arena.of(holdings)
    for root in range(len(bom.nodes)):
        totals = totals_of(bom, holdings, root, arena=arena, backend=backend)
        assert by_integers(bom, totals) == by_walking(bom, root)


@given(drafts())
@settings(max_examples=EXAMPLES, deadline=None)
def test_totals_are_those_of_the_rollup(draft: Draft) -> None:
    bom, _ = draft.arrays()
    root = int(np.flatnonzero(bom.nodes.kind == Kind.PART)[-1])
    rollup = roll_up(product_of(bom, root, [str(node) for node in range(len(bom.nodes))]), {})
    told = {one.substance: one.mass for one in rollup.substances if one.substance}
    assert told == {one: mass for one, mass in by_walking(bom, root).items()
                    if isinstance(one, SubstanceId)}  # fmt: skip


@pytest.mark.parametrize("backend", BACKENDS)
@given(drafts())
@settings(max_examples=EXAMPLES, deadline=None)
def test_the_ledger_of_all_parts_says_what_each_part_says(backend: Backend, draft: Draft) -> None:
    bom, _ = draft.arrays()
    holdings = holdings_of(bom)
    ledger = Ledger(holdings, bom.height)
    for _ in range(2):
        table = ledger.write(backend)
        for node in np.flatnonzero((bom.nodes.kind == Kind.PART) & (table.is_open == 0)).tolist():
            assert masses_of(table, node) == totals_of(bom, holdings, node).masses()
