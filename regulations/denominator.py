"""How numbers over one denominator are written as decimals: worked out once, used often."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import lru_cache
from math import gcd, inf
from typing import Final

__all__ = ["Written", "written_over"]

Written = Callable[[int], str]
"""Takes a numerator and gives the number as text without exponent."""

_SIGNIFICANT: Final = 12
"""Digits of what has no end."""


@lru_cache(maxsize=4096)
def written_over(denominator: int, digits: int | None = None, shift: int = 0) -> Written:
    """How numbers over a denominator are written.

    Functions made once: a product's rollup writes a quarter of a million numbers.

    Args:
        denominator: greater than 0.
        digits: rounded to so many significant digits; None keeps a number exact where its decimal
            expansion ends and falls back to 12 significant digits where it does not.
        shift: places by which the point moves to the right: 6 writes a share as ppm, -6
            nanograms as milligrams.

    Source:
        W3C XML Schema, part 2, `decimal`; the digits kept are our rule.
    """
    rounded, places = _rounded(denominator, digits or _SIGNIFICANT, shift), _places(denominator)
    if places is None:
        return rounded if digits else _reduced(denominator, shift, rounded)
    factor, most = 10**places // denominator, 10**digits if digits else inf
    point = places - shift
    if point <= 0:
        factor, point = factor * 10**-point, 0

    def written(numerator: int) -> str:
        counts = numerator * factor
        # What has no more digits than are kept is not rounded, and needs no division.
        if not 0 <= counts < most:
            return f"-{written(-numerator)}" if counts < 0 else rounded(numerator)
        if not point:
            return str(counts)
        # The digits themselves: a decimal of them is made and written at thrice the price.
        text = str(counts).zfill(point + 1)
        decimals = text[-point:].rstrip("0")
        return f"{text[:-point]}.{decimals}" if decimals else text[:-point]

    return written


def _rounded(denominator: int, digits: int, shift: int) -> Written:
    divide, divisor = _context(digits).divide, Decimal(f"{denominator}e{-shift}")

    def written(numerator: int) -> str:
        text = format(divide(Decimal(numerator), divisor), "f")
        return text.rstrip("0").rstrip(".") if "." in text else text

    return written


def _reduced(denominator: int, shift: int, rounded: Written) -> Written:
    """Of a denominator with other primes than 2 and 5, which a numerator may take away."""

    def written(numerator: int) -> str:
        shared = gcd(numerator, denominator)
        if shared == 1:
            return rounded(numerator)
        return written_over(denominator // shared, None, shift)(numerator // shared)

    return written


@lru_cache(maxsize=32)
def _context(digits: int) -> Context:
    return Context(prec=digits, rounding=ROUND_HALF_EVEN)


def _places(denominator: int) -> int | None:
    """Decimal places that are enough for all numbers over a denominator; None where none are."""
    twos = (denominator & -denominator).bit_length() - 1
    rest, fives = denominator >> twos, 0
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return max(twos, fives) if rest == 1 else None
