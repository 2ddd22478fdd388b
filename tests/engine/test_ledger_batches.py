"""The ledger in pieces: nodes of a height whose rows would not fit in memory at once."""

from __future__ import annotations

import sys
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

import engine.totals
from engine.arrays import BomArrays, Kind
from engine.compiled import is_available
from engine.planes.backend import Backend
from engine.totals import levels, portfolio
from engine.totals.holdings import Holdings, holdings_of
from engine.totals.levels import batches
from engine.totals.memory import Table
from engine.totals.portfolio import Ledger, masses_of
from tests.strategies import Draft, NodeDraft, RowDraft, UsageDraft, random_draft, seeded

BACKENDS = [Backend.NUMPY, *([Backend.NUMBA] if is_available() else [])]


def written(seed: int) -> tuple[BomArrays, Holdings, Table]:
    bom, _ = random_draft(seeded(seed), parts=20).arrays()
    holdings = holdings_of(bom)
    return bom, holdings, Ledger(holdings, bom.height).write(Backend.NUMPY)


def heights(bom: BomArrays) -> list[tuple[int, int]]:
    ends = np.append(np.flatnonzero(np.diff(bom.height)) + 1, len(bom.height)).tolist()
    return list(pairwise([0, *ends]))


@pytest.mark.parametrize("most", [1, 2, 3, 1000])
def test_a_piece_ends_with_the_node_that_fills_the_memory_once_more(
    most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(levels, "_MOST_ROWS", most)
    cut = 0
    for seed in range(4):
        bom, holdings, table = written(seed)
        parts, child = holdings.held.parts.tolist(), holdings.held.child.tolist()
        for first, last in heights(bom):
            rows, expected = 0, []
            for node in range(first, last):
                before = rows // most
                below = child[parts[node] : parts[node + 1]]
                rows += sum(int(table.end[one] - table.first[one]) for one in below)
                if rows // most > before or node == last - 1:
                    expected.append(node + 1)
            found = list(batches(holdings, table, first, last))
            assert found == list(pairwise([first, *expected]))
            cut += len(found) - 1
    assert bool(cut) is (most < 1000)


@pytest.mark.parametrize("most", [1, 3, 20])
def test_pieces_of_any_size_give_the_same_totals(
    most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    bom, holdings, whole = written(5)
    monkeypatch.setattr(levels, "_MOST_ROWS", most)
    table = Ledger(holdings, bom.height).write(Backend.NUMPY)
    for node in range(len(bom.nodes)):
        assert masses_of(table, node) == masses_of(whole, node)
    assert np.array_equal(table.is_open, whole.is_open)
    assert np.array_equal(table.most, whole.most)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("rows", range(0, 40, 3))
def test_a_ledger_may_begin_with_any_room(
    backend: Backend, rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    bom, holdings, whole = written(7)
    given = len(holdings.held.content) + holdings.substances
    monkeypatch.setattr(portfolio, "_FIRST_ROWS", rows - given)
    ledger = Ledger(holdings, bom.height)
    assert len(ledger.table.number) == rows
    table = ledger.write(backend)
    for node in range(len(bom.nodes)):
        assert masses_of(table, node) == masses_of(whole, node)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("rows", range(5))
def test_the_last_node_finds_room_too(
    backend: Backend, rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = Draft([NodeDraft(Kind.MATERIAL, mass=Fraction(10)), NodeDraft(Kind.PART)])
    draft.usages.append(UsageDraft(1, 0))
    draft.rows += [RowDraft(0, one, Fraction(1, 5), Fraction(1, 5)) for one in range(4)]
    bom, new = draft.arrays()
    holdings = holdings_of(bom)
    given = len(holdings.held.content) + holdings.substances
    monkeypatch.setattr(portfolio, "_FIRST_ROWS", rows - given)
    table = Ledger(holdings, bom.height).write(backend)
    assert len(table.number) >= 4
    assert masses_of(table, int(new[1])) == dict.fromkeys(range(4), Fraction(2))


def test_numpy_writes_the_ledger_without_the_loops(monkeypatch: pytest.MonkeyPatch) -> None:
    bom, holdings, whole = written(5)
    monkeypatch.delattr(engine.totals, "ledger_loops", raising=False)
    monkeypatch.setitem(sys.modules, "engine.totals.ledger_loops", None)
    table = Ledger(holdings, bom.height).write(Backend.NUMPY)
    assert np.array_equal(table.most, whole.most)
