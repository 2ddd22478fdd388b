"""The least that must be replaced to turn a red product green."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from engine.arrays import BoolArray, Kind
from engine.evaluate import Evaluation
from engine.outcomes import FAILING, Flags, Outcome, Status, flag, status_of, worst_status
from engine.product import Product
from engine.settle import gap_flags
from engine.vertex_cut import vertex_cut

__all__ = ["FailingLeaf", "Witness", "own_flags", "witness_of"]


@dataclass(frozen=True, slots=True)
class FailingLeaf:
    """A material, or an article as a whole, that breaks the law by itself.

    Attributes:
        node: the denominator of the broken limits, or the part that a supplier answered for.
        rules: numbers of the rules that it breaks, ascending.
    """

    node: int
    rules: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Witness:
    """What keeps a product red, and the fewest replacements that end it.

    Attributes:
        status: of the product as it is, the worst over the lists judged.
        leaves: every failing leaf. Any of them alone keeps the product red, so on the level of
            materials there is no smaller set than all of them.
        parts: the fewest parts below the product that lie on every way to every failing leaf, the
            deepest of several such sets; the product itself where one of its own materials fails.
        after: status once they are replaced by parts without a breach. What is unknown elsewhere
            stays unknown.
    """

    status: Status
    leaves: tuple[FailingLeaf, ...]
    parts: tuple[int, ...]
    after: Status


def witness_of(evaluation: Evaluation, product: Product) -> Witness:
    """The smallest witness of a product; empty where nothing in it fails.

    A replaced part is replaced wherever the product uses it. Replacing an article also replaces
    what it holds, so a material may be dealt with at any height above it.
    """
    flags = evaluation.flags[product.root]
    status = worst_status([status_of(int(bits)) for bits in flags])
    leaves = _leaves(evaluation, product)
    if not leaves:
        return Witness(status, (), (), status)
    cut = _cut(evaluation, product, [leaf.node for leaf in leaves])
    parts = tuple(sorted(cut)) if cut is not None else (product.root,)
    return Witness(status, leaves, parts, _after(evaluation, product, frozenset(parts)))


def _leaves(evaluation: Evaluation, product: Product) -> tuple[FailingLeaf, ...]:
    cells, found = evaluation.line.cells, defaultdict(set)
    failing = np.isin(evaluation.outcomes, _FAILING) & product.inside[cells.node]
    for cell in np.flatnonzero(failing).tolist():
        found[int(cells.node[cell])].add(int(cells.rule[cell]))
    for told in evaluation.statements:
        if product.inside[told.node] and told.outcome in _FAILING:
            found[told.node].add(told.rule)
    return tuple(FailingLeaf(node, tuple(sorted(found[node]))) for node in sorted(found))


_FAILING = tuple(outcome for outcome in Outcome if flag(outcome) & FAILING)


def _cut(evaluation: Evaluation, product: Product, leaves: list[int]) -> frozenset[int] | None:
    """The fewest parts on every way to the leaves, looking only where something fails."""
    usages = product.bom.usages
    red = np.any(evaluation.flags & FAILING, axis=1) & product.inside
    rows = np.flatnonzero(red[usages.parent] & red[usages.child])
    edges = zip(usages.parent[rows].tolist(), usages.child[rows].tolist(), strict=True)
    parts = set(np.flatnonzero(red & (product.bom.nodes.kind == Kind.PART)).tolist())
    return vertex_cut(edges, product.root, leaves, parts - {product.root})


def _after(evaluation: Evaluation, product: Product, replaced: frozenset[int]) -> Status:
    """Status of what stays in place; a part that was replaced brings in nothing."""
    if product.root in replaced:
        return Status.COMPLIANT
    stays = np.zeros(len(product.bom.nodes), dtype=bool)
    stays[product.root] = True
    usages = product.bom.usages
    # Children stand before their parents, so the way down is from the last usage to the first.
    for row in range(len(usages) - 1, -1, -1):
        child = int(usages.child[row])
        if stays[usages.parent[row]] and child not in replaced:
            stays[child] = True
    bits = np.bitwise_or.reduce(own_flags(evaluation, stays)[stays], axis=0)
    return worst_status([status_of(int(one)) for one in bits])


def own_flags(evaluation: Evaluation, stays: BoolArray) -> Flags:
    """Flags of every node by itself, before they rise; told contradictions end with their cell."""
    line = evaluation.line
    own, cells, list_of = (
        gap_flags(line.bom, line.rules, evaluation.covered),
        line.cells,
        line.rules.list_of,
    )
    bits = np.left_shift(1, evaluation.outcomes.astype(np.int64)).astype(np.uint16)
    np.bitwise_or.at(own, (cells.node, list_of[cells.rule]), bits)
    for told in evaluation.statements:
        own[told.node, list_of[told.rule]] |= np.uint16(flag(told.outcome))
    for denied in evaluation.denials:
        if stays[cells.node[denied.cell]]:
            own[denied.node, list_of[denied.rule]] |= np.uint16(flag(Outcome.CONFLICT))
    return own
