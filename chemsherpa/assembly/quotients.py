"""Least and greatest value of a quotient of sums, where amounts lie between two ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

__all__ = ["Term", "extreme_quotient", "extreme_sum"]


@dataclass(frozen=True, slots=True)
class Term:
    """An amount between two ends, and how often it counts above and below the line."""

    low: Fraction
    high: Fraction
    above: Fraction
    below: Fraction


def extreme_sum(terms: Sequence[Term], base: Fraction, *, most: bool) -> Fraction:
    """Least or greatest value of `base + Σ below · amount`."""
    ends = ((each.below * each.low, each.below * each.high) for each in terms)
    return base + sum(((max if most else min)(pair) for pair in ends), Fraction(0))


def extreme_quotient(terms: Sequence[Term], base: Fraction, *, most: bool) -> Fraction:
    """Least or greatest value of `Σ above · amount / (base + Σ below · amount)`, exact.

    Args:
        terms: the sum below must be positive whatever their amounts are: see `extreme_sum`.
        base: what always stands below the line.
        most: greatest, else least.

    Source:
        W. Dinkelbach, On nonlinear fractional programming, Management Science 13 (1967): with the
        quotient of the last corner, the sum `above - quotient · below` says which corner is better;
        there are finitely many, so it ends at the best, exactly.
    """
    amounts = [each.low for each in terms]
    while True:
        above = sum((t.above * x for t, x in zip(terms, amounts, strict=True)), Fraction(0))
        below = base + sum((t.below * x for t, x in zip(terms, amounts, strict=True)), Fraction(0))
        quotient = above / below
        better = [
            _end(t, t.above - quotient * t.below, x, most=most)
            for t, x in zip(terms, amounts, strict=True)
        ]
        if better == amounts:
            return quotient
        amounts = better


def _end(term: Term, slope: Fraction, amount: Fraction, *, most: bool) -> Fraction:
    if slope == 0:
        return amount
    return term.high if (slope > 0) == most else term.low
