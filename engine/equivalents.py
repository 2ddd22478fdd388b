"""Several parts for one place: what the best and the worst choice of them come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.evaluate import Evaluation
from engine.outcomes import Status, statuses_of, worst_status
from engine.product import Product
from engine.witness import own_flags

__all__ = ["Choice", "Place", "choice_of"]

_ORDER: Final = tuple(Status)

Place = tuple[int, tuple[int, ...]]
"""The node that uses a part, and the nodes of the parts that may be meant."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Status of a product by what stands in the places that several parts may take.

    Attributes:
        best, worst: over the lists that count; the worst is the status of the product.
        lists: list id, best and worst of each list judged; each list with the choice that is best
            for the product as a whole.
        places: path of what uses the part, and the words of the candidates.
    """

    best: Status
    worst: Status
    lists: tuple[tuple[str, Status, Status], ...]
    places: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]


def choice_of(
    evaluation: Evaluation, product: Product, places: Sequence[Place], counted: Sequence[int]
) -> Choice | None:
    """The best and the worst case; None where nothing was to be chosen.

    Candidates of one place are independent of those of another, so the best product is that of the
    best candidate in each place. The headline stays the worst: nobody knows which one is bought.

    Args:
        evaluation: of the product.
        product: the product.
        places: where several parts may be meant.
        counted: positions of the lists that enter the overall status.
    """
    if not places:
        return None
    ranks = _best_ranks(evaluation, product, dict(places), counted)[product.root]
    worst = statuses_of(evaluation.flags[product.root])
    names = evaluation.line.rules.lists
    best, most = ([_ORDER[int(one)] for one in row] for row in (ranks, worst))
    return Choice(
        worst_status([best[place] for place in counted]),
        worst_status([most[place] for place in counted]),
        tuple(zip(names, best, most, strict=True)),
        tuple(
            (product.path(parent), tuple(product.labels[node] for node in candidates))
            for parent, candidates in sorted(places)
        ),
    )


def _best_ranks(
    evaluation: Evaluation,
    product: Product,
    places: dict[int, tuple[int, ...]],
    counted: Sequence[int],
) -> NDArray[np.int8]:
    """Place in `Status` of every node with the best candidates below it, int8 [nodes, lists]."""
    bom = product.bom
    ranks = statuses_of(own_flags(evaluation, product.inside))
    # Children stand before their parents.
    for node in np.flatnonzero(product.inside).tolist():
        held = bom.usages.child[bom.children[node] : bom.children[node + 1]].tolist()
        candidates = places.get(node, ())
        for child in held:
            if child not in candidates:
                ranks[node] = np.maximum(ranks[node], ranks[child])
        if candidates:
            chosen = min(candidates, key=lambda one: (max(ranks[one][list(counted)]), *ranks[one]))
            ranks[node] = np.maximum(ranks[node], ranks[chosen])
    return ranks
