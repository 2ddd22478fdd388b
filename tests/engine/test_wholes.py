"""What a material is divided by: its article, what that weighs, and how often it stands in it."""

from __future__ import annotations

from fractions import Fraction

import pytest

from engine.arrays import Amount, BomArrays, Kind
from engine.boundary import NOWHERE
from engine.totals.greatest import Peak, peaks_of
from engine.totals.holdings import LEFT_OUT
from engine.totals.wholes import Wholes, wholes_of
from tests.strategies import Draft, NodeDraft, RowDraft, UsageDraft

HALF = Fraction(1, 2)
LEAD = 0

Quantity = Fraction | int | None


def told(number: Quantity) -> Fraction | None:
    return None if number is None else Fraction(number)


def nested(*quantities: Quantity, mass: int = 1) -> tuple[BomArrays, Wholes, int, int]:
    """A material in a part in … an article; the arrays, their wholes, material and article."""
    draft = Draft([NodeDraft(Kind.MATERIAL, mass=Fraction(mass))])
    at = 0
    for place, quantity in enumerate(quantities, start=1):
        outermost = place == len(quantities)
        part = draft.add(NodeDraft(Kind.PART, is_article=outermost, mass=Fraction(10**9)))
        draft.usages.append(UsageDraft(part, at, told(quantity)))
        at = part
    bom, new = draft.arrays()
    return bom, wholes_of(bom), int(new[0]), int(new[at])


@pytest.mark.parametrize(
    ("quantities", "whole", "exact"),
    [
        ((3,), 3, 3),
        ((3, 5, 7), 105, 105),
        ((0, 5), 0, 0),
        ((2**30, 2**31 - 1), 2**61 - 2**30, 2**61 - 2**30),
        ((2**30, 2**31), LEFT_OUT, 2**61),
        ((2**30, 2**30, 1, 1), 2**60, 2**60),
        ((2**31, 2**31, 2**31), LEFT_OUT, 2**93),
        ((HALF, 4), LEFT_OUT, 2),
        ((HALF, 3, HALF), LEFT_OUT, Fraction(3, 4)),
        ((HALF, HALF), LEFT_OUT, Fraction(1, 4)),
        ((HALF, 0), LEFT_OUT, 0),
        ((0, HALF), LEFT_OUT, 0),
        ((None, 4), LEFT_OUT, None),
        ((None, 0), LEFT_OUT, None),
        ((0, None), LEFT_OUT, None),
        ((None, 3, None), LEFT_OUT, None),
    ],
)
def test_units_in_the_article_are_whole_or_left_to_fractions(
    quantities: tuple[Quantity, ...], whole: int, exact: Quantity
) -> None:
    bom, wholes, material, article = nested(*quantities)
    assert wholes.units[material] == whole
    assert wholes.exact_units(bom, material, article) == exact
    assert wholes.exact_units(bom, material, material) == 1
    assert wholes.article[material] == article


def test_a_place_that_nobody_counted_is_open_beside_any_other_though_something_is_zero() -> None:
    draft = Draft()
    for quantities in ((1, 1), (None, 0)):
        material = draft.add(NodeDraft(Kind.MATERIAL, mass=Fraction(10)))
        inner = draft.add(NodeDraft(Kind.PART))
        article = draft.add(NodeDraft(Kind.PART, is_article=True, mass=Fraction(20)))
        draft.usages.append(UsageDraft(inner, material, told(quantities[0])))
        draft.usages.append(UsageDraft(article, inner, told(quantities[1])))
        draft.rows.append(RowDraft(material, LEAD, HALF, HALF, Amount.SHARE))
    bom, new = draft.arrays()
    found = peaks_of(bom, wholes_of(bom), new)
    assert found.in_article == {LEAD: Peak(Fraction(1, 4), int(new[2]))}
    assert found.open_article == {LEAD}


def test_the_way_up_is_told_of_what_stands_in_one_place_only() -> None:
    draft = Draft([NodeDraft(Kind.MATERIAL, mass=Fraction(4), is_boundary=True)])
    parts = [draft.add(NodeDraft(Kind.PART, is_boundary=True)) for _ in range(3)]
    draft.usages += [UsageDraft(parts[0], 0), UsageDraft(parts[1], 0), UsageDraft(parts[2], 1)]
    bom, new = draft.arrays()
    above = wholes_of(bom).above
    assert [above[new[node]] for node in (0, parts[1], parts[2])] == [NOWHERE] * 3
    usage = int(above[new[parts[0]]])
    assert (bom.usages.parent[usage], bom.usages.child[usage]) == (new[parts[2]], new[parts[0]])


def test_masses_are_whole_nanograms_or_left_to_fractions() -> None:
    draft = Draft([NodeDraft(Kind.MATERIAL, mass=mass) for mass in (Fraction(4), HALF, None)])
    part = draft.add(NodeDraft(Kind.PART))
    draft.usages += [UsageDraft(part, 0, Fraction(3)), UsageDraft(part, 1, Fraction(1))]
    bom, new = draft.arrays()
    wholes = wholes_of(bom)
    assert wholes.mass[new].tolist() == [4, LEFT_OUT, LEFT_OUT, LEFT_OUT]
    exact = [wholes.exact_mass(int(node)) for node in new]
    assert exact == [4, HALF, None, Fraction(25, 2)]


def test_base_material_is_an_article_and_counts_in_the_coated_one_around_it() -> None:
    draft = Draft([NodeDraft(Kind.MATERIAL, is_article=True), NodeDraft(Kind.MATERIAL)])
    part = draft.add(NodeDraft(Kind.PART, is_article=True))
    draft.usages += [UsageDraft(part, 0), UsageDraft(part, 1)]
    bom, new = draft.arrays()
    wholes, coated = wholes_of(bom), int(new[part])
    assert wholes.article[new].tolist() == [new[0], coated, NOWHERE]
    assert wholes.coated[new].tolist() == [coated, NOWHERE, NOWHERE]
