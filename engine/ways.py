"""The ways through a product from its root down to a node, and the units that lie on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from engine.product import Product
from regulations.quotient import Ratio, times

__all__ = ["Way", "Ways"]

_MOST: Final = 10_000
"""Ways that are listed one by one; a structure with more lists each node once, by its first way."""


class Way(NamedTuple):
    """Words from the root to a node, and units of the node in one root; None where not known.

    No dataclass: a product has tens of thousands of them, a frozen one takes half as long again.
    """

    path: tuple[str, ...]
    units: Ratio | None


class _Use(NamedTuple):
    """Where a node is used, by which word, and how many units of it a unit of its parent holds."""

    parent: int
    word: str
    quantity: Ratio | None


class Ways:
    """The ways to the nodes of one product; each is found once."""

    def __init__(self, product: Product) -> None:
        self._product = product
        self._uses = _uses(product)
        self._known = {product.root: [Way(product.path(product.root), 1)]}

    def to(self, node: int) -> Sequence[Way]:
        """Every way from the root to a node that carries mass, in file order."""
        if node in self._known:
            return self._known[node]
        # A stack of its own: a deep structure must not meet Python's recursion limit.
        asked = [node]
        while asked:
            top = asked[-1]
            missing = [] if top in self._known else self._missing(top)
            if missing:
                asked += missing
                continue
            if top not in self._known:
                self._known[top] = list(self._found(top))
            asked.pop()
        return self._known[node]

    def _is_shared_too_much(self, node: int) -> bool:
        return bool(self._product.paths[node] > _MOST)

    def _missing(self, node: int) -> list[int]:
        """Parents whose ways have to be known before those of a node."""
        if self._is_shared_too_much(node):
            return []
        return [use.parent for use in self._uses.get(node, ()) if use.parent not in self._known]

    def _found(self, node: int) -> Iterator[Way]:
        product = self._product
        if self._is_shared_too_much(node):
            count = None if product.uncounted[node] else product.count[node]
            yield Way(product.path(node), count)
            return
        for parent, word, quantity in self._uses.get(node, ()):
            for path, units in self._known[parent]:
                yield Way((*path, word) if word else path, times(units, quantity))


def _uses(product: Product) -> Mapping[int, Sequence[_Use]]:
    """Usages of each node inside the product that carry mass, in file order.

    What is used zero times is not there: no way leads through it.
    """
    usages, children = product.bom.usages, product.bom.children.tolist()
    rows = product.by_child
    rows = rows[product.inside[usages.parent[rows]] & ~usages.alternative[rows]]
    columns = (rows.tolist(), usages.child[rows].tolist(), usages.parent[rows].tolist())
    found: defaultdict[int, list[_Use]] = defaultdict(list)
    for usage, child, parent, quantity in zip(*columns, usages.quantity.ratios(rows), strict=True):
        if quantity is None or quantity.numerator:
            word = product.words_below(parent)[usage - children[parent]]
            found[child].append(_Use(parent, word, quantity))
    return found
