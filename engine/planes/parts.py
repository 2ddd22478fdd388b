"""The parts of a portfolio and which holds which: a graph without what stands inside a part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from engine.arrays import BomArrays
from engine.exact import IntArray
from engine.topology import csr_starts

__all__ = ["Numbers", "Parts", "distinct", "parts_of", "spans"]

Numbers = NDArray[np.int32]
"""Numbers of nodes, parts or rows; half the width, for they are what a portfolio is made of."""


_Number = TypeVar("_Number", np.int32, np.int64)


@dataclass(frozen=True, slots=True)
class Parts:
    """Nodes that stand for themselves: boundaries, and whatever nothing holds.

    Every other node belongs to exactly one of them, for only boundaries may be shared. Parts keep
    the order of their nodes, so a child's number is smaller than its parent's.

    Attributes:
        node: node of each part in `BomArrays`.
        around: part around each node, [nodes].
        height: of its node; equal heights never hold one another.
        starts, child: child parts of part p are `child[starts[p]:starts[p + 1]]`, each once.
    """

    node: Numbers
    around: Numbers
    height: Numbers
    starts: Numbers
    child: Numbers

    def __len__(self) -> int:
        return len(self.node)


def parts_of(bom: BomArrays) -> Parts:
    """Find the parts of a structure and what they hold of one another."""
    node, around = _around(bom)
    parent, child = around[bom.usages.parent], around[bom.usages.child]
    outward = parent != child
    keys = distinct(parent[outward] * len(node) + child[outward])
    parent, child = np.divmod(keys, len(node))
    return Parts(
        node.astype(np.int32),
        around.astype(np.int32),
        bom.height[node].astype(np.int32),
        csr_starts(parent, len(node)).astype(np.int32),
        child.astype(np.int32),
    )


def distinct(keys: NDArray[_Number]) -> NDArray[_Number]:
    """Keys in order, each once; by sorting, which here takes a tenth of the time of `np.unique`."""
    if np.all(keys[1:] > keys[:-1]):
        return keys
    keys = np.sort(keys)
    return keys[np.concatenate(([True], keys[1:] != keys[:-1]))]


def spans(first: NDArray[_Number], length: NDArray[_Number]) -> IntArray:
    """Places `first[i]` to `first[i] + length[i] - 1` for every i, one after the other."""
    moved = np.repeat(first - (np.cumsum(length) - length), length)
    return moved + np.arange(len(moved))


def _around(bom: BomArrays) -> tuple[IntArray, IntArray]:
    """Nodes that are parts, and the part around every node; one pass per level climbed."""
    nodes, usages = len(bom.nodes), bom.usages
    above = np.arange(nodes)
    inner = ~bom.nodes.is_boundary[usages.child]
    above[usages.child[inner]] = usages.parent[inner]
    while not np.array_equal(further := above[above], above):
        above = further
    node = np.flatnonzero(above == np.arange(nodes))
    number = np.empty(nodes, dtype=np.int64)
    number[node] = np.arange(len(node))
    return node, number[above]
