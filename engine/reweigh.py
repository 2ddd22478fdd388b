"""Masses and shares by plain recursion, in fractions: the second way to every number."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from engine.arrays import BomArrays
from engine.fact import Fact

__all__ = ["is_all_of", "mass_of", "most_of", "share_of"]


def mass_of(bom: BomArrays, node: int) -> Fraction | None:
    """Nanograms of one node: stated, else the sum of what it holds; None where one is missing."""
    stated = bom.nodes.mass.exact(node)
    if stated is not None:
        return stated
    total, parts = Fraction(0), 0
    for usage in range(int(bom.children[node]), int(bom.children[node + 1])):
        if bom.usages.alternative[usage]:
            continue
        mass = mass_of(bom, int(bom.usages.child[usage]))
        quantity = bom.usages.quantity.exact(usage)
        if mass is None or quantity is None:
            return None
        total += mass * quantity
        parts += 1
    return total if parts else None


def most_of(bom: BomArrays, node: int) -> Fraction | None:
    """Nanograms of one node, or the most that the first weighed whole around it leaves for it."""
    mass = mass_of(bom, node)
    if mass is not None or bom.nodes.is_boundary[node]:
        return mass
    above = np.flatnonzero(bom.usages.child == node)
    if len(above) != 1 or bom.usages.alternative[above[0]]:
        return None
    quantity = bom.usages.quantity.exact(int(above[0]))
    whole = most_of(bom, int(bom.usages.parent[above[0]])) if quantity else None
    return None if whole is None or not quantity else whole / quantity


def share_of(facts: Sequence[Fact], denominator: Fraction | None, *, high: bool) -> Fraction | None:
    """Counted mass over the node's mass, 1 = all; None where a mass decides and is missing."""
    shares = [_one_share(fact, denominator, high=high) for fact in facts]
    known = [share for share in shares if share is not None]
    # The most is known when all of it is; the least is what is known, over the greatest mass.
    if high and len(known) < len(shares):
        return None
    return sum(known, Fraction(0)) if known or denominator or not facts else None


def _one_share(fact: Fact, denominator: Fraction | None, *, high: bool) -> Fraction | None:
    if fact.told is not None:
        return fact.told[high] / denominator if denominator else None
    counted = fact.high if high else fact.low
    if counted is None or fact.is_all:
        return counted
    if not denominator or fact.mass is None:
        return None
    return counted * fact.mass / denominator


def is_all_of(bom: BomArrays, material: int, node: int) -> bool:
    """Whether a node is one piece of a material that was never weighed, and nothing else."""
    first, last = int(bom.children[node]), int(bom.children[node + 1])
    return bool(
        last - first == 1
        and bom.usages.child[first] == material
        and bom.usages.quantity.exact(first) == 1
        and bom.nodes.mass.exact(material) is None
    )
