from __future__ import annotations

from fractions import Fraction

import pytest

from regulations.quantities import InvalidQuantity, exact_decimal, json_number


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
