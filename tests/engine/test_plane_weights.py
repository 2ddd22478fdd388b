"""Masses as whole nanograms: exact where they are known, and known wherever they are whole."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from engine.arrays import Kind
from engine.exact import ExactColumn
from engine.planes.weights import Whole, times, whole_column, whole_masses
from tests.strategies import Draft, NodeDraft, UsageDraft

BILLION = 1_000_000_000
MOST = 4_611_686_018_427_387_904
"""4.6 kt in nanograms, by hand."""


def test_a_column_gives_what_is_there_is_whole_and_leaves_room_for_a_sum() -> None:
    values = [None, Fraction(0), Fraction(1), Fraction(1, 2), Fraction(MOST - 1), Fraction(MOST)]
    found = whole_column(ExactColumn.of(values, 1))
    assert found.known.tolist() == [False, True, True, False, True, False]
    assert found.value.tolist() == [0, 0, 1, 0, MOST - 1, 0]


@pytest.mark.parametrize(
    ("mass", "quantity", "product"),
    [
        (4, "0.5", 2),
        (5, "0.5", None),
        (1, "0.000000001", None),
        (BILLION, "0.000000001", 1),
        (7_500_000_000, "3.000000002", 22_500_000_015),
        (7_500_000_000, "3.000000001", None),
        (1_000_000_000_000_000_007, "3", 3_000_000_000_000_000_021),
        (MOST // 2, "1", MOST // 2),
        (MOST // 2, "2", None),
        (MOST // 2 - 2**21, "2", None),
        (MOST // 2 - 2**22, "2", MOST - 2**23),
        (MOST - 1, "9", None),
        (0, "9", 0),
    ],
)
def test_a_mass_is_multiplied_without_rounding_or_not_at_all(
    mass: int, quantity: str, product: int | None
) -> None:
    found = times(whole_of([mass]), whole_of([int(Fraction(quantity) * BILLION)]))
    assert found.known.tolist() == [product is not None]
    assert found.value.tolist() == [product or 0]


def whole_of(values: list[int | None]) -> Whole:
    known = np.array([value is not None for value in values])
    return Whole(np.array([value or 0 for value in values], dtype=np.int64), known)


def test_what_is_not_known_stays_so_whatever_it_is_multiplied_with() -> None:
    found = times(whole_of([None, 3, None]), whole_of([BILLION, None, None]))
    assert found.known.tolist() == [False, False, False]
    assert found.value.tolist() == [0, 0, 0]


def weighed(masses: list[int | None], usages: list[UsageDraft]) -> list[int | None]:
    """Whole mass of every node as drafted."""
    stated = [None if mass is None else Fraction(mass) for mass in masses]
    nodes = [NodeDraft(Kind.PART, mass=mass, is_boundary=True) for mass in stated]
    bom, new = Draft(nodes, usages).arrays()
    found = whole_masses(bom)
    assert not np.any(found.value[~found.known])
    return [int(found.value[n]) if found.known[n] else None for n in new.tolist()]


def test_a_part_weighs_what_was_stated_or_else_what_it_holds_level_by_level() -> None:
    # 0 holds 1 twice and 2; 1 holds 3 three times; 2 was stated and holds 3 all the same.
    usages = [UsageDraft(0, 1, Fraction(2)), UsageDraft(0, 2)]
    usages += [UsageDraft(1, 3, Fraction(3)), UsageDraft(2, 3)]
    assert weighed([None, None, 100, 7], usages) == [142, 21, 100, 7]


def test_a_part_that_holds_something_unknown_is_unknown_and_so_is_what_holds_it() -> None:
    usages = [UsageDraft(0, 1), UsageDraft(0, 2), UsageDraft(1, 2), UsageDraft(1, 3)]
    assert weighed([None, None, 5, None], usages) == [None, None, 5, None]


def test_an_alternative_does_not_weigh_and_alone_it_makes_no_mass() -> None:
    other = UsageDraft(0, 2, alternative=True)
    assert weighed([None, 4, 8], [UsageDraft(0, 1), other]) == [4, 4, 8]
    assert weighed([None, 4, 8], [other]) == [None, 4, 8]


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        ([MOST // 4] * 4, None),
        ([MOST // 4] * 3 + [MOST // 4 - 1024], MOST - 1024),
        ([MOST - 2**23] * 5, None),
    ],
)
def test_a_sum_is_known_below_the_most_that_is_taken(parts: list[int], whole: int | None) -> None:
    usages = [UsageDraft(0, child) for child in range(1, len(parts) + 1)]
    assert weighed([None, *parts], usages) == [whole, *parts]


def test_parts_of_one_height_are_summed_each_by_itself() -> None:
    usages = [UsageDraft(0, 2), UsageDraft(0, 3), UsageDraft(1, 3), UsageDraft(1, 4)]
    assert weighed([None, None, 1, 10, 100], usages) == [11, 110, 1, 10, 100]
    unknown = [*usages, UsageDraft(1, 5)]
    assert weighed([None, None, 1, 10, 100, None], unknown) == [11, None, 1, 10, 100, None]
