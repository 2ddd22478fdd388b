"""One product inside a portfolio: how often it holds what, by which ways, and what is uncounted."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from engine.arrays import Kind
from engine.product import Product, product_of
from tests.strategies import Draft, NodeDraft, UsageDraft

PART, SHARED = NodeDraft(Kind.PART), NodeDraft(Kind.PART, is_boundary=True)
MATERIAL = NodeDraft(Kind.MATERIAL)


def product(nodes: Sequence[NodeDraft], *usages: UsageDraft) -> tuple[Product, list[int]]:
    """The product of the first node, and the number of each drafted one."""
    bom, new = Draft(list(nodes), list(usages)).arrays()
    labels = [""] * len(nodes)
    for drafted, number in enumerate(new.tolist()):
        labels[number] = f"n{drafted}"
    return product_of(bom, int(new[0]), labels), new.tolist()


def test_what_stands_below_a_quantity_that_nobody_told_is_not_counted() -> None:
    found, new = product(
        [PART, PART, MATERIAL, PART, MATERIAL],
        UsageDraft(0, 1, None),
        UsageDraft(1, 2, Fraction(2)),
        UsageDraft(0, 3, Fraction(3)),
        UsageDraft(3, 4, Fraction(5)),
    )
    assert found.uncounted[new].tolist() == [False, True, True, False, False]
    assert found.count[new[3:]].tolist() == [3, 15]


def test_units_and_ways_are_multiplied_downwards_and_added_where_they_meet() -> None:
    found, new = product(
        [PART, PART, SHARED, MATERIAL],
        UsageDraft(0, 1, Fraction(2)),
        UsageDraft(1, 2, Fraction(3)),
        UsageDraft(0, 2, Fraction(1, 3)),
        UsageDraft(2, 3, Fraction(3, 2)),
        UsageDraft(1, 2, Fraction(100), alternative=True),
    )
    assert found.count[new].tolist() == [1, 2, Fraction(19, 3), Fraction(19, 2)]
    assert found.paths[new].tolist() == [1, 1, 2, 2]


def test_a_path_follows_the_first_usage_and_numbers_equal_siblings() -> None:
    nodes = [PART, PART, PART, MATERIAL]
    bom, new = Draft(nodes, [UsageDraft(0, 1), UsageDraft(0, 2), UsageDraft(2, 3)]).arrays()
    labels = [""] * len(nodes)
    for drafted, word in enumerate(("top", "same", "same", "")):
        labels[new[drafted]] = word
    found = product_of(bom, int(new[0]), labels)
    assert found.path(int(new[1])) == ("top", "same")
    assert found.path(int(new[2])) == found.path(int(new[3])) == ("top", "same#2")
