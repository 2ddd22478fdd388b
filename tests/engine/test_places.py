"""Where a substance sits in a product, way by way, and what its amount comes to there."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from engine.arrays import Amount, Kind
from engine.locations import Location
from engine.product import product_of
from engine.roll_up import Rollup, roll_up
from tests.strategies import Draft, NodeDraft, RowDraft, UsageDraft
from tests.toy_law import LEAD, OXIDE, toy_catalog

from .test_scope_and_limits import ARTICLE, MATERIAL, PLAIN, row

SHARED = replace(PLAIN, is_boundary=True)
ONE_NANOGRAM = NodeDraft(Kind.MATERIAL, mass=Fraction(1))


def rolled(nodes: list[NodeDraft], usages: list[UsageDraft], *rows: RowDraft) -> Rollup:
    """Of the first drafted node."""
    bom, new = Draft(nodes, usages, list(rows)).arrays()
    labels = [""] * len(nodes)
    for drafted, number in enumerate(new.tolist()):
        labels[number] = f"n{drafted}"
    law = toy_catalog().lists["toy-law"].entries
    return roll_up(product_of(bom, int(new[0]), labels), {}, law)


def places(nodes: list[NodeDraft], usages: list[UsageDraft], *rows: RowDraft) -> list[Location]:
    """Of the one substance that the product holds."""
    (total,) = rolled(nodes, usages, *rows).substances
    return list(total.locations)


def test_a_substance_is_told_at_every_way_inside_the_product_that_carries_mass() -> None:
    usages = [
        UsageDraft(0, 1, Fraction(2)),
        UsageDraft(1, 2, Fraction(3)),
        UsageDraft(0, 2, Fraction(1, 3)),
        UsageDraft(0, 2, alternative=True),
        UsageDraft(0, 2, Fraction(0)),
        UsageDraft(4, 2),
        UsageDraft(2, 3, Fraction(5)),
    ]
    nodes = [PLAIN, PLAIN, SHARED, ONE_NANOGRAM, PLAIN]
    found = places(nodes, usages, row(3, LEAD, "0.5"))
    assert [(one.path, one.units, one.mass) for one in found] == [
        (("n0", "n1", "n2", "n3"), 30, 15),
        (("n0", "n2", "n3"), Fraction(5, 3), Fraction(5, 6)),
    ]


@pytest.mark.parametrize(("one", "other", "told"), [(4, 2500, 10_000), (73, 137, 1)])
def test_ten_thousand_ways_are_listed_and_of_more_only_the_first(
    one: int, other: int, told: int
) -> None:
    usages = [UsageDraft(0, 1)] * one + [UsageDraft(1, 2)] * other
    found = places([PLAIN, SHARED, replace(ONE_NANOGRAM, is_boundary=True)], usages,
                   row(2, LEAD, "1"))  # fmt: skip
    assert len(found) == told
    assert (found[0].path, found[0].units) == (
        ("n0", "n1", "n2"),
        one * other if told == 1 else 1,
    )


def test_shares_and_masses_that_are_no_whole_numbers_stay_what_they_are() -> None:
    nodes = [replace(ARTICLE, mass=Fraction(2, 3)), replace(MATERIAL, mass=Fraction(1, 3))]
    (found,) = places(nodes, [UsageDraft(0, 1)], row(1, LEAD, "1/7"))
    assert (found.of_material, found.of_article) == (Fraction(1, 7), Fraction(1, 14))
    assert found.mass == Fraction(1, 21)


@pytest.mark.parametrize(
    ("told", "of_material", "mass"),
    [
        (row(1, LEAD, None, amount=Amount.UNKNOWN), None, None),
        (row(1, LEAD, None, amount=Amount.MASS_ONLY), None, None),
        (
            row(1, LEAD, None, amount=Amount.MASS_ONLY, mass=(Fraction(1, 9), Fraction(1, 7))),
            Fraction(1, 14),
            Fraction(1, 7),
        ),
        (row(1, LEAD, "0.25", "0.5"), Fraction(1, 2), 1),
    ],
    ids=["no amount", "a mass without a number", "a mass", "a range"],
)
def test_the_most_that_was_told_is_shown_and_nothing_where_nothing_was(
    told: RowDraft, of_material: Fraction | None, mass: Fraction | None
) -> None:
    nodes = [PLAIN, replace(MATERIAL, mass=Fraction(2))]
    (found,) = places(nodes, [UsageDraft(0, 1)], told)
    assert (found.of_material, found.mass, found.of_article) == (of_material, mass, None)


def test_a_quantity_that_nobody_told_leaves_units_and_masses_of_its_way_unknown() -> None:
    usages = [UsageDraft(0, 1, None), UsageDraft(0, 2), UsageDraft(1, 3), UsageDraft(2, 3)]
    shared = replace(ONE_NANOGRAM, is_boundary=True)
    found = places([PLAIN, PLAIN, PLAIN, shared], usages, row(3, LEAD, "1"))
    assert [one.units for one in found] == [None, 1]
    assert found[0].mass is None


def test_compounds_of_an_element_in_one_material_are_one_place_of_it() -> None:
    nodes = [ARTICLE, replace(MATERIAL, mass=Fraction(10**6)), ONE_NANOGRAM]
    usages = [UsageDraft(0, 1, Fraction(2)), UsageDraft(0, 2)]
    rows = [row(1, LEAD, "0.1"), row(1, OXIDE, "0.5"), row(2, OXIDE, "1")]
    found = rolled(nodes, usages, *rows)
    (lead,) = found.elements
    share = Fraction("0.1") + Fraction("0.5") * Fraction("0.92832")
    both, alone = lead.locations
    assert (both.path, both.units, both.of_material) == (("n0", "n1"), 2, share)
    assert (both.mass, alone.mass) == (share * 2 * 10**6, Fraction("0.92832"))
    assert both.of_article == share * 2 * 10**6 / (2 * 10**6 + 1)
    assert lead.mass == share * 2 * 10**6 + Fraction("0.92832")
