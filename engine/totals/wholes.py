"""What every material is divided by, exact and prepared once: its article, and how much fits in."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from engine.arrays import BomArrays, Kind
from engine.boundary import NOWHERE, articles
from engine.exact import IntArray
from engine.masses import Masses, node_masses
from engine.planes.weights import whole_masses
from engine.totals.holdings import LEFT_OUT, MOST, whole_pieces

__all__ = ["Wholes", "wholes_of"]


@dataclass(frozen=True, slots=True)
class Wholes:
    """By node, int64 [nodes] each.

    Attributes:
        article: smallest article around a material, itself where it is one; `NOWHERE` for none.
        coated: the article part around a base material, which counts it too; else `NOWHERE`.
        mass: nanograms of one unit of a node; `LEFT_OUT` where no integer says it.
        units: of a material in the article part around it; `LEFT_OUT` where no integer says it.
        above: the only usage of a node; `NOWHERE` where there is none, or several.
        masses: in fractions, for what no integer says.
    """

    article: IntArray
    coated: IntArray
    mass: IntArray
    units: IntArray
    above: IntArray
    masses: Masses

    def exact_units(self, bom: BomArrays, material: int, article: int) -> Fraction | None:
        """Units of a material in one article around it; None where a quantity was not told."""
        units, at = Fraction(1), material
        while at != article:
            usage = int(self.above[at])
            quantity = bom.usages.quantity.exact(usage)
            if quantity is None:
                return None
            units *= quantity
            at = int(bom.usages.parent[usage])
        return units

    def exact_mass(self, node: int) -> Fraction | None:
        """Nanograms of one unit of a node; None where nobody knows."""
        whole = int(self.mass[node])
        return self.masses.exact(node) if whole == LEFT_OUT else Fraction(whole)


def wholes_of(bom: BomArrays) -> Wholes:
    """Climb from every material to its article, one level per pass."""
    around, mass = articles(bom), whole_masses(bom)
    above = np.full(len(bom.nodes), NOWHERE, dtype=np.int64)
    above[bom.usages.child] = np.arange(len(bom.usages))
    above[np.bincount(bom.usages.child, minlength=len(bom.nodes)) != 1] = NOWHERE
    is_base = (bom.nodes.kind != Kind.PART) & bom.nodes.is_article
    return Wholes(
        article=around.own,
        coated=np.where(is_base, around.outer, NOWHERE),
        mass=np.where(mass.known, mass.value, LEFT_OUT),
        units=_units(bom, around.outer, above),
        above=above,
        masses=node_masses(bom),
    )


def _units(bom: BomArrays, outer: IntArray, above: IntArray) -> IntArray:
    pieces = whole_pieces(bom.usages.quantity)
    materials = np.flatnonzero(outer != NOWHERE)
    at, units = materials.copy(), np.ones(len(materials), dtype=np.int64)
    rough = np.ones(len(materials))
    climbing = np.arange(len(materials))
    while len(climbing):
        usage = above[at[climbing]]
        # Where one quantity is not told, no other makes the number known, not even zero.
        rough[climbing] *= np.where(pieces[usage] == LEFT_OUT, MOST, np.maximum(pieces[usage], 1))
        units[climbing] *= pieces[usage]
        at[climbing] = bom.usages.parent[usage]
        climbing = climbing[at[climbing] != outer[materials[climbing]]]
    found = np.full(len(bom.nodes), LEFT_OUT)
    found[materials] = np.where(rough < MOST, units, LEFT_OUT)
    return found
