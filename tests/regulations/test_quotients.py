"""Quotients that nobody reduced are the numbers that they are."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from regulations.quotient import Quotient, times


@given(one=st.fractions(), other=st.fractions(), by=st.integers(1, 10**6))
def test_a_quotient_equals_the_fraction_of_its_value_however_it_is_written(
    one: Fraction, other: Fraction, by: int
) -> None:
    widened = Quotient(one.numerator * by, one.denominator * by)
    assert widened == one
    assert hash(widened) == hash(one)
    assert (widened == other) == (one == other)
    assert times(widened, other) == one * other
    assert times(None, other) is None
    assert times(one, None) is None
    assert widened != "1"
    assert repr(Quotient(1, 2)) == "Quotient(1, 2)"
