"""A number as it was divided: two integers, not reduced."""

from __future__ import annotations

from fractions import Fraction

__all__ = ["Quotient", "Ratio", "fraction", "times"]


class Quotient:
    """`numerator / denominator`, equal to every fraction of the same value.

    Most numbers of a rollup are written down once and never added: a `Fraction` takes the greatest
    common divisor of each. A product of two took 1.2 us as fractions, 0.4 us as quotients.
    """

    __slots__ = ("denominator", "numerator")

    def __init__(self, numerator: int, denominator: int) -> None:
        self.numerator = numerator
        self.denominator = denominator

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Quotient | Fraction | int):
            return NotImplemented
        return self.numerator * other.denominator == other.numerator * self.denominator

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.numerator}, {self.denominator})"

    def __hash__(self) -> int:
        return hash(fraction(self))


Ratio = Quotient | Fraction | int
"""Any of them: each tells `numerator` and `denominator`."""


def fraction(value: Ratio) -> Fraction:
    """The same in lowest terms."""
    return Fraction(value.numerator, value.denominator)


def times(one: Ratio | None, other: Ratio | None) -> Ratio | None:
    """Both multiplied, exact; None where one is missing."""
    if one is None or other is None:
        return None
    if type(other) is int:
        if other == 1:
            return one
        if type(one) is int:
            return one * other
    return Quotient(one.numerator * other.numerator, one.denominator * other.denominator)
