"""Every unit of a bill of materials, against the powers of ten that its prefix means."""

from __future__ import annotations

from fractions import Fraction

import pytest

from bom.errors import UnitMismatch
from bom.usages.units import UNITS, conversion, unit_code
from regulations.errors import InvalidQuantity

# Metre, square metre, cubic metre and kilogram: SI Brochure, 9th edition, tables 7 and 8.
POWERS = {
    ("each", "each"): 0,
    ("mm", "m"): -3, ("cm", "m"): -2, ("m", "m"): 0, ("km", "m"): 3,
    ("mm^2", "m^2"): -6, ("cm^2", "m^2"): -4, ("m^2", "m^2"): 0,
    ("mm^3", "m^3"): -9, ("cm^3", "m^3"): -6, ("ml", "m^3"): -6, ("l", "m^3"): -3,
    ("m^3", "m^3"): 0,
    ("ng", "kg"): -12, ("ug", "kg"): -9, ("mg", "kg"): -6, ("g", "kg"): -3, ("kg", "kg"): 0,
    ("t", "kg"): 3,
}  # fmt: skip


@pytest.mark.parametrize(("pair", "power"), POWERS.items(), ids=str)
def test_a_unit_is_the_power_of_ten_that_its_prefix_means(
    pair: tuple[str, str], power: int
) -> None:
    used, declared = pair
    assert conversion(used, declared) == Fraction(10) ** power
    assert conversion(declared, used) == Fraction(10) ** -power


def test_every_unit_is_in_the_table_and_converts_only_within_its_own_dimension() -> None:
    base = dict(POWERS.keys())
    assert base.keys() == UNITS.keys()
    for used in UNITS:
        for declared in UNITS:
            if base[used] == base[declared]:
                assert conversion(used, declared) * conversion(declared, used) == 1
            else:
                with pytest.raises(UnitMismatch):
                    conversion(used, declared)


def test_what_nobody_can_measure_by_is_told_with_what_it_was_used_by() -> None:
    with pytest.raises(
        UnitMismatch, match=r"used by “m” \(length\), declared by “bag” \(unknown\)"
    ):
        conversion("m", "bag")


def test_a_part_declared_by_an_unknown_unit_is_used_by_that_very_unit() -> None:
    assert conversion("bag", "bag") == 1


def test_twenty_characters_of_an_unknown_unit_are_shown() -> None:
    with pytest.raises(InvalidQuantity) as refused:
        unit_code("x" * 21)
    assert f"“{'x' * 20}”" in str(refused.value)
