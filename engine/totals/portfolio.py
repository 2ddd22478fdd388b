"""All parts of a portfolio added up: for exports and for proof; one product is `product`."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import Final

import numpy as np

from engine.exact import PARTS_PER_BILLION, IntArray
from engine.planes.backend import Backend, chosen
from engine.totals.arena import kernels
from engine.totals.holdings import MOST, Holdings
from engine.totals.levels import batches, level_totals, write_level
from engine.totals.memory import Table, places_for, table_for

__all__ = ["Ledger", "masses_of"]

_FIRST_ROWS: Final = 1 << 16


@dataclass(slots=True)
class Ledger:
    """Totals of every part, in memory that the next run takes again.

    Costs 16 bytes per part and substance below it: 2.5 kB per part where products hold thousands
    of substances. Whoever needs one product asks `product.totals_of` and pays nothing of this.

    Attributes:
        holdings: what is added up.
        height: of every node, ascending (`BomArrays.height`).
        table: of the last run; the next one overwrites it.
    """

    holdings: Holdings
    height: IntArray
    table: Table = field(init=False)

    def __post_init__(self) -> None:
        rows = _FIRST_ROWS + len(self.holdings.held.share) + self.holdings.substances
        self.table = table_for(self.holdings.nodes, rows)

    def write(self, backend: Backend = Backend.AUTO) -> Table:
        """Totals of every part, by node; materials have none of their own.

        A part that is open holds something that no integer can (an unknown amount, a fractional
        quantity, more than 2**61 nanograms): its rows are only what integers hold, and
        `product.totals_of` says the rest.
        """
        self.table.is_open[:] = np.diff(self.holdings.left.starts) > 0
        if chosen(backend, len(self.holdings.held.share)) is Backend.NUMBA:
            self._by_loops()
        else:
            self._by_passes()
        return self.table

    def _by_loops(self) -> None:
        places, fill = places_for(self.holdings.substances), kernels().fill
        node, nodes = 0, self.holdings.nodes
        while (node := fill(node, self.holdings.held, self.table, places, MOST)) < nodes:
            self._grow(int(self.table.starts[node]))

    def _by_passes(self) -> None:
        ends = np.append(np.flatnonzero(np.diff(self.height)) + 1, len(self.height)).tolist()
        for low, high in pairwise([0, *ends]):
            for first, last in batches(self.holdings, self.table, low, high):
                level = level_totals(self.holdings, self.table, first, last)
                written = int(self.table.starts[first])
                while len(self.table.number) - written < len(level.number):
                    self._grow(written)
                write_level(self.table, level, first, last)

    def _grow(self, written: int) -> None:
        """More room by half: what is written moves, and never again once the size is known."""
        table = self.table
        rows = len(table.number) * 3 // 2 + self.holdings.substances
        larger = table_for(0, rows)
        for column in (1, 2, 3):
            larger[column][:written] = table[column][:written]
        self.table = Table(table.starts, *larger[1:4], table.most, table.is_open)


def masses_of(table: Table, node: int) -> dict[int, Fraction]:
    """Nanograms by substance of one node."""
    rows = slice(int(table.starts[node]), int(table.starts[node + 1]))
    columns = (table.number[rows], table.whole[rows], table.rest[rows])
    return {
        number: Fraction(whole * PARTS_PER_BILLION + rest, PARTS_PER_BILLION)
        for number, whole, rest in zip(*(column.tolist() for column in columns), strict=True)
    }
