"""Numbers over one denominator, beside what Python's own decimals say of them."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal, Inexact
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regulations.denominator import written_over

_DENOMINATORS = st.one_of(
    st.integers(1, 10**20),
    st.builds(lambda two, five, rest: 2**two * 5**five * rest, *[st.integers(0, 20)] * 2,
              st.sampled_from((1, 1, 3, 9252))),
)  # fmt: skip


def plainly(value: Fraction, digits: int) -> str:
    """By a division of Python's decimals, then without an exponent."""
    context = Context(prec=digits, rounding=ROUND_HALF_EVEN)
    text = format(context.divide(Decimal(value.numerator), Decimal(value.denominator)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def exactly(value: Fraction) -> str | None:
    """All digits, None where there is no end to them."""
    context = Context(prec=200, traps=[Inexact])
    try:
        told = context.divide(Decimal(value.numerator), Decimal(value.denominator))
    except Inexact:
        return None
    text = format(told, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


@settings(max_examples=300)
@given(
    numerator=st.integers(-(10**25), 10**25) | st.integers(-200, 200),
    denominator=_DENOMINATORS,
    digits=st.none() | st.integers(1, 20),
    shift=st.integers(-9, 9),
)
def test_a_number_is_written_as_pythons_decimals_write_it(
    numerator: int, denominator: int, digits: int | None, shift: int
) -> None:
    value = Fraction(numerator, denominator) * Fraction(10) ** shift
    expected = (exactly(value) or plainly(value, 12)) if digits is None else plainly(value, digits)
    assert written_over(denominator, digits, shift)(numerator) == expected


@pytest.mark.parametrize(
    ("numerator", "denominator", "digits", "text"),
    [
        (999, 1000, 3, "0.999"),
        (1000, 1000, 3, "1"),
        (9995, 10, 3, "1000"),
        (12345, 10, 5, "1234.5"),
        (12345, 10, 4, "1234"),
        (12355, 10, 4, "1236"),
        (1, 2**30, 14, "0.00000000093132257461548"),
        (3, 6, None, "0.5"),
        (2, 6, None, "0.333333333333"),
        (-2, 6, 3, "-0.333"),
        (0, 7, 3, "0"),
    ],
)
def test_digits_are_kept_from_the_first_that_is_not_zero(
    numerator: int, denominator: int, digits: int | None, text: str
) -> None:
    assert written_over(denominator, digits)(numerator) == text


def test_what_is_worked_out_for_a_denominator_is_kept() -> None:
    assert written_over(10**9, 12, 6) is written_over(10**9, 12, 6)
