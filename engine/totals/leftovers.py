"""What integers cannot hold, added in fractions: few rows of a portfolio, none of them lost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from engine.arrays import UNIDENTIFIED, Amount, BomArrays, Kind
from engine.exact import IntArray
from engine.totals.holdings import LEFT_OUT, Holdings
from engine.totals.spans import spans

__all__ = ["Beside", "all_by_fractions", "leftovers"]

_Units = dict[int, Fraction | None]
"""Units of a node in one root; None where a quantity on a way to it was not told."""


@dataclass(slots=True)
class Beside:
    """Sums that stand beside the integers; nanograms.

    Attributes:
        masses: by index of `BomArrays.substances`.
        untold: substances of which one place has no mass that anybody knows.
        unidentified: by row of the constituent; None where unknowable.
    """

    masses: dict[int, Fraction] = field(default_factory=dict)
    untold: set[int] = field(default_factory=set)
    unidentified: dict[int, Fraction | None] = field(default_factory=dict)

    def add(self, row: int, substance: int, mass: Fraction | None) -> None:
        """Count one constituent at all places of its material together."""
        if substance == UNIDENTIFIED:
            before = self.unidentified.get(row, Fraction(0))
            known = before is not None and mass is not None
            self.unidentified[row] = before + mass if known else None  # type: ignore[operator]
        elif mass is None:
            self.untold.add(substance)
        else:
            self.masses[substance] = self.masses.get(substance, Fraction(0)) + mass


def leftovers(bom: BomArrays, holdings: Holdings, nodes: IntArray, units: IntArray) -> Beside:
    """What the integers left out below a root.

    Args:
        bom: the arrays.
        holdings: which of their rows stand in no column.
        nodes: parts of the product.
        units: of each; `LEFT_OUT` where a quantity on a way to it is no whole number.
    """
    found = Beside()
    entries, holder = spans(holdings.left.starts, nodes)
    plain = units[holder] != LEFT_OUT
    for entry, times in zip(entries[plain].tolist(), units[holder[plain]].tolist(), strict=True):
        usage, row = int(holdings.left.usage[entry]), int(holdings.left.row[entry])
        _add(found, bom, row, _times(bom, usage, Fraction(times)))
    _add_all(found, bom, _fractional_units(bom, nodes, units))
    return found


def all_by_fractions(bom: BomArrays, root: int) -> Beside:
    """The whole product in fractions: for numbers that no word holds, and for single materials."""
    found = Beside()
    if bom.nodes.kind[root] != Kind.PART:
        for row in _contents(bom, root):
            _add(found, bom, row, Fraction(1))
        return found
    nodes = _below(bom, root)
    units = np.full(len(nodes), LEFT_OUT)
    _add_all(found, bom, _fractional_units(bom, nodes, units, root))
    return found


def _fractional_units(
    bom: BomArrays, nodes: IntArray, units: IntArray, root: int = LEFT_OUT
) -> _Units:
    """Units of the nodes that have no whole number of them, from above to below."""
    found: _Units = {} if root == LEFT_OUT else {root: Fraction(1)}
    if not np.any(units == LEFT_OUT):
        return found
    known = dict(zip(nodes.tolist(), units.tolist(), strict=True))
    usages, _ = spans(bom.children, np.sort(nodes)[::-1])
    for usage in usages[~bom.usages.alternative[usages]].tolist():
        parent, child = int(bom.usages.parent[usage]), int(bom.usages.child[usage])
        quantity = bom.usages.quantity.exact(usage)
        if known.get(child) != LEFT_OUT or quantity == 0:
            continue
        if known[parent] == LEFT_OUT and parent not in found:
            continue  # what is used no time holds nothing here
        above = found[parent] if known[parent] == LEFT_OUT else Fraction(known[parent])
        before = found.get(child, Fraction(0))
        told = above is not None and quantity is not None and before is not None
        found[child] = before + above * quantity if told else None  # type: ignore[operator]
    return found


def _add_all(found: Beside, bom: BomArrays, units: _Units) -> None:
    for node, times in units.items():
        for usage in range(int(bom.children[node]), int(bom.children[node + 1])):
            child = int(bom.usages.child[usage])
            if bom.usages.alternative[usage] or bom.nodes.kind[child] == Kind.PART:
                continue
            held = _times(bom, usage, times)
            for row in _contents(bom, child) if held != 0 else ():
                _add(found, bom, row, held)


def _times(bom: BomArrays, usage: int, units: Fraction | None) -> Fraction | None:
    quantity = bom.usages.quantity.exact(usage)
    if quantity == 0:
        return quantity
    return None if units is None or quantity is None else units * quantity


def _add(found: Beside, bom: BomArrays, row: int, units: Fraction | None) -> None:
    """One constituent, in so many units of its material."""
    mass = _mass_of(bom, row)
    here = None if units is None or mass is None else units * mass
    found.add(row, int(bom.constituents.substance[row]), here)


def _mass_of(bom: BomArrays, row: int) -> Fraction | None:
    """Nanograms of a constituent in one unit of its material; None where nobody knows."""
    held = bom.constituents
    if row in held.masses:
        return held.masses[row][1]
    share = held.high.exact(row) if held.amount[row] == Amount.SHARE else None
    mass = bom.nodes.mass.exact(int(held.material[row]))
    return None if share is None or mass is None else mass * share


def _contents(bom: BomArrays, material: int) -> Iterable[int]:
    return range(int(bom.contents[material]), int(bom.contents[material + 1]))


def _below(bom: BomArrays, root: int) -> IntArray:
    def parts(nodes: IntArray) -> Iterator[IntArray]:
        while len(nodes):
            yield nodes
            usages, _ = spans(bom.children, nodes)
            usages = usages[~bom.usages.alternative[usages]]
            child = np.unique(bom.usages.child[usages])
            nodes = child[bom.nodes.kind[child] == Kind.PART]

    return np.unique(np.concatenate([*parts(np.array([root], dtype=np.int64))]))
