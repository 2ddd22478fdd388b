"""Rows of the ledger: what integers hold of a part, and that it is open where they hold not all."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from engine.arrays import Amount, Kind
from engine.compiled import is_available
from engine.planes.backend import Backend
from engine.totals.holdings import holdings_of
from engine.totals.memory import Table
from engine.totals.portfolio import Ledger, masses_of
from tests.strategies import Draft, NodeDraft, RowDraft, UsageDraft

BACKENDS = [Backend.NUMPY, *([Backend.NUMBA] if is_available() else [])]
every_backend = pytest.mark.parametrize("backend", BACKENDS)
LEAD, COPPER = 0, 8
HALF = Fraction(1, 2)


class Parts:
    """Parts and their materials, and the ledger of all of them."""

    def __init__(self) -> None:
        self.draft = Draft()

    def part(self, held: dict[int, Fraction | int | None]) -> int:
        part = self.draft.add(NodeDraft(Kind.PART, is_boundary=True))
        for below, quantity in held.items():
            self.draft.usages.append(UsageDraft(part, below, told(quantity)))
        return part

    def material(self, mass: int | None, shares: dict[int, Fraction | None]) -> int:
        node = self.draft.add(NodeDraft(Kind.MATERIAL, mass=told(mass)))
        for substance, share in shares.items():
            amount = Amount.UNKNOWN if share is None else Amount.SHARE
            self.draft.rows.append(RowDraft(node, substance, share, share, amount))
        return node

    def ledger(self, backend: Backend) -> tuple[Table, list[int]]:
        bom, new = self.draft.arrays()
        return Ledger(holdings_of(bom), bom.height).write(backend), new.tolist()


def told(number: Fraction | int | None) -> Fraction | None:
    return None if number is None else Fraction(number)


@every_backend
@pytest.mark.parametrize("quantity", [HALF, None])
def test_an_uneven_quantity_leaves_no_row_and_whatever_holds_it_open(
    backend: Backend, quantity: Fraction | None
) -> None:
    some = Parts()
    lead = some.part({some.material(10, {LEAD: HALF}): 1})
    mixed = some.part({lead: quantity, some.material(4, {COPPER: HALF}): 1})
    top = some.part({mixed: 3})
    table, new = some.ledger(backend)
    assert table.is_open[[new[node] for node in (lead, mixed, top)]].tolist() == [0, 1, 1]
    assert masses_of(table, new[mixed]) == {COPPER: 2}
    assert masses_of(table, new[top]) == {COPPER: 6}


@every_backend
def test_an_unknown_amount_leaves_no_row_and_whatever_holds_it_open(backend: Backend) -> None:
    some = Parts()
    known = some.part({some.material(10, {LEAD: HALF}): 2})
    mixed = some.part({some.material(4, {COPPER: HALF, LEAD: None}): 1})
    top = some.part({known: 1, mixed: 2})
    above = some.part({known: 3})
    table, new = some.ledger(backend)
    asked = [new[node] for node in (known, mixed, top, above)]
    assert table.is_open[asked].tolist() == [0, 1, 1, 0]
    assert [masses_of(table, node) for node in asked] == [
        {LEAD: 10}, {COPPER: 2}, {LEAD: 10, COPPER: 4}, {LEAD: 30},
    ]  # fmt: skip


@every_backend
@pytest.mark.parametrize(("other", "fits"), [(2**60, False), (2**60 - 1024, True)])
def test_what_the_parts_bring_together_fits_whatever_it_is(
    backend: Backend, other: int, *, fits: bool
) -> None:
    some = Parts()
    lead = some.part({some.material(2**60, {LEAD: Fraction(1)}): 1})
    copper = some.part({some.material(other, {COPPER: Fraction(1)}): 1})
    top = some.part({lead: 1, copper: 1})
    table, new = some.ledger(backend)
    assert table.is_open[new[top]] == int(not fits)
    assert masses_of(table, new[top]) == ({LEAD: 2**60, COPPER: other} if fits else {})


@every_backend
def test_what_is_open_in_one_part_is_closed_in_its_neighbours(backend: Backend) -> None:
    some = Parts()
    heavy = some.part({some.material(2**60, {LEAD: Fraction(1)}): 1})
    light = some.part({some.material(7, {COPPER: Fraction(1)}): 1})
    tops = [some.part({heavy: 2, light: 1}), some.part({heavy: 1, light: 5}), some.part({light: 2})]
    table, new = some.ledger(backend)
    asked = [new[node] for node in tops]
    assert table.is_open[asked].tolist() == [1, 0, 0]
    assert [masses_of(table, node) for node in asked] == [
        {}, {LEAD: 2**60, COPPER: 35}, {COPPER: 14},
    ]  # fmt: skip
    assert table.most[asked].tolist() == [0, 2**60, 14]


@every_backend
def test_rows_follow_one_another_from_the_first(backend: Backend) -> None:
    some = Parts()
    first = some.part({some.material(10, {LEAD: HALF, COPPER: HALF}): 2})
    second = some.part({first: 1, some.material(10, {COPPER: HALF}): 1})
    table, new = some.ledger(backend)
    low, high = sorted((new[first], new[second]))
    assert (table.first[low], table.end[low]) == (0, 2)
    assert table.end[high] - table.first[high] == 2
    assert table.first[high] >= 2
    assert np.sort(table.number[table.first[high] : table.end[high]]).tolist() == [LEAD, COPPER]
    assert table.lengths.tolist() == [2 * (node in {low, high}) for node in range(len(new))]
