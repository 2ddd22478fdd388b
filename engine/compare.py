"""Concentration against limit: floats screen, exact fractions decide at the line."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.arrays import UNIDENTIFIED, Amount, BoolArray, Kind
from engine.exact import FloatArray, IntArray
from engine.line import Line
from engine.scope import only_parents

__all__ = ["BAND", "Breach", "Compared", "Shares", "compare"]

BAND: Final = 2.0**-30
"""Relative width of the band that floats may not decide, per summed term.

A term takes under ten roundings, but the mass it is divided by may be a sum, with one rounding for
every part below: 18 kg and two thousand single nanograms miss the tie by 500 roundings. 2**-30
leaves room for eight million; only ties lie so close to a limit, so the width costs nothing.
"""


class Breach(IntEnum):
    """What is known about a cell before exemptions and meaning."""

    BELOW = 0
    POSSIBLE = 1
    NO_DATA = 2
    ABOVE = 3


@dataclass(frozen=True, slots=True)
class Shares:
    """What is counted over what it is divided by, per cell: 1 = all; NaN where unknowable.

    Attributes:
        told: the high end of what has a mass alone; never NaN.
    """

    low: FloatArray
    high: FloatArray
    told: FloatArray


@dataclass(frozen=True, slots=True)
class Compared:
    """Shares and `Breach` of every cell, int8 [cells]."""

    shares: Shares
    breach: NDArray[np.int8]


def compare(line: Line) -> Compared:
    """Judge every cell against the limit of its rule.

    A cell is above when even the least declared amount breaches, below when the most does not,
    else possible. Where a mass is missing, only what holds for any mass is said.
    """
    shares = _shares(line)
    low_above = _beyond(line, shares.low, high=False)
    high_above = _beyond(line, shares.high, high=True)
    breach = np.where(low_above, Breach.ABOVE, np.where(high_above, Breach.POSSIBLE, Breach.BELOW))
    # What is missing cannot take back what is already too much.
    massless = np.isnan(shares.high) & ~low_above
    if np.any(massless):
        breach = np.where(massless, _without_masses(line, shares, massless), breach)
    breach = _by_intention(line, breach)
    # No article was declared around the material, or the mixture is not yet part of one: the
    # number is right, the denominator of the law is not known.
    cells = line.cells
    unplaced = cells.bare | (line.bom.nodes.kind[cells.node] == Kind.MIXTURE)
    breach[unplaced & (breach == Breach.ABOVE)] = Breach.POSSIBLE
    return Compared(shares, breach.astype(np.int8))


def _shares(line: Line) -> Shares:
    cells = line.cells
    if not len(cells):
        return Shares(np.zeros(0), np.zeros(0), np.zeros(0))
    low, high = _row_shares(line)
    material = line.bom.constituents.material[cells.constituent]
    node = np.repeat(cells.node, np.diff(cells.starts))
    mass = line.masses.floats
    # A material that is all of its node needs no masses; 1/1 keeps its declared digits.
    whole = (material == node) | _is_sole_content(line, material, node)
    weight = np.where(whole, 1.0, mass[material] * cells.units / mass[node])
    starts = cells.starts[:-1]
    with np.errstate(invalid="ignore"):
        least = low * cells.factor * cells.certain * weight
        # A material of unknown mass adds nothing that is certain, and takes nothing away.
        least[np.isnan(least) & ~np.isnan(mass[node])] = 0.0
        most = high * cells.factor * weight
        told = np.where(np.isnan(most), 0.0, most)
        return Shares(*(np.add.reduceat(ends, starts) for ends in (least, most, told)))


def _row_shares(line: Line) -> tuple[FloatArray, FloatArray]:
    constituents, rows = line.bom.constituents, line.cells.constituent
    unidentified = constituents.substance == UNIDENTIFIED
    unknown = constituents.amount == Amount.UNKNOWN
    untold = constituents.amount != Amount.SHARE
    low = np.where(unidentified | untold, 0.0, constituents.low.floats())
    high = np.where(unknown, np.inf, constituents.high.floats())
    return low[rows], high[rows]


def _is_sole_content(line: Line, material: IntArray, node: IntArray) -> BoolArray:
    """Whether a material without mass is all that its article consists of."""
    parent, quantity = only_parents(line.bom)
    alone = (np.diff(line.bom.children)[node] == 1) & (parent[material] == node)
    once = quantity[material] == 1
    return np.asarray(alone & once & np.isnan(line.bom.nodes.mass.floats()[material]))


def _beyond(line: Line, share: FloatArray, *, high: bool) -> BoolArray:
    cells, rules = line.cells, line.rules
    limit = rules.limit[cells.rule]
    with np.errstate(invalid="ignore"):
        above = np.where(rules.at_or_above[cells.rule], share >= limit, share > limit)
        band = BAND * np.diff(cells.starts) * np.maximum(limit, share)
        near = np.isfinite(share) & (np.abs(share - limit) <= band) & (limit > 0)
    for cell in np.flatnonzero(near).tolist():
        above[cell] = rules.breaches(line.share(cell, high=high), int(cells.rule[cell]))
    return above


def _without_masses(line: Line, shares: Shares, massless: BoolArray) -> NDArray[np.int64]:
    """For cells whose mass ratio is unknowable: below if no material reaches the limit alone.

    The share of an article is a weighted mean of the shares of its materials, so it cannot
    exceed the greatest of them. That holds for an article that weighs what its materials weigh;
    where a smaller mass was stated, what has a mass must not reach the limit by itself either.
    """
    cells, rules = line.cells, line.rules
    _, high = _row_shares(line)
    counted = np.where(np.isnan(high), np.inf, high * cells.factor)
    material = line.bom.constituents.material[cells.constituent]
    # Rows of a cell are sorted by constituent, hence by material.
    new = np.concatenate(([True], material[1:] != material[:-1]))
    new[cells.starts[:-1]] = True
    first = np.flatnonzero(new)
    per_material = np.add.reduceat(counted, first)
    most = np.maximum.reduceat(per_material, np.searchsorted(first, cells.starts[:-1]))
    limit = rules.limit[cells.rule]
    below = most < limit * (1 - 1e-9)
    near = massless & ~below & (most <= limit * (1 + 1e-9))
    for cell in np.flatnonzero(near).tolist():
        below[cell] = not rules.breaches(_greatest(line, cell), int(cells.rule[cell]))
    heavy = massless & below & (shares.told >= limit * (1 - 1e-9))
    for cell in np.flatnonzero(heavy).tolist():
        below[cell] = not rules.breaches(_told(line, cell), int(cells.rule[cell]))
    return np.where(below, Breach.BELOW, Breach.NO_DATA)


def _greatest(line: Line, cell: int) -> Fraction:
    """Greatest share that one material of the cell can contribute, exact."""
    sums: dict[int, Fraction] = {}
    for row in line.rows(cell):
        material = int(line.bom.constituents.material[line.cells.constituent[row]])
        sums[material] = sums.get(material, Fraction(0)) + line.counted_share(cell, row, high=True)
    return max(sums.values())


def _told(line: Line, cell: int) -> Fraction:
    """The high end of what has a mass, over the mass of the node, exact."""
    node = int(line.cells.node[cell])
    rows = [row for row in line.rows(cell) if line.weight(node, row) is not None]
    if line.masses.exact(node) is None:
        return Fraction(0)
    return line.share(cell, high=True, rows=rows)


def _by_intention(line: Line, breach: NDArray[np.int64]) -> NDArray[np.int64]:
    """Intentional addition breaches at any content where the entry says so."""
    cells, constituents = line.cells, line.bom.constituents
    asks = line.rules.intentional[cells.rule]
    if not np.any(asks):
        return breach
    starts = cells.starts[:-1]
    told = constituents.intentional[cells.constituent]
    known = constituents.substance[cells.constituent] != UNIDENTIFIED
    on_purpose = np.logical_or.reduceat((told == 1) & known, starts)
    silent = np.logical_or.reduceat(told == -1, starts)
    breach = np.where(asks & silent & (breach == Breach.BELOW), Breach.POSSIBLE, breach)
    return np.where(asks & on_purpose, Breach.ABOVE, breach)
