"""Concentration against limit: floats screen, exact fractions decide at the line."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.arrays import UNIDENTIFIED, BoolArray, Kind
from engine.boundary import only_parents
from engine.exact import FloatArray, IntArray
from engine.line import Line
from engine.unweighed import (
    mass_ends,
    may_breach,
    must_breach,
    per_material,
    row_shares,
    screened_mean,
)

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
        certain = massless & _certain_by_mean(line, massless)
        breach = np.where(certain, Breach.ABOVE, breach)
        massless &= ~certain
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
    low, high = row_shares(line)
    material = line.bom.constituents.material[cells.constituent]
    node = np.repeat(cells.node, np.diff(cells.starts))
    mass, greatest = line.masses.floats, line.masses.most
    # A material that is all of its node needs no masses; 1/1 keeps its declared digits.
    whole = (material == node) | _is_sole_content(line, material, node)
    starts = cells.starts[:-1]
    with np.errstate(invalid="ignore"):
        weighed = mass[material] * cells.units
        least = low * np.where(whole, 1.0, weighed / greatest[node])
        most = high * np.where(whole, 1.0, weighed / mass[node])
        if line.bom.constituents.masses:
            least, most = _by_mass(line, (least, most), greatest[node], mass[node])
        least, most = least * cells.factor * cells.certain, most * cells.factor
        unknown = np.isnan(least) & np.isnan(greatest[node])
        told = np.where(np.isnan(most), 0.0, most)
    # What has no mass adds nothing that is certain, and takes nothing away.
    low = np.add.reduceat(np.where(np.isnan(least), 0.0, least), starts)
    low[np.logical_and.reduceat(unknown, starts)] = np.nan
    return Shares(low, np.add.reduceat(most, starts), np.add.reduceat(told, starts))


def _by_mass(
    line: Line, shares: tuple[FloatArray, FloatArray], greatest: FloatArray, mass: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Shares with those of constituents of which a mass was told, and no share."""
    rows, units = line.cells.constituent, line.cells.units
    low, high = (ends[rows] * units for ends in mass_ends(line.bom))
    is_told = ~np.isnan(high)
    certain = np.where(line.bom.constituents.substance[rows] == UNIDENTIFIED, 0.0, low)
    return (
        np.where(is_told, certain / greatest, shares[0]),
        np.where(is_told, high / mass, shares[1]),
    )


def _certain_by_mean(line: Line, massless: BoolArray) -> BoolArray:
    """Cells of unknown mass that are above because every material of the node is."""
    low, _ = row_shares(line)
    counted = np.where(line.cells.certain, low, 0.0) * line.cells.factor
    above = massless & screened_mean(line, counted, line.rules.limit[line.cells.rule])
    for cell in np.flatnonzero(above).tolist():
        above[cell] = must_breach(line, cell, line.rows(cell))
    return np.asarray(above)


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
    cells = line.cells
    _, high = row_shares(line)
    counted = np.where(np.isnan(high), np.inf, high * cells.factor)
    first, starts = per_material(line)
    most = np.maximum.reduceat(np.add.reduceat(counted, first), starts)
    limit = line.rules.limit[cells.rule]
    below = most < limit * (1 - 1e-9)
    near = ~below & (most <= limit * (1 + 1e-9))
    heavy = below & (shares.told >= limit * (1 - 1e-9))
    for cell in np.flatnonzero(massless & (near | heavy)).tolist():
        below[cell] = not may_breach(line, cell, line.rows(cell))
    return np.where(below, Breach.BELOW, Breach.NO_DATA)


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
