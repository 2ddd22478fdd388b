"""All parts of a portfolio added up: for exports and for proof; one product is `product`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import Final

import numpy as np

from engine.exact import PARTS_PER_BILLION, IntArray
from engine.planes.backend import Backend, chosen
from engine.planes.crew import Pass, crew
from engine.totals.holdings import MOST, Holdings
from engine.totals.levels import batches, level_totals, write_level
from engine.totals.memory import Table, places_for, table_for, unsigned

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
        rows = _FIRST_ROWS + len(self.holdings.held.content) + self.holdings.substances
        self.table = table_for(self.holdings.nodes, rows)

    def write(self, backend: Backend = Backend.AUTO) -> Table:
        """Totals of every part, by node; materials have none of their own.

        A part that is open holds something that no integer can (an unknown amount, a fractional
        quantity, more than 2**61 nanograms): its rows are only what integers hold, and
        `product.totals_of` says the rest.
        """
        self.table.is_open[:] = np.diff(self.holdings.left.starts) > 0
        if chosen(backend, len(self.holdings.held.content)) is Backend.NUMBA:
            self._by_loops()
        else:
            self._by_passes()
        return self.table

    def _by_loops(self) -> None:
        with crew(len(self.holdings.held.content)) as each:
            for low, high in self._levels():
                self._by_loops_of(low, high, each)

    def _by_loops_of(self, low: int, high: int, each: Pass) -> None:
        """Nodes of one height, which hold nothing of one another."""
        from engine.totals import ledger_loops as loops  # noqa: PLC0415 - only when it pays

        held, rows = unsigned(self.holdings.held), np.zeros(high - low + 1, dtype=np.uint64)
        told = unsigned(self.table)
        each(lambda a, z: loops.room(a, z, held, told, rows[a - low + 1 : z - low + 1]), low, high)
        np.minimum(rows, self.holdings.substances, out=rows)
        # A thread begins where the others end, however little two children have in common.
        start = np.cumsum(rows, dtype=np.int64)
        start += self.table.end[low - 1] if low else 0
        while len(self.table.number) < start[-1]:
            self._grow(low)
        table, many = unsigned(self.table), self.holdings.substances

        def write(a: int, z: int) -> None:
            work = loops.Work(held, table, unsigned(places_for(many)))
            loops.fill(a, z, int(start[a - low]), work, np.uint64(MOST))

        each(write, low, high)

    def _levels(self) -> Iterator[tuple[int, int]]:
        ends = np.append(np.flatnonzero(np.diff(self.height)) + 1, len(self.height)).tolist()
        yield from pairwise([0, *ends])

    def _by_passes(self) -> None:
        for low, high in self._levels():
            for first, last in batches(self.holdings, self.table, low, high):
                level = level_totals(self.holdings, self.table, first, last)
                written = int(self.table.end[first - 1]) if first else 0
                while len(self.table.number) - written < len(level.number):
                    self._grow(first)
                write_level(self.table, level, first, last)

    def _grow(self, nodes: int) -> None:
        """More room by half: rows of nodes written move, and never again once the size is known."""
        table = self.table
        rows = len(table.number) * 3 // 2 + self.holdings.substances
        larger = table_for(0, rows)
        for name in ("number", "whole", "rest"):
            for span in table.stretches(0, nodes):
                getattr(larger, name)[span] = getattr(table, name)[span]
        self.table = table._replace(number=larger.number, whole=larger.whole, rest=larger.rest)


def masses_of(table: Table, node: int) -> dict[int, Fraction]:
    """Nanograms by substance of one node."""
    rows = slice(int(table.first[node]), int(table.end[node]))
    columns = (table.number[rows], table.whole[rows], table.rest[rows])
    return {
        number: Fraction(whole * PARTS_PER_BILLION + rest, PARTS_PER_BILLION)
        for number, whole, rest in zip(*(column.tolist() for column in columns), strict=True)
    }
