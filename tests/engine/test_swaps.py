"""One part in the place of another: inside the product, in its quantity, with all that it holds."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from engine.errors import CyclicStructure
from engine.product import Product, product_of
from engine.swap import swapped
from tests.strategies import Draft, NodeDraft, UsageDraft

from .test_scope_and_limits import MATERIAL, PLAIN

OWN = replace(PLAIN, is_boundary=True)


def product(*usages: UsageDraft, nodes: list[NodeDraft]) -> tuple[Product, list[int]]:
    """Of the first drafted node; nodes are labelled by their drafted numbers."""
    bom, new = Draft(nodes, list(usages)).arrays()
    labels = [""] * len(nodes)
    for drafted, number in enumerate(new.tolist()):
        labels[number] = f"n{drafted}"
    return product_of(bom, int(new[0]), labels), new.tolist()


def held(found: Product) -> list[tuple[str, str, Fraction | None]]:
    """Usages inside the product by labels, with their quantities."""
    usages = found.bom.usages
    return sorted(
        (found.labels[parent], found.labels[child], usages.quantity.exact(row))
        for row, (parent, child) in enumerate(
            zip(usages.parent.tolist(), usages.child.tolist(), strict=True)
        )
        if found.inside[parent]
    )


def test_the_new_part_takes_every_place_of_the_old_ones_in_their_quantities() -> None:
    # n0 uses n1 and n2, n2 uses n1 again; n3 with its material n4 shall stand for n1.
    before, new = product(
        UsageDraft(0, 1, Fraction(2)),
        UsageDraft(0, 2),
        UsageDraft(2, 1, Fraction(3)),
        UsageDraft(3, 4),
        nodes=[PLAIN, OWN, PLAIN, PLAIN, MATERIAL],
    )
    after = swapped(before, [new[1]], new[3])
    assert held(after) == [("n0", "n2", 1), ("n0", "n3", 2), ("n2", "n3", 3), ("n3", "n4", 1)]
    assert held(before) == [("n0", "n1", 2), ("n0", "n2", 1), ("n2", "n1", 3)]
    assert after.labels[after.root] == "n0"


def test_what_other_products_use_stays_in_its_place() -> None:
    before, new = product(
        UsageDraft(0, 1), UsageDraft(2, 1), UsageDraft(2, 3), nodes=[PLAIN, OWN, PLAIN, PLAIN]
    )
    after = swapped(before, [new[1]], new[3])
    assert held(after) == [("n0", "n3", 1)]
    other = product_of(after.bom, after.labels.index("n2"), after.labels)
    assert held(other) == [("n2", "n1", 1), ("n2", "n3", 1)]


def test_a_part_that_holds_what_would_use_it_is_refused() -> None:
    before, new = product(
        UsageDraft(0, 1), UsageDraft(1, 2), UsageDraft(3, 1), nodes=[PLAIN, OWN, PLAIN, PLAIN]
    )
    with pytest.raises(CyclicStructure):
        swapped(before, [new[2]], new[3])
