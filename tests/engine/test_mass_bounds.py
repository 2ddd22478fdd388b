"""The most that a node of unknown mass can weigh: what the smallest weighed whole leaves for it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from engine.arrays import Kind
from engine.masses import node_masses
from tests.strategies import Draft, NodeDraft, UsageDraft

PART = NodeDraft(Kind.PART)
TOP = replace(PART, mass=Fraction(2500))


def bounds(nodes: list[NodeDraft], *usages: UsageDraft) -> list[Fraction | None]:
    """By drafted node, exact; the float column must say the same."""
    bom, new = Draft(nodes, list(usages)).arrays()
    masses = node_masses(bom)
    exact = [masses.exact_most(int(node)) for node in new]
    floats = [float("nan") if one is None else float(one) for one in exact]
    np.testing.assert_allclose(masses.most[new], floats, rtol=1e-12)
    return exact


def test_a_bound_is_shared_by_all_that_stand_there_on_every_level() -> None:
    usages = UsageDraft(0, 1, Fraction(5)), UsageDraft(1, 2, Fraction(2)), UsageDraft(2, 3)
    assert bounds([TOP, PART, PART, PART], *usages) == [2500, 500, 250, 250]


def test_what_has_a_mass_is_its_own_bound_and_that_of_what_it_holds() -> None:
    nodes = [TOP, replace(PART, mass=Fraction(40)), PART]
    assert bounds(nodes, UsageDraft(0, 1, Fraction(5)), UsageDraft(1, 2, Fraction(4))) == [
        2500,
        40,
        10,
    ]


@pytest.mark.parametrize(
    ("child", "usage"),
    [
        (replace(PART, is_boundary=True), UsageDraft(0, 1)),
        (PART, UsageDraft(0, 1, None)),
        (PART, UsageDraft(0, 1, Fraction(0))),
        (PART, UsageDraft(0, 1, alternative=True)),
    ],
    ids=["a part of the company's own", "a quantity not told", "none", "a second candidate"],
)
def test_nothing_bounds_what_may_stand_elsewhere_or_in_unknown_number(
    child: NodeDraft, usage: UsageDraft
) -> None:
    assert bounds([TOP, child], usage) == [2500, None]


def test_without_a_weighed_whole_nothing_is_bounded() -> None:
    assert bounds([PART, PART], UsageDraft(0, 1)) == [None, None]


def test_where_every_mass_is_known_the_bounds_are_the_masses() -> None:
    nodes = [PART, replace(PART, mass=Fraction(3)), replace(PART, mass=Fraction(7))]
    usages = UsageDraft(0, 1, Fraction(2)), UsageDraft(0, 2)
    assert bounds(nodes, *usages) == [13, 3, 7]


def test_a_second_candidate_adds_nothing_to_what_holds_it() -> None:
    nodes = [PART, replace(PART, mass=Fraction(3)), replace(PART, mass=Fraction(7))]
    usages = UsageDraft(0, 1), UsageDraft(0, 2, alternative=True)
    assert bounds(nodes, *usages) == [3, 3, 7]
