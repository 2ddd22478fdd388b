"""Around every material its article, and how much of the material is in one, in whole numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.arrays import BomArrays, BoolArray, Kind
from engine.boundary import NOWHERE
from engine.exact import PARTS_PER_BILLION, IntArray
from engine.planes.weights import Whole, times, whole_column, whole_masses

__all__ = ["Placed", "placed"]


@dataclass(frozen=True, slots=True)
class Placed:
    """Materials that hold something, with what a share of the article needs.

    Attributes:
        material: node of each.
        article: node that a limit per article divides by; the material itself where it is bare.
        weight: nanograms of the material in one article.
        mass: nanograms of one article; weight and mass are 1 where the material is all of it.
        is_plain: one article, no coating, no mixture, all masses whole numbers.
    """

    material: IntArray
    article: IntArray
    weight: IntArray
    mass: IntArray
    is_plain: BoolArray


def placed(bom: BomArrays) -> Placed:
    """Find article, weight and mass of every material with constituents.

    The boundary is that of `engine.boundary.articles`; only what needs no second thought is plain.
    """
    nodes = bom.nodes
    material = np.flatnonzero((nodes.kind != Kind.PART) & (np.diff(bom.contents) > 0))
    masses = whole_masses(bom)
    outer, weight = _climbed(bom, material, masses)
    is_base = nodes.is_article[material]
    article = np.where(outer == NOWHERE, material, outer)
    # Base material is its own article; a coated article around it is judged with the base.
    itself = is_base & (outer == NOWHERE)
    alone = itself | _is_sole_content(bom, material, article)
    mass = masses.take(article)
    plain = alone | (weight.known & mass.known & (mass.value > 0) & (outer != NOWHERE))
    plain &= (itself | ~is_base) & (nodes.kind[material] != Kind.MIXTURE)
    return Placed(
        material,
        article,
        np.where(alone, 1, weight.value),
        np.where(alone, 1, mass.value),
        plain,
    )


def _climbed(bom: BomArrays, material: IntArray, masses: Whole) -> tuple[IntArray, Whole]:
    """Smallest enclosing article part (`NOWHERE`: none), and nanograms of the material in it."""
    nodes, usages = bom.nodes, bom.usages
    usage = np.full(len(nodes), NOWHERE, dtype=np.int64)
    usage[usages.child] = np.arange(len(usages))
    usage[nodes.is_boundary] = NOWHERE  # the article around a part is not the part's business
    quantity = whole_column(usages.quantity)
    at, weight = material.copy(), masses.take(material)
    moving = np.arange(len(at))
    while len(moving):
        step = usage[at[moving]]
        held = step != NOWHERE
        at[moving[~held]] = NOWHERE
        moving, step = moving[held], step[held]
        at[moving] = usages.parent[step]
        more = times(weight.take(moving), quantity.take(step))
        weight.value[moving], weight.known[moving] = more.value, more.known
        moving = moving[~nodes.is_article[at[moving]]]
    return at, weight


def _is_sole_content(bom: BomArrays, material: IntArray, article: IntArray) -> BoolArray:
    """Whether a material without mass is all that its article consists of."""
    first = bom.children[article]
    single = np.diff(bom.children)[article] == 1
    usage = np.where(single, first, 0)
    if not len(bom.usages):
        return np.zeros(len(material), dtype=bool)
    held = bom.usages.child[usage] == material
    once = bom.usages.quantity.counts[usage] == PARTS_PER_BILLION
    beyond = np.isin(usage, np.fromiter(bom.usages.quantity.beyond, dtype=np.int64))
    massless = ~bom.nodes.mass.known[material]
    return np.asarray(single & held & once & ~beyond & massless)
