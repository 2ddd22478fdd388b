from __future__ import annotations

from fractions import Fraction

import pytest

from regulations.quantities import (
    InvalidQuantity,
    decimal_text,
    exact_decimal,
    json_number,
    mass_fraction,
    nanograms,
)
from regulations.quotient import Quotient, Ratio, times


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5", Fraction(5)),
        ("0.1", Fraction(1, 10)),
        ("1e-05", Fraction(1, 100_000)),
        ("2.5E+2", Fraction(250)),
        ("1e24", Fraction(10**24)),
        ("1e-24", Fraction(1, 10**24)),
    ],
)
def test_a_json_number_is_read_by_its_own_decimal_text(text: str, value: Fraction) -> None:
    assert json_number(text) == value


@pytest.mark.parametrize("text", ["1e25", "1e-25"])
def test_an_exponent_beyond_every_mass_is_refused(text: str) -> None:
    with pytest.raises(InvalidQuantity, match="exponent beyond ±24"):
        json_number(text)


def test_a_refused_text_of_eighty_characters_is_shown_whole() -> None:
    with pytest.raises(InvalidQuantity) as refused:
        exact_decimal("x" * 80)
    assert f"“{'x' * 80}”" in str(refused.value)


def test_a_longer_refused_text_is_cut_to_eighty_characters() -> None:
    with pytest.raises(InvalidQuantity) as refused:
        exact_decimal("x" * 81)
    assert f"“{'x' * 77}...”" in str(refused.value)


@pytest.mark.parametrize(("unit", "power"), [("ng", 0), ("ug", 3), ("mg", 6), ("g", 9), ("kg", 12)])
def test_a_mass_is_the_power_of_ten_nanograms_that_its_unit_means(unit: str, power: int) -> None:
    assert nanograms(Fraction(7), unit) == 7 * Fraction(10) ** power


def test_a_percent_is_a_hundredth_and_a_ppm_a_millionth() -> None:
    assert mass_fraction(Fraction(1), "percent") == Fraction(1, 100)
    assert mass_fraction(Fraction(1), "ppm") == Fraction(1, 1_000_000)


@pytest.mark.parametrize("text", ["1" * 12, f"0.{'1' * 23}", f"{'1' * 12}.{'1' * 12}"])
def test_twelve_digits_before_the_point_and_twenty_four_in_all_are_read(text: str) -> None:
    assert exact_decimal(text) == Fraction(text)


@pytest.mark.parametrize("text", ["1" * 13, f"0.{'1' * 24}", f"{'1' * 12}.{'1' * 13}"])
def test_one_digit_more_is_refused(text: str) -> None:
    with pytest.raises(InvalidQuantity, match="more than 12 digits before the point or 24 in all"):
        exact_decimal(text)


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (Fraction(0), None, "0"),
        (Fraction(120), None, "120"),
        (Fraction(-1, 8), None, "-0.125"),
        (Fraction(1, 20), None, "0.05"),
        (Fraction(5, 2), None, "2.5"),
        (Fraction(1, 2**20), None, "0.00000095367431640625"),
        (Fraction(1, 5**3), None, "0.008"),
        (Fraction(1, 2**3 * 5), None, "0.025"),
        (Fraction(1, 3), None, "0.333333333333"),
        (Fraction(2, 3), None, "0.666666666667"),
        (Fraction(123456, 1000), 3, "123"),
        (Fraction(1235, 10), 3, "124"),
        (Fraction(1245, 10), 3, "124"),
        (Fraction(5, 2), 1, "2"),
        (Fraction(1, 4), 6, "0.25"),
        (Fraction(120), 6, "120"),
        (Fraction(10**9 + 1), 3, "1000000000"),
    ],
)
def test_a_fraction_is_written_in_plain_digits(
    value: Fraction, digits: int | None, text: str
) -> None:
    assert decimal_text(value, digits=digits) == text


@pytest.mark.parametrize(
    ("value", "shift", "text"),
    [
        (Quotient(0, 8), 0, "0"),
        (Quotient(3, 6), 0, "0.5"),
        (Quotient(-3, 6), 0, "-0.5"),
        (Quotient(2, 6), 0, "0.333333333333"),
        (Quotient(14, 35), 0, "0.4"),
        (Quotient(7, 7 * 2**20), 0, "0.00000095367431640625"),
        (Fraction(1, 1000), 6, "1000"),
        (Fraction(1, 3000), 6, "333.333333333"),
        (Fraction(1_552_600), -6, "1.5526"),
        (Fraction(1, 8), -1, "0.0125"),
        (Fraction(1, 8), 1, "1.25"),
    ],
)
def test_a_ratio_is_written_unreduced_and_in_another_unit_alike(
    value: Ratio, shift: int, text: str
) -> None:
    assert decimal_text(value, shift=shift) == text


def test_a_quotient_equals_every_fraction_of_its_value() -> None:
    assert Quotient(2, 6) == Quotient(1, 3) == Fraction(1, 3)
    assert Quotient(2, 6) != Fraction(2, 3)
    assert Quotient(4, 2) == 2
    assert hash(Quotient(2, 6)) == hash(Fraction(1, 3))
    assert Quotient(2, 6) != "1/3"
    assert times(Quotient(1, 2), Fraction(2, 3)) == Fraction(1, 3)
    assert times(None, Fraction(1)) is times(Fraction(1), None) is None
