"""Where a thing ends: the node that a level of the law divides by, found by climbing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from engine.arrays import BomArrays, BoolArray, Kind
from engine.exact import FloatArray, IntArray
from regulations.model import Level

__all__ = [
    "LAMINATE",
    "NOWHERE",
    "Boundary",
    "Parents",
    "articles",
    "boundary_of",
    "declared_around",
    "laminates",
    "only_parents",
]

NOWHERE: Final = -1
"""No node: a material around which nothing of the level was declared, a part with two parents."""

LAMINATE: Final = "laminate"
"""The word of context by which a part, or a composite told as one material, is a laminate."""

Parents = tuple[IntArray, FloatArray]
"""The one parent of every node and the quantity in it."""


@dataclass(frozen=True, slots=True)
class Boundary:
    """What each material counts in, by node; `NOWHERE` for parts and where there is nothing.

    Attributes:
        own: smallest node of the level around a material, itself where it is one.
        outer: smallest such *part*; for an article the coated one around its base material.
        units: how many of the material there are in one `outer`, float64.
    """

    own: IntArray
    outer: IntArray
    units: FloatArray


def articles(bom: BomArrays) -> Boundary:
    """The article around every material."""
    return boundary_of(bom, Level.ARTICLE)


def boundary_of(bom: BomArrays, level: Level) -> Boundary:
    """What a level divides by, by climbing from every material one level per pass.

    An article and a laminate are what was declared to be one; a part is the part that holds the
    material; a product is what somebody supplies as a whole, the top of its declaration. The climb
    ends at a part of the company's own bill of materials: the same part may stand in many
    products, and its answer must not depend on which.

    Source:
        Regulation (EC) No 1907/2006, Art. 7(2), 33; Case C-106/14: once an article, always an
        article. IEC 62474 reporting levels: product, product part, article, material.
    """
    parents = only_parents(bom)
    stops, is_own = _kind_of(bom, level, parents)
    outer, units = _climbed(bom, parents, stops)
    own = outer.copy()
    alone = (bom.nodes.kind != Kind.PART) & is_own
    own[alone] = np.flatnonzero(alone)
    return Boundary(own, outer, units)


def only_parents(bom: BomArrays) -> Parents:
    """The one parent of every node and the quantity in it; `NOWHERE` for none or several.

    A quantity that was not told is NaN, so that no mass ratio can be made of it.
    """
    usages, nodes = bom.usages, len(bom.nodes)
    times = np.bincount(usages.child, minlength=nodes)
    parent = np.full(nodes, NOWHERE, dtype=np.int64)
    quantity = np.ones(nodes)
    parent[usages.child] = usages.parent
    quantity[usages.child] = usages.quantity.floats()
    parent[times != 1] = NOWHERE
    return parent, quantity


def declared_around(bom: BomArrays, nodes: IntArray) -> list[int]:
    """The declared part around each node: a part of the company's own bill of materials."""
    parent, _ = only_parents(bom)
    at = nodes.copy()
    inner = ~bom.nodes.is_boundary[at] & (parent[at] != NOWHERE)
    while np.any(inner):
        at[inner] = parent[at[inner]]
        inner = ~bom.nodes.is_boundary[at] & (parent[at] != NOWHERE)
    return [int(node) for node in at]


def laminates(bom: BomArrays, parent: IntArray) -> BoolArray:
    """Nodes that are told to be a laminate by themselves, not by what is around them.

    Words of context are handed down; the layers of a laminate are none. A part of the company's
    own bill of materials has its words by itself: what uses it says nothing about it.
    """
    found = np.zeros(len(bom.nodes), dtype=bool)
    for node, words in bom.context.items():
        above = NOWHERE if bom.nodes.is_boundary[node] else int(parent[node])
        around = bom.context.get(above, frozenset()) if above != NOWHERE else frozenset()
        found[node] = LAMINATE in words - around
    return found


def _kind_of(bom: BomArrays, level: Level, parents: Parents) -> tuple[BoolArray, BoolArray]:
    """Parts at which the climb of a level ends, and materials that are of the level themselves."""
    nodes, none = bom.nodes, np.zeros(len(bom.nodes), dtype=bool)
    if level is Level.ARTICLE:
        return nodes.is_article, nodes.is_article
    if level is Level.LAMINATE:
        found = laminates(bom, parents[0])
        return found, found
    if level is Level.PRODUCT:
        return nodes.is_boundary | (parents[0] == NOWHERE), none
    return ~none, none


def _climbed(bom: BomArrays, parents: Parents, stops: BoolArray) -> tuple[IntArray, FloatArray]:
    nodes, (parent, quantity) = bom.nodes, parents
    materials = np.flatnonzero(nodes.kind != Kind.PART)
    at = np.where(nodes.is_boundary[materials], NOWHERE, parent[materials])
    units = quantity[materials].copy()
    climbing = (at != NOWHERE) & ~stops[at]
    while np.any(climbing):
        low = at[climbing]
        units[climbing] *= quantity[low]
        at[climbing] = np.where(nodes.is_boundary[low], NOWHERE, parent[low])
        climbing &= (at != NOWHERE) & ~stops[at]
    outer = np.full(len(nodes), NOWHERE, dtype=np.int64)
    outer[materials] = at
    inside = np.ones(len(nodes))
    inside[materials] = units
    return outer, inside
