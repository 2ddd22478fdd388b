"""A product as a tree that is opened step by step, each node with both axes of its status.

The union of outcomes below a node says what is known and what is not; so a node that is never
opened tells as much as one that is, and from every red or open node a line of nodes leads down to
the one that makes it so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from engine.arrays import Kind
from engine.axes import Axes, axes_of, whole_of
from engine.evaluate import Evaluation
from engine.outcomes import FAILING, UNSETTLED, Outcome, Status, flag
from engine.product import Product

__all__ = ["Branch", "Place", "Tree", "open_tree"]

_PROBLEMS: Final = (Status.UNKNOWN, Status.NON_COMPLIANT)

Place = tuple[int, ...]
"""Which child of which child: () is the root."""


@dataclass(frozen=True, slots=True)
class Branch:
    """A node at one place of the tree.

    Attributes:
        word: its word in paths, "" where it adds none.
        path: words from the root down to it.
        count: how many of it one unit of the node above holds; None where that is not known.
        is_alternative: a second candidate for the same place; its mass does not count.
        whole: both axes over all lists.
        lists: both axes by list, in the order of the rules.
        cause: the place of the node that makes the status what it is, None where nothing has to.
        holds: how many nodes stand directly below.
        children: those that were asked for, None where it was not opened.
    """

    node: int
    place: Place
    word: str
    path: tuple[str, ...]
    kind: Kind
    count: Fraction | None
    is_alternative: bool
    whole: Axes
    lists: tuple[Axes, ...]
    cause: Place | None
    holds: int
    children: tuple[Branch, ...] | None


@dataclass(slots=True)
class Tree:
    """Opens a product; keeps count, so that a tree of millions is not opened at once.

    Attributes:
        most: nodes to show at most.
        is_cut: whether some were left out for that reason.
    """

    evaluation: Evaluation
    product: Product
    problems_only: bool
    most: int
    is_cut: bool = False

    def branch(self, place: Place, depth: int) -> Branch | None:
        """The branch at a place, opened so many levels deep; None where there is nothing."""
        node, usage = self.product.root, -1
        path: tuple[str, ...] = (self.product.labels[node],)
        for position in place:
            below = self._usages(node)
            if not 0 <= position < len(below):
                return None
            usage = below[position]
            node, path = self._child(usage), (*path, *filter(None, [self.product.word(usage)]))
        return self._branch(node, usage, place, path, depth)

    def _branch(
        self, node: int, usage: int, place: Place, path: tuple[str, ...], depth: int
    ) -> Branch:
        self.most -= 1
        lists = self._lists(node)
        below = self._usages(node)
        root = usage < 0
        usages = self.product.bom.usages
        return Branch(
            node=node,
            place=place,
            word=path[0] if root else self.product.word(usage),
            path=path,
            kind=Kind(int(self.product.bom.nodes.kind[node])),
            count=Fraction(1) if root else usages.quantity.exact(usage),
            is_alternative=not root and bool(usages.alternative[usage]),
            whole=whole_of(lists),
            lists=lists,
            cause=self._cause(node, place),
            holds=len(below),
            children=self._opened(below, place, path, depth) if depth else None,
        )

    def _opened(
        self, below: Sequence[int], place: Place, path: tuple[str, ...], depth: int
    ) -> tuple[Branch, ...]:
        opened = []
        for position, usage in enumerate(below):
            child = self._child(usage)
            if self.problems_only and whole_of(self._lists(child)).status not in _PROBLEMS:
                continue
            if self.most <= 0:
                self.is_cut = True
                break
            inner = (*path, *filter(None, [self.product.word(usage)]))
            opened.append(self._branch(child, usage, (*place, position), inner, depth - 1))
        return tuple(opened)

    def _cause(self, node: int, place: Place) -> Place | None:
        """Down from a node, always to the first child that says the same, until none does."""
        wanted = self._driving(node)
        if wanted is None:
            return None
        at, position = node, place
        while True:
            for number, usage in enumerate(self._usages(at)):
                if self._says(self._child(usage), wanted):
                    at, position = self._child(usage), (*position, number)
                    break
            else:
                return position

    def _driving(self, node: int) -> tuple[int, Outcome] | None:
        """List and outcome that make the status: the first list of the worst, its worst outcome."""
        lists = self._lists(node)
        status = whole_of(lists).status
        bits = {Status.NON_COMPLIANT: FAILING, Status.UNKNOWN: UNSETTLED}.get(status)
        if bits is None:
            return None
        number = next(n for n, axes in enumerate(lists) if axes.status is status)
        flags = int(self.evaluation.flags[node, number]) & bits
        return number, max(one for one in Outcome if flags & flag(one))

    def _says(self, node: int, wanted: tuple[int, Outcome]) -> bool:
        number, outcome = wanted
        return bool(int(self.evaluation.flags[node, number]) & flag(outcome))

    def _lists(self, node: int) -> tuple[Axes, ...]:
        return tuple(axes_of(int(flags)) for flags in self.evaluation.flags[node])

    def _usages(self, node: int) -> range:
        starts = self.product.bom.children
        return range(int(starts[node]), int(starts[node + 1]))

    def _child(self, usage: int) -> int:
        return int(self.product.bom.usages.child[usage])


def open_tree(
    evaluation: Evaluation,
    product: Product,
    *,
    place: Place,
    depth: int,
    problems_only: bool,
    most: int,
) -> tuple[Branch | None, bool]:
    """The tree from a place down, and whether nodes were left out because there are too many.

    Args:
        evaluation: of the arrays that hold the product.
        product: whose tree it is.
        place: where to begin, () for the root.
        depth: levels to open below it.
        problems_only: leave out what is neither red nor open.
        most: nodes to show at most.

    Returns:
        None instead of a branch where there is no such place.
    """
    tree = Tree(evaluation, product, problems_only, most)
    return tree.branch(place, depth), tree.is_cut
