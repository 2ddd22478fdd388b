"""Masses as whole nanograms, exact or refused: what is no whole number goes another way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from engine.arrays import BomArrays, BoolArray
from engine.exact import ABSENT, PARTS_PER_BILLION, ExactColumn, IntArray

__all__ = ["MOST", "Whole", "times", "whole_column", "whole_masses"]

MOST: Final = 2**62
"""Greater numbers are not taken: 4.6 kt in nanograms, with room for one addition in 63 bits."""


@dataclass(frozen=True, slots=True)
class Whole:
    """Whole numbers, and where there is one; the others are absent, too great or no whole number.

    Attributes:
        value: int64 [n], 0 where not `known`.
        known: bool [n].
    """

    value: IntArray
    known: BoolArray

    def take(self, rows: IntArray | BoolArray) -> Whole:
        """Some of them."""
        return Whole(self.value[rows], self.known[rows])


def whole_column(column: ExactColumn) -> Whole:
    """The counts of a column that are exact by themselves."""
    known = (column.counts != ABSENT) & (column.counts < MOST)
    known[np.fromiter(column.beyond, dtype=np.int64)] = False
    return Whole(np.where(known, column.counts, 0), known)


def times(mass: Whole, quantity: Whole) -> Whole:
    """Mass times quantity, the quantity at scale 10**9, where that is a whole number.

    With m = c·10**9 + d and q = a·10**9 + b the product is m·a + c·b + d·b / 10**9, and no term of
    it leaves 63 bits once a float has shown that the whole of it stays below 2**62.
    """
    rough = mass.value.astype(np.float64) * (quantity.value / PARTS_PER_BILLION)
    known = mass.known & quantity.known & (rough < MOST * (1 - 2.0**-40))
    c, d = np.divmod(mass.value, PARTS_PER_BILLION)
    a, b = np.divmod(quantity.value, PARTS_PER_BILLION)
    rest, broken = np.divmod(d * b, PARTS_PER_BILLION)
    known &= broken == 0
    return Whole(np.where(known, mass.value * a + c * b + rest, 0), known)


def whole_masses(bom: BomArrays) -> Whole:
    """Mass of one unit of every node: stated, else the sum of what it holds, level by level.

    As `engine.masses.node_masses`, in whole nanograms.
    """
    usages, stated = bom.usages, whole_column(bom.nodes.mass)
    quantity = whole_column(usages.quantity)
    told = bom.nodes.mass.known
    value, known = stated.value.copy(), stated.known.copy()
    carries = ~usages.alternative & ~told[usages.parent]
    level = bom.height[usages.parent]
    ends = np.searchsorted(level, np.arange(int(level.max(initial=0)) + 2))
    for low, high in zip(ends[1:-1].tolist(), ends[2:].tolist(), strict=True):
        rows = low + np.flatnonzero(carries[low:high])
        if not len(rows):
            continue
        below = usages.child[rows]
        each = times(Whole(value[below], known[below]), quantity.take(rows))
        parents = usages.parent[rows]
        first = np.flatnonzero(np.concatenate(([True], parents[1:] != parents[:-1])))
        rough = np.add.reduceat(each.value.astype(np.float64), first)
        whole = np.logical_and.reduceat(each.known, first) & (rough < MOST)
        value[parents[first]] = np.where(whole, np.add.reduceat(each.value, first), 0)
        known[parents[first]] = whole
    return Whole(value, known)
