"""Check digits catch every single wrong digit, and numbers are read exactly or refused."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulations import (
    InvalidQuantity,
    InvalidSubstanceId,
    decimal_text,
    exact_decimal,
    is_cas,
    is_ec,
    json_number,
    mass_fraction,
    nanograms,
    substance_id,
)

DIGITS = "0123456789"


@st.composite
def cas_numbers(draw: st.DrawFn) -> str:
    body = draw(st.sampled_from(DIGITS[1:])) + draw(st.text(DIGITS, min_size=3, max_size=8))
    check = sum(place * int(digit) for place, digit in enumerate(reversed(body), 1)) % 10
    return f"{body[:-2]}-{body[-2:]}-{check}"


@st.composite
def ec_numbers(draw: st.DrawFn) -> str:
    body = draw(st.text(DIGITS, min_size=6, max_size=6))
    rest = sum(place * int(digit) for place, digit in enumerate(body, 1)) % 11
    return f"{body[:3]}-{body[3:]}-{1 if rest == 10 else rest}"


@given(cas_numbers(), st.sampled_from(DIGITS))
def test_only_the_right_check_digit_makes_a_cas_number(number: str, other: str) -> None:
    assert is_cas(number)
    assert is_cas(number[:-1] + other) == (other == number[-1])


@pytest.mark.parametrize("padded", ["0117-81-7", "0007439-92-1", "００117-81-7"])
def test_zeros_that_a_spreadsheet_put_in_front_are_no_part_of_a_number(padded: str) -> None:
    assert not is_cas(padded)
    assert substance_id(padded).value in {"117-81-7", "7439-92-1"}


@given(ec_numbers(), st.sampled_from(DIGITS))
def test_only_the_right_check_digit_makes_an_ec_number(number: str, other: str) -> None:
    assert is_ec(number)
    assert is_ec(number[:-1] + other) == (other == number[-1])


def test_a_remainder_of_ten_is_written_as_one() -> None:
    body = next(f"40{n:04}" for n in range(10_000) if _remainder(f"40{n:04}") == 10)
    assert is_ec(f"{body[:3]}-{body[3:]}-1")
    assert not is_ec(f"{body[:3]}-{body[3:]}-0")


def _remainder(body: str) -> int:
    return sum(place * int(digit) for place, digit in enumerate(body, 1)) % 11


@pytest.mark.parametrize("text", ["CAS 7439-92-1", "７４３９－９２－１", " 7439–92–1 "])
def test_an_identifier_is_read_however_it_is_dressed(text: str) -> None:
    assert str(substance_id(text)) == "7439-92-1"


@pytest.mark.parametrize("text", ["7439-92-2", "231-100-5", "lead", ""])
def test_what_is_no_identifier_is_refused(text: str) -> None:
    with pytest.raises(InvalidSubstanceId):
        substance_id(text)


@given(
    st.integers(0, 10**12 - 1).map(str),
    st.text(DIGITS, min_size=1, max_size=12),
)
def test_a_plain_decimal_is_exact(whole: str, rest: str) -> None:
    text = f"{whole}.{rest}"
    value = exact_decimal(text)
    assert value == Fraction(Decimal(text))
    assert exact_decimal(decimal_text(value)) == value


@pytest.mark.parametrize(
    "text",
    ["NaN", "INF", "-1", "+1", "1e5", "１２", "0,1", ".5", "5.", "", " ", "1 000", "0x1", "1_000",
     "1234567890123", "0." + "1" * 24],
)  # fmt: skip
def test_what_is_no_plain_decimal_is_refused(text: str) -> None:
    with pytest.raises(InvalidQuantity):
        exact_decimal(text)


@given(st.text())
def test_any_text_is_either_exact_or_refused(text: str) -> None:
    try:
        value = exact_decimal(text)
    except InvalidQuantity:
        return
    assert value == Fraction(text.strip(" \t\r\n"))


def test_a_json_number_may_have_an_exponent() -> None:
    assert json_number("1e-05") == Fraction(1, 100_000)
    with pytest.raises(InvalidQuantity):
        json_number("1e99")
    with pytest.raises(InvalidQuantity):
        json_number("-1")


def test_units_are_exact() -> None:
    assert nanograms(Fraction("0.12"), "kg") == nanograms(Fraction(120_000), "mg")
    assert mass_fraction(Fraction("0.1"), "percent") == mass_fraction(Fraction(1000), "ppm")
    with pytest.raises(InvalidQuantity):
        nanograms(Fraction(1), "lb")
    with pytest.raises(InvalidQuantity):
        mass_fraction(Fraction(1), "ppb")
