"""What numbers over one denominator look like as decimals: worked out once, written often."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import lru_cache
from math import gcd
from typing import Final

__all__ = ["Denominator", "over"]

_SIGNIFICANT: Final = 12
"""Digits of what has no end."""


class Denominator:
    """Writes numbers over one denominator as text without exponent."""

    __slots__ = (
        "_context",
        "_digits",
        "_divisor",
        "_factor",
        "_most",
        "_places",
        "_shift",
        "_value",
    )

    def __init__(self, value: int, digits: int | None, shift: int) -> None:
        self._value, self._digits, self._shift = value, digits, shift
        found = _places(value)
        self._places, self._factor = (found[0] - shift, found[1]) if found else (0, 0)
        self._most = None if digits is None else 10**digits
        self._context = _context(digits or _SIGNIFICANT)
        # Exact: a decimal keeps all digits of an integer, and the shift only moves the point.
        self._divisor = Decimal(f"{value}e{-shift}")

    def text(self, numerator: int, further: int = 1) -> str:
        """A number over the denominator, or over the denominator times a further one."""
        if further != 1:
            return over(self._value * further, self._digits, self._shift).text(numerator)
        counts = numerator * self._factor
        if self._factor and (self._most is None or -self._most < counts < self._most):
            return _pointed(counts, self._places)
        if self._most is None and (shared := gcd(numerator, self._value)) > 1:
            return over(self._value // shared, None, self._shift).text(numerator // shared)
        return _plain(self._context.divide(Decimal(numerator), self._divisor))


@lru_cache(maxsize=4096)
def over(denominator: int, digits: int | None = None, shift: int = 0) -> Denominator:
    """How numbers over a denominator are written.

    Args:
        denominator: greater than 0.
        digits: rounded to so many significant digits; None keeps a number exact where its decimal
            expansion ends and falls back to 12 significant digits where it does not.
        shift: places by which the point moves to the right: 6 writes a share as ppm, -6
            nanograms as milligrams.

    Source:
        W3C XML Schema, part 2, `decimal`; the digits kept are our rule.
    """
    return Denominator(denominator, digits, shift)


@lru_cache(maxsize=32)
def _context(digits: int) -> Context:
    return Context(prec=digits, rounding=ROUND_HALF_EVEN)


def _places(denominator: int) -> tuple[int, int] | None:
    """Decimal places that are enough for all over a denominator; None where none are.

    Returns:
        How many, and what a numerator is multiplied by to count the last of them.
    """
    twos = (denominator & -denominator).bit_length() - 1
    rest, fives = denominator >> twos, 0
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    power = max(twos, fives)
    return (power, 10**power // denominator) if rest == 1 else None


def _pointed(counts: int, places: int) -> str:
    """So many counts of a decimal place; one before the point is less than nothing."""
    if places <= 0:
        return str(counts * 10**-places)
    # The digits themselves: a decimal of so many digits is made and written at thrice the price,
    # and a product's rollup writes a quarter of a million numbers.
    digits = str(abs(counts)).zfill(places + 1)
    decimals = digits[-places:].rstrip("0")
    whole = f"-{digits[:-places]}" if counts < 0 else digits[:-places]
    return f"{whole}.{decimals}" if decimals else whole


def _plain(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
