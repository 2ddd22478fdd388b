"""Declared masses and percentages as exact numbers.

Kept for a while: several checks ask for the same amount, and reading a decimal exactly takes 5 µs.
"""

from __future__ import annotations

import functools
from fractions import Fraction
from typing import Final

from chemsherpa.document import Mass
from regulations.quantities import exact_decimal, nanograms

__all__ = ["number", "weight"]

_OFTEN: Final = 4096


@functools.lru_cache(maxsize=_OFTEN)
def number(text: str) -> Fraction:
    """A declared decimal, e.g. a percentage; 15 means 15 %.

    Raises:
        InvalidQuantity: no plain decimal, which `check_values` refuses before.
    """
    return exact_decimal(text)


def weight(mass: Mass | None) -> Fraction | None:
    """A declared mass in nanograms, None where none is declared.

    Raises:
        InvalidQuantity: no plain decimal or no unit of mass.
    """
    return None if mass is None else _weight(mass.value, mass.unit)


@functools.lru_cache(maxsize=_OFTEN)
def _weight(value: str, unit: str) -> Fraction:
    return nanograms(exact_decimal(value), unit)
