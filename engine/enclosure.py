"""What stands in what, looked up from one node by plain recursion: the second way to a boundary."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from engine.arrays import BomArrays, Kind
from engine.boundary import LAMINATE
from regulations.model import Level

__all__ = ["around", "is_of", "materials_in"]


def materials_in(bom: BomArrays, level: Level, node: int) -> Iterator[tuple[int, Fraction | None]]:
    """Materials that the node's numerator counts, with their units in it; None = not told."""
    if bom.nodes.kind[node] != Kind.PART:
        yield node, Fraction(1)
    elif is_of(bom, level, node):
        yield from _within(bom, level, node, Fraction(1))


def _within(
    bom: BomArrays, level: Level, part: int, units: Fraction | None
) -> Iterator[tuple[int, Fraction | None]]:
    for usage in range(int(bom.children[part]), int(bom.children[part + 1])):
        child = int(bom.usages.child[usage])
        quantity = bom.usages.quantity.exact(usage)
        count = None if units is None or quantity is None else units * quantity
        if bom.nodes.is_boundary[child]:
            continue
        if bom.nodes.kind[child] != Kind.PART:
            # A coated article is judged with its base material; a laminate inside is another.
            if level is Level.ARTICLE or not is_of(bom, level, child):
                yield child, count
        elif not is_of(bom, level, child):
            yield from _within(bom, level, child, count)


def is_of(bom: BomArrays, level: Level, node: int) -> bool:
    """Whether a node is what a level divides by, by what was declared of it."""
    if level is Level.HOMOGENEOUS_MATERIAL:
        return bool(bom.nodes.kind[node] != Kind.PART)
    if level is Level.ARTICLE:
        return bool(bom.nodes.is_article[node])
    above = None if bom.nodes.is_boundary[node] else _parent(bom, node)
    if level is Level.LAMINATE:
        around = frozenset() if above is None else bom.context.get(above, frozenset())
        return LAMINATE in bom.context.get(node, frozenset()) - around
    return bool(bom.nodes.kind[node] == Kind.PART) and (level is Level.PART or above is None)


def around(bom: BomArrays, level: Level, node: int) -> int | None:
    """The node of a level around a material, None where nothing of it was declared."""
    at = node
    while not bom.nodes.is_boundary[at]:
        above = _parent(bom, at)
        if above is None or is_of(bom, level, above):
            return above
        at = above
    return None


def _parent(bom: BomArrays, node: int) -> int | None:
    above = np.flatnonzero(bom.usages.child == node)
    return int(bom.usages.parent[above[0]]) if len(above) == 1 else None
