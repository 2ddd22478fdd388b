"""One product inside the arrays: what it holds, how often, and by which path."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from engine.arrays import BomArrays, BoolArray
from engine.boundary import NOWHERE
from engine.exact import ExactColumn, IntArray

__all__ = ["Product", "product_of"]


@dataclass(frozen=True, slots=True)
class Product:
    """A node and everything below it.

    Attributes:
        inside: nodes of the product, bool [nodes].
        via: usage by which a node is first reached from the root, `NOWHERE` for the root.
        count: exact number of units of a node in one root; object [nodes] of Fraction.
        uncounted: a quantity on the way is not known, so `count` says nothing.
        paths: number of ways from the root to a node; object [nodes] of int.
        words: path words of a node's children, filled when first asked for.
        by_child: usages grouped by child, of each child in file order.
    """

    bom: BomArrays
    root: int
    labels: Sequence[str]
    inside: BoolArray
    via: IntArray
    count: NDArray[np.object_]
    uncounted: BoolArray
    paths: NDArray[np.object_]
    by_child: IntArray
    words: dict[int, list[str]] = field(default_factory=dict, repr=False, compare=False)

    def path(self, node: int) -> tuple[str, ...]:
        """Words from the root to a node by the first way; a repeated sibling gets `#2`.

        A node without a word of its own (a part that is one material) adds none.
        """
        words: list[str] = []
        at = node
        while at != self.root:
            usage = int(self.via[at])
            words += filter(None, [self.word(usage)])
            at = int(self.bom.usages.parent[usage])
        return (self.labels[self.root], *reversed(words))

    def unit_around(self, node: int) -> int:
        """The unit of coverage that holds a node; the root where none does."""
        at = node
        while not self.bom.nodes.is_unit[at] and at != self.root:
            at = int(self.bom.usages.parent[self.via[at]])
        return at

    def word(self, usage: int) -> str:
        """Label of a usage's child, told apart from equal siblings before it."""
        parent = int(self.bom.usages.parent[usage])
        return self.words_below(parent)[usage - int(self.bom.children[parent])]

    def words_below(self, parent: int) -> list[str]:
        """Words of all usages in a parent, in file order."""
        if parent not in self.words:
            self.words[parent] = self._told_apart(parent)
        return self.words[parent]

    def _told_apart(self, parent: int) -> list[str]:
        span = slice(int(self.bom.children[parent]), int(self.bom.children[parent + 1]))
        labels = [self.labels[child] for child in self.bom.usages.child[span].tolist()]
        if len(set(labels)) == len(labels):
            return labels
        seen: Counter[str] = Counter()
        words = []
        for label in labels:
            seen[label] += 1
            words.append(f"{label}#{seen[label]}" if label and seen[label] > 1 else label)
        return words


def product_of(bom: BomArrays, root: int, labels: Sequence[str]) -> Product:
    """Walk a product from its root, one pass per level."""
    nodes, usages = len(bom.nodes), bom.usages
    inside = np.zeros(nodes, dtype=bool)
    inside[root] = True
    via = np.full(nodes, NOWHERE, dtype=np.int64)
    count = np.full(nodes, 0, dtype=object)
    paths = np.full(nodes, 0, dtype=object)
    uncounted = np.zeros(nodes, dtype=bool)
    # Whole numbers until the end: a product of integers costs a tenth of one of fractions.
    count[root], paths[root] = 1, 1
    level = bom.height[usages.parent]
    for height in range(int(bom.height[root]), 0, -1):
        low, high = np.searchsorted(level, (height, height + 1)).tolist()
        rows = low + np.flatnonzero(inside[usages.parent[low:high]])
        child = usages.child[rows]
        inside[child] = True
        # Written backwards, so the first usage of a child is the one that stays.
        fresh = rows[::-1][via[child[::-1]] == NOWHERE]
        via[usages.child[fresh]] = fresh
        rows = rows[~usages.alternative[rows]]
        told = usages.quantity.known[rows]
        uncounted[usages.child[rows[~told | uncounted[usages.parent[rows]]]]] = True
        times = count[usages.parent[rows]] * _quantities(usages.quantity, rows)
        np.add.at(count, usages.child[rows], times)
        np.add.at(paths, usages.child[rows], paths[usages.parent[rows]])
    count[inside] = [Fraction(units) for units in count[inside]]
    by_child = np.argsort(usages.child, kind="stable")
    return Product(bom, root, labels, inside, via, count, uncounted, paths, by_child)


def _quantities(quantity: ExactColumn, rows: IntArray) -> NDArray[np.object_]:
    """Quantities of usages, 0 where none was told; `int` where whole, else `Fraction`."""
    counts = quantity.counts[rows]
    whole, rest = np.divmod(np.maximum(counts, 0), quantity.scale)
    found = whole.astype(object)
    odd = np.flatnonzero(rest != 0)
    if quantity.beyond:
        odd = np.union1d(odd, np.flatnonzero(np.isin(rows, list(quantity.beyond))))
    for place in odd.tolist():
        found[place] = quantity.exact(int(rows[place]))
    return np.asarray(found)
