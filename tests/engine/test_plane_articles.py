"""Which article a material stands in, how much of it, and when that is too much for columns."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from engine.arrays import BomArrays, Kind
from engine.compiled import is_available
from engine.evaluate import evaluate
from engine.planes.articles import placed
from engine.planes.backend import Backend
from engine.planes.judge import judge_portfolio
from engine.planes.law import law_of
from engine.planes.leaves import leaves_of
from engine.planes.plane import Plane, planes_of
from regulations.model import Effect, Level
from tests.portfolios import compiled_law
from tests.strategies import Draft, NodeDraft, UsageDraft
from tests.toy_law import OXIDE, entry, member

from .test_scope_and_limits import row

BACKENDS = [Backend.NUMPY, *([Backend.NUMBA] if is_available() else [])]
RULES = compiled_law(
    [[entry("list-0", "oxide", Effect.RESTRICT, Level.ARTICLE, "0.001", member(OXIDE))]]
)
OWN = NodeDraft(Kind.PART, is_article=True, evidence=0, is_unit=True, is_boundary=True)
PLAIN = NodeDraft(Kind.PART)
MATERIAL = NodeDraft(Kind.MATERIAL, mass=Fraction(1000))
MASSLESS = replace(MATERIAL, mass=None)
BASE = replace(MATERIAL, is_article=True)
MIXTURE = replace(MATERIAL, kind=Kind.MIXTURE)
UNDER, OVER = "0.0006", "0.0011"
"""Twice the one would be over the limit, half of the other under it."""


def arrays(nodes: list[NodeDraft], usages: list[UsageDraft], share: str = UNDER) -> BomArrays:
    """With a row in every material, in the order in which they were drafted."""
    rows = [row(n, OXIDE, share) for n, node in enumerate(nodes) if node.kind is not Kind.PART]
    return Draft(nodes, usages, rows).arrays()[0]


def told(bom: BomArrays) -> list[tuple[int, int] | None]:
    """Weight in the article and mass of the article of every material that is plain."""
    found = placed(bom)
    pairs = zip(found.weight.tolist(), found.mass.tolist(), found.is_plain.tolist(), strict=True)
    return [(weight, mass) if plain else None for weight, mass, plain in pairs]


def exceeds(bom: BomArrays) -> list[bool]:
    """Of every part, whether a limit per article is exceeded; all ways of judging agree."""
    leaves = leaves_of(bom)
    law = law_of(RULES, leaves)
    exact = planes_of(evaluate(bom, RULES).flags[leaves.parts.node])
    for backend in BACKENDS:
        assert np.array_equal(judge_portfolio(leaves, law, backend).planes.bits, exact)
    return (exact[Plane.EXCEEDED, 0] & np.uint64(1)).astype(bool).tolist()


@pytest.mark.parametrize(("share", "expected"), [(UNDER, False), ("0.001", False), (OVER, True)])
def test_a_material_that_is_its_own_article_is_all_of_it(share: str, *, expected: bool) -> None:
    for nodes in ([BASE], [replace(BASE, mass=None)], [replace(BASE, is_boundary=True)]):
        bom = arrays(nodes, [], share)
        assert told(bom) == [(1, 1)]
        assert exceeds(bom) == [expected]
    held = arrays([replace(OWN, is_article=False), BASE], [UsageDraft(0, 1, Fraction(3))], share)
    assert told(held) == [(1, 1)]
    assert exceeds(held) == [expected]


@pytest.mark.parametrize(("share", "expected"), [(UNDER, False), ("0.001", False), (OVER, True)])
def test_a_material_without_mass_that_is_all_of_its_article_needs_none(
    share: str, *, expected: bool
) -> None:
    bom = arrays([OWN, MASSLESS], [UsageDraft(0, 1)], share)
    assert told(bom) == [(1, 1)]
    assert not leaves_of(bom).hard[0]
    assert exceeds(bom) == [expected]


@pytest.mark.parametrize("quantity", ["2", "0.5", "1.000000000001"])
def test_twice_or_not_quite_a_material_without_mass_goes_the_exact_way(quantity: str) -> None:
    bom = arrays([OWN, MASSLESS], [UsageDraft(0, 1, Fraction(quantity))])
    assert told(bom) == [None]
    exceeds(bom)


@pytest.mark.parametrize("beside", [MATERIAL, MASSLESS, PLAIN])
def test_a_material_without_mass_beside_something_else_goes_the_exact_way(
    beside: NodeDraft,
) -> None:
    for order in ([MASSLESS, beside], [beside, MASSLESS]):
        bom = arrays([OWN, *order], [UsageDraft(0, 1), UsageDraft(0, 2)])
        assert told(bom) == [None] * len(told(bom))
        exceeds(bom)


def test_a_material_without_mass_in_a_part_that_is_no_article_goes_the_exact_way() -> None:
    nodes = [OWN, PLAIN, MASSLESS]
    bom = arrays(nodes, [UsageDraft(0, 1), UsageDraft(1, 2)])
    assert told(bom) == [None]
    exceeds(bom)


def test_one_nanogram_is_an_article() -> None:
    light = replace(MATERIAL, mass=Fraction(1))
    bom = arrays([OWN, light], [UsageDraft(0, 1)], OVER)
    assert told(bom) == [(1, 1)]
    assert exceeds(bom) == [True]


def test_an_article_of_which_nothing_is_used_goes_the_exact_way() -> None:
    bom = arrays([OWN, MATERIAL], [UsageDraft(0, 1, Fraction(0))])
    assert told(bom) == [None]
    exceeds(bom)


def test_the_weight_grows_by_every_quantity_on_the_way_to_the_article() -> None:
    nodes = [replace(OWN, mass=Fraction(9000)), PLAIN, PLAIN, MATERIAL, MATERIAL]
    usages = [UsageDraft(0, 1, Fraction(2)), UsageDraft(1, 2, Fraction(3))]
    usages += [UsageDraft(2, 3), UsageDraft(1, 4, Fraction("0.5"))]
    bom = arrays(nodes, usages)
    assert told(bom) == [(6000, 9000), (1000, 9000)]
    assert exceeds(bom) == [False]
    assert exceeds(arrays(nodes, usages, "0.0013")) == [True]


def test_an_article_inside_an_article_is_the_one_that_counts() -> None:
    inner = replace(PLAIN, is_article=True)
    usages = [UsageDraft(0, 1, Fraction(2)), UsageDraft(1, 2, Fraction(3))]
    bom = arrays([replace(OWN, mass=Fraction(9000)), inner, MATERIAL], usages, OVER)
    assert told(bom) == [(3000, 3000)]
    assert exceeds(bom) == [True]


def test_an_article_around_a_part_of_the_company_is_not_that_of_its_material() -> None:
    part = replace(OWN, is_article=False)
    bom = arrays([OWN, part, MATERIAL], [UsageDraft(0, 1), UsageDraft(1, 2)], OVER)
    assert told(bom) == [None]
    exceeds(bom)


@pytest.mark.parametrize("unknown", ["article", "material"])
def test_without_the_mass_of_either_it_goes_the_exact_way(unknown: str) -> None:
    half = Fraction(1, 2)
    material = replace(MATERIAL, mass=half) if unknown == "material" else MATERIAL
    whole = half if unknown == "article" else Fraction(5)
    bom = arrays([replace(OWN, mass=whole), material], [UsageDraft(0, 1)])
    assert told(bom) == [None]
    exceeds(bom)


def test_a_loose_material_is_no_article_and_goes_the_exact_way() -> None:
    for bom in (arrays([MATERIAL], []), arrays([MASSLESS], [])):
        assert told(bom) == [None]
        exceeds(bom)


def test_coated_base_material_and_mixtures_go_the_exact_way() -> None:
    usages = [UsageDraft(0, 1), UsageDraft(0, 2)]
    assert told(arrays([OWN, BASE, MATERIAL], usages)) == [None, (1000, 2000)]
    assert told(arrays([OWN, MIXTURE, MATERIAL], usages)) == [None, (1000, 2000)]
    sole = replace(BASE, mass=None)
    for node in (BASE, sole, MIXTURE, replace(MIXTURE, mass=None)):
        bom = arrays([OWN, node], usages[:1], OVER)
        assert told(bom) == [None]
        exceeds(bom)


def test_a_material_that_holds_nothing_is_not_asked_for_its_mass() -> None:
    usages = [UsageDraft(0, 1), UsageDraft(0, 2)]
    bom, _ = Draft([OWN, MASSLESS, MATERIAL], usages, [row(2, OXIDE, OVER)]).arrays()
    assert len(placed(bom).material) == 1
    empty, _ = Draft([OWN, MASSLESS], usages[:1]).arrays()
    assert not leaves_of(empty).hard[0]
