"""Declared numbers as exact fractions, read from their decimal text and never through a float."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from regulations.denominator import written_over
from regulations.errors import InvalidQuantity
from regulations.quotient import Ratio

__all__ = [
    "MASS_UNITS",
    "SHARE_UNITS",
    "decimal_text",
    "exact_decimal",
    "json_number",
    "mass_fraction",
    "nanograms",
]

MASS_UNITS: Final[dict[str, int]] = {
    "ng": 1,
    "ug": 10**3,
    "mg": 10**6,
    "g": 10**9,
    "kg": 10**12,
}
"""Nanograms in one unit, exact."""

SHARE_UNITS: Final[dict[str, int]] = {"percent": 100, "ppm": 10**6}

# `xsd:float` takes NaN, INF, -6.8 and 200 000 digits; every one of them would reach a comparison.
_PLAIN = re.compile(r"[0-9]+(\.[0-9]+)?", re.ASCII)
_JSON = re.compile(r"(?P<digits>[0-9]+(\.[0-9]+)?)([eE](?P<power>[+-]?[0-9]{1,2}))?", re.ASCII)
_MOST_DIGITS: Final = 24
_MOST_INTEGER_DIGITS: Final = 12
_MOST_POWER: Final = 24


def exact_decimal(text: str) -> Fraction:
    """The value of a plain non-negative decimal such as ``0.0011``.

    Source:
        XML Schema 1.1, part 2, 3.3.3 `decimal`, without its sign: no mass or share is negative.

    Raises:
        InvalidQuantity: a sign, an exponent, NaN, INF, full-width digits, a comma, more than
            12 digits before the point or 24 in all.
    """
    stripped = text.strip(" \t\r\n")
    if not _PLAIN.fullmatch(stripped):
        raise InvalidQuantity(
            f"“{_shown(text)}” is not a plain non-negative number",
            hint="write digits with at most one point, e.g. 0.0011; no sign, exponent or comma",
        )
    whole, _, rest = stripped.partition(".")
    if len(whole) > _MOST_INTEGER_DIGITS or len(whole) + len(rest) > _MOST_DIGITS:
        raise InvalidQuantity(
            f"“{_shown(text)}” has more than {_MOST_INTEGER_DIGITS} digits before the point or "
            f"{_MOST_DIGITS} in all",
            hint="no mass or share needs that many digits; check the export",
        )
    return Fraction(stripped)


def json_number(text: str) -> Fraction:
    """The value of a JSON number by its own decimal text, e.g. ``1e-05``; exact.

    Source:
        RFC 8259, section 6.

    Raises:
        InvalidQuantity: negative, not finite, or an exponent beyond ±24.
    """
    match = _JSON.fullmatch(text)
    if match is None:
        raise InvalidQuantity(
            f"“{_shown(text)}” is not a plain non-negative number",
            hint="write it as a string of decimal digits",
        )
    power = int(match["power"] or 0)
    if abs(power) > _MOST_POWER:
        raise InvalidQuantity(
            f"“{_shown(text)}” has an exponent beyond ±{_MOST_POWER}",
            hint="no mass or share is that large or small; check the export",
        )
    return exact_decimal(match["digits"]) * Fraction(10) ** power


def nanograms(value: Fraction, unit: str) -> Fraction:
    """A mass in nanograms, exact.

    Args:
        value: the declared number.
        unit: one of ``ng ug mg g kg``.

    Source:
        SI prefixes; units of mass of IEC 62474.

    Raises:
        InvalidQuantity: another unit.
    """
    if unit not in MASS_UNITS:
        raise InvalidQuantity(
            f"“{_shown(unit)}” is not a unit of mass", hint=f"use one of {' '.join(MASS_UNITS)}"
        )
    return value * MASS_UNITS[unit]


def mass_fraction(value: Fraction, unit: str) -> Fraction:
    """A share of its material, 1 = all of it, from ``percent`` or ``ppm`` (mg/kg); exact.

    Source:
        1 % = 1/100 and 1 ppm = 1 mg/kg = 1/1 000 000 by mass, as the laws write their limits.

    Raises:
        InvalidQuantity: another unit.
    """
    if unit not in SHARE_UNITS:
        raise InvalidQuantity(
            f"“{_shown(unit)}” is not a share", hint=f"use one of {' '.join(SHARE_UNITS)}"
        )
    return value / SHARE_UNITS[unit]


def decimal_text(value: Ratio, *, digits: int | None = None, shift: int = 0) -> str:
    """A fraction as decimal text without exponent.

    Args:
        value: any non-negative value, reduced or not.
        digits: round to so many significant digits; None keeps it exact where the decimal
            expansion ends and falls back to 12 significant digits where it does not.
        shift: places by which the point moves to the right: 6 writes a share as ppm, -6
            nanograms as milligrams.

    Source:
        W3C XML Schema, part 2, `decimal`; the digits kept are our rule.
    """
    return written_over(value.denominator, digits, shift)(value.numerator)


def _shown(text: str) -> str:
    printable = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
    return printable if len(printable) <= 80 else printable[:77] + "..."  # noqa: PLR2004
