"""The same integers as `kernels`, in numpy: one pass per level of the product, never per node."""

from __future__ import annotations

import numpy as np

from engine.exact import PARTS_PER_BILLION, IntArray
from engine.planes.parts import spans as places
from engine.totals.holdings import LEFT_OUT, MOST, Holdings, parted
from engine.totals.spans import spans

__all__ = ["Columns", "added_up", "exploded"]

Columns = tuple[IntArray, IntArray, IntArray]
"""Substance, whole nanograms, billionths of a nanogram; ascending by substance."""


def exploded(holdings: Holdings, height: IntArray, root: int) -> tuple[IntArray, IntArray] | None:
    """Parts below a root, parents first, and the units of each; None where a number is too great.

    Args:
        holdings: what every part holds.
        height: of every node, by which a part stands above all that it holds.
        root: the product.
    """
    order = _below(holdings, root)
    order = order[np.argsort(-height[order], kind="stable")]
    levels = height[order]
    units = np.zeros(len(order), dtype=np.int64)
    units[0] = 1
    untold = np.zeros(len(order), dtype=bool)
    rough = units.astype(np.float64)
    by_node = np.argsort(order)
    sorted_order = order[by_node]
    ends = np.append(np.flatnonzero(np.diff(levels)) + 1, len(order))
    first = 0
    for last in ends.tolist():
        here = np.arange(first, last)
        rows, holder = spans(holdings.held.parts, order[here])
        holder = here[holder]
        below = by_node[np.searchsorted(sorted_order, holdings.held.child[rows])]
        pieces = holdings.held.pieces[rows]
        untold[below[(pieces == LEFT_OUT) | untold[holder]]] = True
        np.add.at(rough, below, rough[holder] * pieces)
        np.add.at(units, below, units[holder] * pieces)
        first = last
    if np.any(rough[~untold] >= MOST):
        return None
    units[untold] = LEFT_OUT
    return order, units


def added_up(holdings: Holdings, order: IntArray, units: IntArray) -> Columns | None:
    """Materials of parts times their units, by substance; None where a number is too great."""
    told = units != LEFT_OUT
    order, units = order[told], units[told]
    blocks, holder = spans(holdings.held.blocks, order)
    first, last, weight = holdings.held.block[blocks].T
    if np.any(weight.astype(np.float64) * units[holder] >= MOST):
        return None
    much, little = np.divmod(weight * units[holder], PARTS_PER_BILLION)
    rows, block = places(first, last - first), np.repeat(np.arange(len(blocks)), last - first)
    substance, share = parted(holdings.held.content[rows])
    known = share != LEFT_OUT
    substance, share, block = substance[known], share[known], block[known]
    carried, small = np.divmod(little[block] * share, PARTS_PER_BILLION)
    exact = much[block] * share + carried
    whole = np.zeros(holdings.substances, dtype=np.int64)
    rest, rough = whole.copy(), np.zeros(holdings.substances)
    np.add.at(rough, substance, exact)
    if np.any(rough >= MOST):
        return None
    np.add.at(whole, substance, exact)
    np.add.at(rest, substance, small)
    seen = np.zeros(holdings.substances, dtype=bool)
    seen[substance] = True
    number = np.flatnonzero(seen)
    carried, rest = np.divmod(rest[number], PARTS_PER_BILLION)
    return number, whole[number] + carried, rest


def _below(holdings: Holdings, root: int) -> IntArray:
    """The root and every part in it, by waves."""
    seen = [np.array([root], dtype=np.int64)]
    known = seen[0]
    while len(seen[-1]):
        rows, _ = spans(holdings.held.parts, seen[-1])
        fresh = np.setdiff1d(holdings.held.child[rows].astype(np.int64), known)
        known = np.union1d(known, fresh)
        seen.append(fresh)
    return known
