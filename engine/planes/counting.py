"""Which rules count which substances of a portfolio, and by what whole numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Final

from engine.arrays import BomArrays
from engine.exact import PARTS_PER_BILLION
from engine.relatives import relatives
from engine.rules import RuleSet
from regulations.model import Level
from regulations.substances import SubstanceId

__all__ = ["Pair", "pairs_of", "scales_of"]

_JUDGED: Final = (Level.ARTICLE, Level.HOMOGENEOUS_MATERIAL)


@dataclass(frozen=True, slots=True)
class Pair:
    """A substance that a rule counts, and how.

    Attributes:
        is_open: it may count for less, or a level decides that is neither article nor material.
    """

    substance: int
    rule: int
    factor: Fraction
    is_open: bool


def pairs_of(rules: RuleSet, bom: BomArrays) -> list[Pair]:
    """Every substance of a portfolio with every rule that counts it, in the order of both."""
    alike = relatives(bom, rules)
    return [
        pair
        for number, substance in enumerate(bom.substances)
        for pair in sorted(_of(number, substance, rules, alike), key=lambda pair: pair.rule)
    ]


def _of(
    number: int,
    substance: SubstanceId,
    rules: RuleSet,
    alike: Mapping[SubstanceId, frozenset[int]],
) -> Iterator[Pair]:
    for one in rules.membership.entries_of(substance):
        elsewhere = rules.entries[one.entry].level not in _JUDGED
        yield Pair(number, one.entry, one.factor, one.is_upper_bound or elsewhere)
    for rule in alike.get(substance, ()):
        yield Pair(number, rule, Fraction(1), is_open=True)


def scales_of(rules: RuleSet, pairs: Iterable[Pair]) -> list[int]:
    """By rule a number that makes its limit in parts per billion and all its factors whole."""
    scales = [(limit * PARTS_PER_BILLION).denominator for limit in rules.limits]
    for pair in pairs:
        scales[pair.rule] = lcm(scales[pair.rule], pair.factor.denominator)
    return scales
