"""How strictly content is checked, where the standard leaves it open."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

__all__ = ["USUAL", "ContentRules"]


@dataclass(frozen=True, slots=True)
class ContentRules:
    """Settings of the content checks.

    Attributes:
        mass_tolerance: how far a mass may lie from what it contains, as a share of the declared
            mass; 0 demands equality. The official tool's own tolerance is not public; its files
            are exact.
    """

    mass_tolerance: Fraction = Fraction(1, 1000)


USUAL: Final = ContentRules()
"""What is checked when nobody says otherwise."""
