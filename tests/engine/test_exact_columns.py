"""Numbers in columns: what an integer holds, what stands beside it, and what is not there."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from engine.exact import ABSENT, PARTS_PER_BILLION, ExactColumn

MOST = 9_223_372_036_854_775_807
"""The greatest number that 64 bits with a sign hold."""


def test_a_share_is_counted_in_billionths_and_an_absent_one_as_minus_one() -> None:
    # Columns are kept on disk and mapped by later processes: both numbers are a format.
    column = ExactColumn.of([Fraction(1, 10**9), Fraction(1), None], PARTS_PER_BILLION)
    assert column.counts.tolist() == [1, 1_000_000_000, -1]
    assert ABSENT == -1


@pytest.mark.parametrize(
    ("value", "count", "is_beyond"),
    [
        (MOST - 1, MOST - 1, False),
        (MOST, MOST, False),
        (MOST + 1, MOST, True),
        (Fraction(7, 2), 3, True),
        (3, 3, False),
        (0, 0, False),
    ],
)
def test_what_an_integer_cannot_hold_stands_beside_its_floor(
    value: Fraction | int, count: int, *, is_beyond: bool
) -> None:
    column = ExactColumn.of([Fraction(value)], 1)
    assert column.counts.tolist() == [count]
    assert dict(column.beyond) == ({0: value} if is_beyond else {})
    assert column.exact(0) == value


def test_zero_is_known_and_absence_is_not() -> None:
    column = ExactColumn.of([Fraction(0), None], 1)
    assert column.known.tolist() == [True, False]
    assert column.exacts([0, 1]) == [0, None]
    assert column.floats()[0] == 0
    assert np.isnan(column.floats()[1])


def test_a_column_without_values_knows_none_of_its_rows() -> None:
    column = ExactColumn.absent(2, 1)
    assert (len(column), column.known.tolist()) == (2, [False, False])


def test_a_part_of_a_column_takes_along_only_the_odd_values_of_its_rows() -> None:
    column = ExactColumn.of([Fraction(1, 3), Fraction(2), Fraction(1, 7)], 1)
    taken = column.take(np.array([2, 1], dtype=np.int64))
    assert dict(taken.beyond) == {0: Fraction(1, 7)}
    assert taken.exacts([0, 1]) == [Fraction(1, 7), 2]
