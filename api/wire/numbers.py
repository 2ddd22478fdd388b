"""Numbers that carry law travel as strings of exact decimals."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from regulations.quantities import decimal_text
from regulations.quotient import Ratio

__all__ = ["DIGITS", "MILLIGRAMS", "PPM", "exact_ppm", "milligrams", "ppm", "share"]

DIGITS: Final = 12
"""Significant ones, of what is no exact number."""

PPM: Final = 6
"""Places that the point of a share moves by."""

MILLIGRAMS: Final = -6
"""Places that the point of nanograms moves by."""


def milligrams(nanograms: Ratio | None) -> str | None:
    """A mass in mg, exact; None where it is not known."""
    return None if nanograms is None else decimal_text(nanograms, shift=MILLIGRAMS)


def exact_ppm(fraction: Fraction | None) -> str | None:
    """A share as mg/kg, exact where its decimals end; what is a hair above a limit shows it."""
    return None if fraction is None else decimal_text(fraction, shift=PPM)


def ppm(fraction: Ratio | None) -> str | None:
    """A share as mg/kg, to 12 significant digits."""
    return None if fraction is None else decimal_text(fraction, digits=DIGITS, shift=PPM)


def share(fraction: Fraction | None) -> str | None:
    """A share of 1, to 12 significant digits."""
    return None if fraction is None else decimal_text(fraction, digits=DIGITS)
