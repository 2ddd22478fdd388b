"""Exact arithmetic for single cells: what decides at the line, and what verdicts print."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from engine.arrays import UNIDENTIFIED, Amount, BomArrays
from engine.exact import IntArray
from engine.masses import Masses
from engine.rules import RuleSet
from engine.scope import NOWHERE, Cells

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

    def share(self, cell: int, *, high: bool, rows: range | list[int] | None = None) -> Fraction:
        """Share of some or all rows of a cell over its node, exact; 1 = all.

        Where a mass is missing: what is certain for the low end, everything for the high one.
        """
        return self.ratio(cell, high=high, rows=rows).share

    def ratio(self, cell: int, *, high: bool, rows: range | list[int] | None = None) -> Ratio:
        """The same with numerator and denominator."""
        node = int(self.cells.node[cell])
        mass = self.masses.exact(node)
        share, total = Fraction(0), Fraction(0)
        for row in self.rows(cell) if rows is None else rows:
            counted = self.counted_share(cell, row, high=high)
            weight = self.weight(node, row)
            if weight is not None:
                total += counted * weight
            elif self.is_whole(node, row):
                share += counted
            elif high:
                return Ratio(Fraction(1), mass, mass)
        if mass is None:
            return Ratio(share, None, None)
        total += share * mass
        return Ratio(total / mass, total, mass)

    def counted_share(self, cell: int, row: int, *, high: bool) -> Fraction:
        """Share of the row's material that the rule counts, element factor included."""
        constituent = int(self.cells.constituent[row])
        constituents = self.bom.constituents
        unidentified = constituents.substance[constituent] == UNIDENTIFIED
        untold = constituents.amount[constituent] != Amount.SHARE
        if not high and (unidentified or untold or not self.cells.certain[row]):
            return Fraction(0)
        column = constituents.high if high else constituents.low
        share = Fraction(1) if untold else column.exact(constituent)
        if share is None:
            return Fraction(0)
        return share * self.factor(cell, row)

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
        material = int(self.bom.constituents.material[self.cells.constituent[row]])
        mass = self.masses.exact(material)
        if material == node or mass is None:
            return None
        units = self.units(material, node)
        return None if units is None else mass * units

    def is_whole(self, node: int, row: int) -> bool:
        """Whether the row's material is all of the node, so that no mass is needed."""
        material = int(self.bom.constituents.material[self.cells.constituent[row]])
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
