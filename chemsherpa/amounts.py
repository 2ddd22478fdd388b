"""Amounts of other formats in this model's units, converted exactly or refused.

IEC 62474 writes masses in mg, g and kg and shares in percent. A number keeps its decimal text
where its unit is one of these; any other is converted without rounding. A number that is no plain
decimal, or whose unit is missing or unknown, refuses the file: a unit taken for granted is wrong
by a factor of a thousand, and nobody would see it.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from chemsherpa.document import Mass, Share
from chemsherpa.errors import Refused
from regulations.errors import InvalidQuantity
from regulations.quantities import MASS_UNITS, decimal_text, exact_decimal

__all__ = ["Written", "mass_of", "percent_of", "units_of"]

_IEC_UNITS: Final = ("mg", "g", "kg")
_PERCENT: Final = 100
_PPM: Final = 10**6


@dataclass(frozen=True, slots=True)
class Written:
    """A number as it stands in a file.

    Attributes:
        name: of the attribute, element or column, as people know it.
        where: path or cell.
    """

    text: str
    name: str
    where: str
    line: int | None = None


def mass_of(number: Written, unit: str) -> Mass:
    """A mass; ``ug`` and ``ng`` become milligrams, exactly.

    Raises:
        Refused: `value-mass`, `unit-unknown`.
    """
    value = _value(number, "value-mass")
    if unit in _IEC_UNITS:
        return Mass(number.text.strip(), unit)
    if unit not in MASS_UNITS:
        raise _unknown(number, unit)
    text = decimal_text(value * MASS_UNITS[unit] / MASS_UNITS["mg"])
    return Mass(_checked(text, number, "value-mass"), "mg")


def percent_of(number: Written, unit: str) -> Share:
    """A share of a mass; `unit` is ``percent`` or ``ppm`` (mg/kg), converted exactly.

    Raises:
        Refused: `value-percent`, `unit-unknown`.
    """
    value = _value(number, "value-percent")
    if unit == "percent":
        return Share(number.text.strip())
    if unit != "ppm":
        raise _unknown(number, unit)
    return Share(_checked(decimal_text(value * _PERCENT / _PPM), number, "value-percent"))


def units_of(number: Written) -> str:
    """How many there are: a plain decimal above zero.

    Raises:
        Refused: `value-units`.
    """
    if _value(number, "value-units") == 0:
        raise Refused("value-units.none", where=number.where, line=number.line, name=number.name)
    return number.text.strip()


def _value(number: Written, key: str) -> Fraction:
    try:
        return exact_decimal(number.text)
    except InvalidQuantity:
        raise _refused(number, key) from None


def _checked(text: str, number: Written, key: str) -> str:
    """The converted text, which may have become longer than a number may be."""
    try:
        exact_decimal(text)
    except InvalidQuantity:
        raise _refused(number, key) from None
    return text


def _refused(number: Written, key: str) -> Refused:
    return Refused(key, where=number.where, line=number.line, name=number.name, text=number.text)


def _unknown(number: Written, unit: str) -> Refused:
    key = "unit-unknown.unit" if unit else "unit-unknown.none"
    return Refused(
        key, where=number.where, line=number.line, name=number.name, text=number.text, unit=unit
    )
