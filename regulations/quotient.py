"""A number as it was divided: two integers, not reduced."""

from __future__ import annotations

from fractions import Fraction

__all__ = ["Quotient", "Ratio", "times"]


class Quotient:
    """`numerator / denominator`, equal to every fraction of the same value.

    Most numbers of a rollup are written down once and never added: a `Fraction` takes the greatest
    common divisor of each. A product of two took 1.2 us as fractions, 0.4 us as quotients.
    """

    __slots__ = ("denominator", "numerator")

    def __init__(self, numerator: int, denominator: int) -> None:
        self.numerator = numerator
        self.denominator = denominator

    @classmethod
    def of(cls, value: Fraction) -> Quotient:
        """From a fraction, which is one in lowest terms."""
        return cls(value.numerator, value.denominator)

    @property
    def fraction(self) -> Fraction:
        """The same in lowest terms."""
        return Fraction(self.numerator, self.denominator)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Quotient | Fraction | int):
            return NotImplemented
        return self.numerator * other.denominator == other.numerator * self.denominator

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.numerator}, {self.denominator})"

    def __hash__(self) -> int:
        return hash(self.fraction)


Ratio = Quotient | Fraction
"""Either: both tell `numerator` and `denominator`."""


def times(one: Ratio | None, other: Ratio | None) -> Quotient | None:
    """Both multiplied, exact; None where one is missing."""
    if one is None or other is None:
        return None
    return Quotient(one.numerator * other.numerator, one.denominator * other.denominator)
