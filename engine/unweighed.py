"""What can be said although a mass is missing: nothing that only a ratio decides."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Final

import numpy as np

from engine.arrays import UNIDENTIFIED, Amount, BomArrays, BoolArray
from engine.exact import FloatArray, IntArray
from engine.line import Line

__all__ = [
    "contents",
    "least_share",
    "mass_ends",
    "may_breach",
    "must_breach",
    "per_material",
    "row_shares",
    "screened_mean",
]

_ROOM: Final = 1e-9


def may_breach(line: Line, cell: int, rows: Iterable[int]) -> bool:
    """Whether some rows may breach the rule of their cell by themselves, whatever is missing.

    The share of an article is a weighted mean of the shares of its materials, so it cannot exceed
    the greatest of them. That holds for an article that weighs what its materials weigh; where a
    smaller mass was stated, what has a mass must not reach the limit by itself either.
    """
    chosen, rule = list(rows), int(line.cells.rule[cell])
    amounts = {int(line.bom.constituents.amount[line.cells.constituent[row]]) for row in chosen}
    # A bound that what it holds outweighs makes the certain the greater of the two.
    if Amount.UNKNOWN in amounts or must_breach(line, cell, chosen):
        return True
    if line.is_weighed(cell, chosen):
        return line.rules.breaches(line.share(cell, high=True, rows=chosen), rule)
    if Amount.MASS_ONLY in amounts:
        return True
    alone = _by_material(line, cell, chosen, high=True).values()
    told = [row for row in chosen if line.is_weighed(cell, [row])]
    shares = (*alone, line.share(cell, high=True, rows=told))
    return any(line.rules.breaches(share, rule) for share in shares)


def must_breach(line: Line, cell: int, rows: Iterable[int]) -> bool:
    """Whether some rows breach the rule of their cell at the least that was declared.

    Two things hold for any mass: what is known, over the most that the node can weigh; and where
    every material of the node is among the rows, the least of their shares, as the node is a mean.
    """
    share = least_share(line, cell, rows)
    return line.rules.breaches(share, int(line.cells.rule[cell]))


def least_share(line: Line, cell: int, rows: Iterable[int] | None = None) -> Fraction:
    """The least share of its node that some or all rows of a cell come to, for any missing mass."""
    chosen = list(line.rows(cell) if rows is None else rows)
    share, node = line.share(cell, high=False, rows=chosen), int(line.cells.node[cell])
    if line.masses.exact(node) is not None:
        return share
    alone = _by_material(line, cell, chosen, high=False)
    held = line.bom.usages.child[line.bom.children[node] : line.bom.children[node + 1]]
    return max(share, min(alone.values())) if set(held.tolist()) == alone.keys() else share


def screened_mean(line: Line, counted: FloatArray, limit: FloatArray) -> BoolArray:
    """Cells that `must_breach` may say yes to by the least share of their materials, bool [cells].

    Args:
        line: the cells.
        counted: least share of its material that each row counts, float64 [rows].
        limit: of each cell.
    """
    first, starts = per_material(line)
    least = np.minimum.reduceat(np.add.reduceat(counted, first), starts)
    return np.asarray(least >= limit * (1 - _ROOM))


def per_material(line: Line) -> tuple[IntArray, IntArray]:
    """Where the rows of each (cell, material) begin, and where each cell begins among those."""
    cells = line.cells
    material = line.bom.constituents.material[cells.constituent]
    # Rows of a cell are sorted by constituent, hence by material.
    new = np.concatenate(([True], material[1:] != material[:-1]))
    new[cells.starts[:-1]] = True
    first = np.flatnonzero(new)
    return first, np.searchsorted(first, cells.starts[:-1])


def contents(line: Line) -> tuple[FloatArray, FloatArray]:
    """Least and most that the rule counts in all of each row's material, as shares of it.

    Returns:
        Two float64 [rows], the same for all rows of one (cell, material); infinity where an amount
        was not told, so that only the exact way says more.
    """
    low, high = row_shares(line)
    first, _ = per_material(line)
    lengths = np.diff(np.append(first, len(line.cells.constituent)))
    ends = (
        np.where(line.cells.certain, low, 0.0) * line.cells.factor,
        np.where(np.isnan(high), np.inf, high) * line.cells.factor,
    )
    least, most = (np.repeat(np.add.reduceat(end, first), lengths) for end in ends)
    return least, most


def row_shares(line: Line) -> tuple[FloatArray, FloatArray]:
    """Least and most declared share of its material of each row, before any factor.

    Zero is the least where it is not told how much there is or what it is; infinity the most where
    it is not told how much, NaN where a mass was told and no share.
    """
    constituents, rows = line.bom.constituents, line.cells.constituent
    unidentified = constituents.substance == UNIDENTIFIED
    unknown = constituents.amount == Amount.UNKNOWN
    untold = constituents.amount != Amount.SHARE
    low = np.where(unidentified | untold, 0.0, constituents.low.floats())
    high = np.where(unknown, np.inf, constituents.high.floats())
    return low[rows], high[rows]


def mass_ends(bom: BomArrays) -> tuple[FloatArray, FloatArray]:
    """Least and most nanograms of constituents told by mass alone; NaN for all others."""
    low, high = (np.full(len(bom.constituents), np.nan) for _ in range(2))
    for row, (least, most) in bom.constituents.masses.items():
        low[row], high[row] = float(least), float(most)
    return low, high


def _by_material(line: Line, cell: int, rows: Iterable[int], *, high: bool) -> dict[int, Fraction]:
    """Share of each material that some rows come to."""
    sums: dict[int, Fraction] = {}
    for row in rows:
        material = int(line.bom.constituents.material[line.cells.constituent[row]])
        counted = line.counted_share(cell, row, high=high)
        sums[material] = sums.get(material, Fraction(0)) + counted
    return sums
