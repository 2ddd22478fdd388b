"""One thing that counts in one node, as the second run finds it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from engine.arrays import Amount
from regulations.substances import SubstanceId

__all__ = ["Fact"]


@dataclass(frozen=True, slots=True)
class Fact:
    """One constituent that counts: share of its material, factor, mass of it in the node.

    Attributes:
        low, high: counted share of the material, factor included, 1 = all; `high` is None where
            a mass was told for a material without one.
        units: how many of the material there are in one node; None where not told.
        mass: nanograms of the material in one node; None where unknown.
        substance: None when no register knows the declared id.
        amount: how much of it was told.
        intentional: 1 added on purpose, 0 not, -1 not told.
        is_all: the material is all of the node, so that its share needs no mass.
        told: least and most counted nanograms in one node, where only a mass was told.
    """

    constituent: int
    material: int
    factor: Fraction
    low: Fraction
    high: Fraction | None
    units: Fraction | None
    mass: Fraction | None
    substance: SubstanceId | None
    amount: Amount
    intentional: int
    is_all: bool
    told: tuple[Fraction, Fraction] | None = None
