"""The greatest share of every substance in any one material and any one article of a product."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final, NamedTuple

import numpy as np

from engine.arrays import UNIDENTIFIED, Amount, BomArrays, BoolArray, Kind
from engine.boundary import NOWHERE
from engine.exact import ABSENT, PARTS_PER_BILLION, IntArray
from engine.totals.holdings import LEFT_OUT, MOST
from engine.totals.spans import spans
from engine.totals.wholes import Wholes

__all__ = ["Peak", "Peaks", "peaks_of"]

_BAND: Final = 2.0**-40
"""Shares so close to the greatest are told apart in fractions; a float of them is off by 2**-48."""


class Peak(NamedTuple):
    """The greatest share of a substance, 1 = all, and the material or article that holds it."""

    share: Fraction
    node: int


@dataclass(slots=True)
class Peaks:
    """By index of `BomArrays.substances`; upper ends of ranges count.

    Attributes:
        in_material, in_article: the greatest that is known; of equal ones the first node.
        open_material, open_article: substances of which some place is not known, so that a greater
            share may be hidden.
    """

    in_material: dict[int, Peak] = field(default_factory=dict)
    in_article: dict[int, Peak] = field(default_factory=dict)
    open_material: set[int] = field(default_factory=set)
    open_article: set[int] = field(default_factory=set)


class _Rows(NamedTuple):
    """Constituents, each with the node that it is counted in; `base` ones only add to others."""

    row: IntArray
    holder: IntArray
    base: BoolArray


def peaks_of(bom: BomArrays, wholes: Wholes, parts: IntArray) -> Peaks:
    """The greatest shares in the materials and articles of some parts.

    Args:
        bom: the arrays.
        wholes: their denominators.
        parts: nodes whose own materials are looked at (`product.Exploded.nodes`).
    """
    usages, _ = spans(bom.children, parts)
    material = np.unique(bom.usages.child[usages[~bom.usages.alternative[usages]]])
    material = material[bom.nodes.kind[material] != Kind.PART]
    row, _ = spans(bom.contents, material)
    row = row[bom.constituents.substance[row] != UNIDENTIFIED]
    found, of = Peaks(), bom.constituents.material[row]
    no = np.zeros(len(row), dtype=bool)
    _put(bom, wholes, _Rows(row, of, no), found.in_material, found.open_material)
    own, coated = wholes.article[of], wholes.coated[of]
    _put(bom, wholes, _within(row, own, coated), found.in_article, found.open_article)
    return found


def _within(row: IntArray, own: IntArray, coated: IntArray) -> _Rows:
    """Each row in its article, and base material once more in the coated article around it.

    Source:
        Regulation (EC) No 1907/2006, Art. 33; Case C-106/14. Base material is an article of its
        own, and a coated article is judged with its coating.
    """
    inside, base = own != NOWHERE, coated != NOWHERE
    return _Rows(
        np.concatenate([row[inside], row[base]]),
        np.concatenate([own[inside], coated[base]]),
        np.repeat([False, True], [int(inside.sum()), int(base.sum())]),
    )


def _put(
    bom: BomArrays, wholes: Wholes, rows: _Rows, peaks: dict[int, Peak], unknown: set[int]
) -> None:
    """Find the peaks of one level: cells in integers, those that need it in fractions."""
    number = bom.constituents.substance[rows.row]
    order = np.lexsort((rows.row, number, rows.holder))
    row, holder = rows.row[order], rows.holder[order]
    base, number = rows.base[order], number[order]
    if not len(row):
        return
    new = (holder[1:] != holder[:-1]) | (number[1:] != number[:-1])
    first = np.flatnonzero(np.concatenate(([True], new)))
    length = np.diff(np.append(first, len(row)))
    kept = ~np.logical_and.reduceat(base, first)
    share, plain = _shares(bom, wholes, row, holder, first)
    near = _near(share, number[first], kept & plain, len(bom.substances))
    candidates: defaultdict[int, list[Peak]] = defaultdict(list)
    for cell in [*np.flatnonzero(kept & ~plain).tolist(), *near.tolist()]:
        low, one = int(first[cell]), int(number[first[cell]])
        inside = row[low : low + int(length[cell])].tolist()
        exact = _exact(bom, wholes, inside, int(holder[low]))
        if exact is None:
            unknown.add(one)
        else:
            candidates[one].append(Peak(exact, int(holder[low])))
    for one, some in candidates.items():
        peaks[one] = min(some, key=lambda peak: (-peak.share, peak.node))


def _shares(
    bom: BomArrays, wholes: Wholes, row: IntArray, holder: IntArray, first: IntArray
) -> tuple[np.ndarray, BoolArray]:
    """Share of every cell as a float, and whether floats may say where to look."""
    held = bom.constituents
    material = held.material[row]
    alone = material == holder
    told = (held.amount[row] == Amount.SHARE) & (held.high.counts[row] != ABSENT)
    weighed = (wholes.mass[material] != LEFT_OUT) & (wholes.mass[holder] > 0)
    weighed &= wholes.units[material] != LEFT_OUT
    weight = np.where(weighed, wholes.units[material] * 1.0 * wholes.mass[material], 0.0)
    ratio = np.where(alone, 1.0, weight / np.where(weighed, wholes.mass[holder], 1))
    amount = (
        held.high.floats()[row]
        if held.high.beyond
        else held.high.counts[row] / (1.0 * PARTS_PER_BILLION)
    )
    share = np.add.reduceat(np.where(told, amount, 0.0) * ratio, first)
    plain = np.logical_and.reduceat(told & (alone | (weighed & (weight < MOST))), first)
    return share, plain


def _near(share: np.ndarray, number: IntArray, plain: BoolArray, substances: int) -> IntArray:
    """Cells that may be the greatest of their substance; of exactly equal floats all."""
    most = np.zeros(substances)
    np.maximum.at(most, number[plain], share[plain])
    return np.flatnonzero(plain & (share >= most[number] * (1 - _BAND)))


def _exact(bom: BomArrays, wholes: Wholes, rows: Iterable[int], holder: int) -> Fraction | None:
    """Share of some constituents in one node, in fractions; None where something is not known."""
    total = Fraction(0)
    for row in rows:
        share = _share_of(bom, wholes, row, holder)
        if share is None:
            return None
        total += share
    return total


def _share_of(bom: BomArrays, wholes: Wholes, row: int, holder: int) -> Fraction | None:
    """Share of one constituent: of its material, times what that is of the node, or by its mass."""
    held, material = bom.constituents, int(bom.constituents.material[row])
    if row in held.masses:
        each = _per_unit(bom, wholes, material, holder)
        return None if each is None else each * held.masses[row][1]
    share = held.high.exact(row) if held.amount[row] == Amount.SHARE else None
    if share is None or material == holder:
        return share
    each, mass = _per_unit(bom, wholes, material, holder), wholes.exact_mass(material)
    return None if each is None or mass is None else share * mass * each


def _per_unit(bom: BomArrays, wholes: Wholes, material: int, holder: int) -> Fraction | None:
    """Share of a node that a nanogram in each unit of a material in it comes to."""
    units, whole = wholes.exact_units(bom, material, holder), wholes.exact_mass(holder)
    return units / whole if units is not None and whole else None
