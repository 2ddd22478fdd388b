"""The mass of every node: declared, the sum of what it holds, or at least a bound."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from engine.arrays import BomArrays
from engine.boundary import NOWHERE, only_parents
from engine.exact import FloatArray

__all__ = ["Masses", "node_masses"]


@dataclass(frozen=True, slots=True)
class Masses:
    """Masses in nanograms per one unit of each node, float64 [n]; NaN where unknowable.

    `exact` gives one of them as a fraction. A stated mass stands even where the sum of the
    parts differs: the difference is a finding, the statement stays the denominator.

    Attributes:
        most: the mass, else the most that the node can weigh inside a declared whole, float64 [n];
            NaN where nothing around it has a mass.
    """

    bom: BomArrays
    floats: FloatArray
    most: FloatArray

    def exact(self, node: int) -> Fraction | None:
        """The mass of one node in nanograms, exact; None where it or a part's is missing."""
        return _exact(self.bom, node, {})

    def exact_most(self, node: int) -> Fraction | None:
        """The same, or the most that the node can weigh; None where nothing bounds it."""
        units, at = Fraction(1), node
        while (mass := self.exact(at)) is None:
            usage = _way_up(self.bom, at)
            quantity = None if usage is None else self.bom.usages.quantity.exact(usage)
            if usage is None or not quantity:
                return None
            units *= quantity
            at = int(self.bom.usages.parent[usage])
        return mass / units


def node_masses(bom: BomArrays) -> Masses:
    """Declared masses, and sums where none is declared, level by level from below."""
    masses = bom.nodes.mass.floats()
    derived = np.isnan(masses)
    usages = bom.usages
    quantity = usages.quantity.floats()
    carries = ~usages.alternative
    level_of = bom.height[usages.parent]
    # A part that holds nothing but alternatives weighs what nobody knows, not nothing.
    has_children = np.bincount(usages.parent[carries], minlength=len(masses)) > 0
    for level in range(1, int(bom.height.max(initial=0)) + 1):
        rows = np.flatnonzero((level_of == level) & carries & derived[usages.parent])
        if not len(rows):
            continue
        sums = np.zeros(len(masses))
        np.add.at(sums, usages.parent[rows], quantity[rows] * masses[usages.child[rows]])
        nodes = np.flatnonzero((bom.height == level) & derived & has_children)
        masses[nodes] = sums[nodes]
    return Masses(bom, masses, _bounded(bom, masses))


def _bounded(bom: BomArrays, masses: FloatArray) -> FloatArray:
    """Where a mass is missing, what the smallest weighed whole leaves for one such node.

    What stands in something weighs no more than it. The way up ends at a part of the company's own
    bill of materials, which may be used in many products, and at a second candidate for a place,
    which adds nothing to the mass of what holds it.
    """
    if not np.any(np.isnan(masses)):
        return masses
    parent, quantity = only_parents(bom)
    parent[bom.nodes.is_boundary] = NOWHERE
    parent[bom.usages.child[bom.usages.alternative]] = NOWHERE
    most = masses.copy()
    unknown = np.flatnonzero(np.isnan(masses) & (parent != NOWHERE))
    # Parents stand behind their children, so the way down is from the last node to the first.
    for level in np.unique(bom.height[unknown])[::-1].tolist():
        nodes = unknown[bom.height[unknown] == level]
        with np.errstate(divide="ignore", invalid="ignore"):
            found = most[parent[nodes]] / quantity[nodes]
        most[nodes] = np.where(quantity[nodes] > 0, found, np.nan)
    return most


def _way_up(bom: BomArrays, node: int) -> int | None:
    """The one usage of a node that is neither shared nor a second candidate."""
    if bom.nodes.is_boundary[node]:
        return None
    rows = np.flatnonzero(bom.usages.child == node)
    return int(rows[0]) if len(rows) == 1 and not bom.usages.alternative[rows[0]] else None


def _exact(bom: BomArrays, node: int, known: dict[int, Fraction | None]) -> Fraction | None:
    """Exact mass by an explicit stack: a deep structure must not meet Python's recursion limit."""
    stack = [node]
    while stack:
        top = stack[-1]
        stated = bom.nodes.mass.exact(top)
        rows = [] if stated is not None else _carrying(bom, top)
        missing = [c for row in rows if (c := int(bom.usages.child[row])) not in known]
        if missing:
            stack.extend(missing)
            continue
        known[top] = stated if stated is not None else _sum(bom, rows, known)
        stack.pop()
    return known[node]


def _carrying(bom: BomArrays, node: int) -> list[int]:
    span = range(int(bom.children[node]), int(bom.children[node + 1]))
    return [row for row in span if not bom.usages.alternative[row]]


def _sum(bom: BomArrays, rows: list[int], known: dict[int, Fraction | None]) -> Fraction | None:
    total = Fraction(0)
    for row in rows:
        mass, quantity = known[int(bom.usages.child[row])], bom.usages.quantity.exact(row)
        if mass is None or quantity is None:
            return None
        total += quantity * mass
    return total if rows else None
