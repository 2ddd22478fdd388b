"""Exact arithmetic for single cells: what decides at the line, and what verdicts print."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from engine.arrays import UNIDENTIFIED, Amount, BomArrays
from engine.boundary import NOWHERE
from engine.exact import IntArray
from engine.masses import Masses
from engine.rules import RuleSet
from engine.scope import Cells

__all__ = ["Line", "Ratio", "line_of"]


@dataclass(frozen=True, slots=True)
class Ratio:
    """A share with what it was divided: nanograms, None where no mass is known."""

    share: Fraction
    numerator: Fraction | None
    denominator: Fraction | None


@dataclass(frozen=True, slots=True)
class Line:
    """Cells, and the way to their exact numbers."""

    bom: BomArrays
    rules: RuleSet
    cells: Cells
    masses: Masses
    usage_above: IntArray

    def rows(self, cell: int) -> range:
        """Rows of the cell in `Cells.constituent`."""
        return range(int(self.cells.starts[cell]), int(self.cells.starts[cell + 1]))

    def share(self, cell: int, *, high: bool, rows: Iterable[int] | None = None) -> Fraction:
        """Share of some or all rows of a cell over its node, exact; 1 = all.

        Where a mass is missing: what is certain for the low end, everything for the high one.
        """
        return self.ratio(cell, high=high, rows=rows).share

    def ratio(self, cell: int, *, high: bool, rows: Iterable[int] | None = None) -> Ratio:
        """The same with numerator and denominator."""
        mass = self.masses.exact(int(self.cells.node[cell]))
        found = self._summed(cell, self.rows(cell) if rows is None else rows, mass, high=high)
        return Ratio(Fraction(1), mass, mass) if found is None else found

    def is_weighed(self, cell: int, rows: Iterable[int]) -> bool:
        """Whether every mass is known that the high end of some rows needs."""
        mass = self.masses.exact(int(self.cells.node[cell]))
        return self._summed(cell, rows, mass, high=True) is not None

    def _summed(
        self, cell: int, rows: Iterable[int], mass: Fraction | None, *, high: bool
    ) -> Ratio | None:
        """A ratio; None where a mass is missing that its high end needs."""
        node = int(self.cells.node[cell])
        # The least share is that of the most that the node can weigh.
        whole = mass if high or mass is not None else self.masses.exact_most(node)
        share, total = Fraction(0), Fraction(0)
        for row in rows:
            weighed = self.counted_mass(cell, row, high=high)
            if weighed is not None and (whole is not None or not high):
                total += weighed
            elif self.is_whole(node, row) and not self._has_mass_only(row):
                share += self.counted_share(cell, row, high=high)
            elif high:
                return None
        of_total = total / whole if whole else Fraction(0)
        if mass is None:
            return Ratio(share + of_total, None, None)
        return Ratio(share + of_total, share * mass + total, mass)

    def counted_mass(self, cell: int, row: int, *, high: bool) -> Fraction | None:
        """Nanograms that the rule counts of a row in one node; None where no mass is known."""
        node = int(self.cells.node[cell])
        constituent = int(self.cells.constituent[row])
        told = self.bom.constituents.masses.get(constituent)
        if told is not None:
            material = int(self.bom.constituents.material[constituent])
            units = self.units(material, node)
            counts = high or self._is_certain(row)
            return None if units is None else units * told[high] * self.factor(cell, row) * counts
        weight = self.weight(node, row)
        if weight is None or self._has_mass_only(row):
            return None
        return weight * self.counted_share(cell, row, high=high)

    def content(self, cell: int, row: int, *, high: bool) -> Fraction:
        """What the rule counts in all of a row's material, as a share of that material."""
        material = self._material(row)
        same = (other for other in self.rows(cell) if self._material(other) == material)
        shares = (self.counted_share(cell, other, high=high) for other in same)
        return sum(shares, Fraction(0))

    def _material(self, row: int) -> int:
        return int(self.bom.constituents.material[self.cells.constituent[row]])

    def _has_mass_only(self, row: int) -> bool:
        return bool(self.bom.constituents.amount[self.cells.constituent[row]] == Amount.MASS_ONLY)

    def _is_certain(self, row: int) -> bool:
        """Whether the row is surely what the rule counts."""
        number = self.bom.constituents.substance[self.cells.constituent[row]]
        return bool(self.cells.certain[row]) and bool(number != UNIDENTIFIED)

    def counted_share(self, cell: int, row: int, *, high: bool) -> Fraction:
        """Share of the row's material that the rule counts, element factor included."""
        constituent = int(self.cells.constituent[row])
        constituents = self.bom.constituents
        if not high and not self._is_certain(row):
            return Fraction(0)
        column = constituents.high if high else constituents.low
        is_told = constituents.amount[constituent] == Amount.SHARE
        share = column.exact(constituent) if is_told else None
        # What nobody told is at least nothing and at most all.
        return (Fraction(high) if share is None else share) * self.factor(cell, row)

    def factor(self, cell: int, row: int) -> Fraction:
        """Mass that the rule counts per mass of the row's substance."""
        number = int(self.bom.constituents.substance[self.cells.constituent[row]])
        if number == UNIDENTIFIED:
            return Fraction(1)
        rule = int(self.cells.rule[cell])
        counted = self.rules.membership.entries_of(self.bom.substances[number])
        # What only its name brings in is counted whole.
        return next((one.factor for one in counted if one.entry == rule), Fraction(1))

    def weight(self, node: int, row: int) -> Fraction | None:
        """Nanograms of the row's material in one node; None where it is all of it, or not known."""
        material = self._material(row)
        mass = self.masses.exact(material)
        if material == node or mass is None:
            return None
        units = self.units(material, node)
        return None if units is None else mass * units

    def is_whole(self, node: int, row: int) -> bool:
        """Whether the row's material is all of the node, so that no mass is needed."""
        material = self._material(row)
        first, last = int(self.bom.children[node]), int(self.bom.children[node + 1])
        return material == node or (
            last - first == 1
            and int(self.bom.usages.child[first]) == material
            and self.bom.usages.quantity.exact(first) == 1
            and self.bom.nodes.mass.exact(material) is None
        )

    def units(self, material: int, node: int) -> Fraction | None:
        """How many of a material one of the nodes above it holds, exact; None where not told."""
        count, at = Fraction(1), material
        while at != node:
            usage = int(self.usage_above[at])
            quantity = self.bom.usages.quantity.exact(usage)
            if quantity is None:
                return None
            count *= quantity
            at = int(self.bom.usages.parent[usage])
        return count


def line_of(bom: BomArrays, rules: RuleSet, cells: Cells, masses: Masses) -> Line:
    """A line over some cells; `usage_above` is built once."""
    above = np.full(len(bom.nodes), NOWHERE, dtype=np.int64)
    above[bom.usages.child] = np.arange(len(bom.usages))
    return Line(bom, rules, cells, masses, above)
