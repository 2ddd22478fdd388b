"""What a mixture is declared to hold, in percent of it, as exact ends of ranges."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from chemsherpa.document import Declaration, Substance
from regulations.quantities import exact_decimal

__all__ = ["Ingredient", "ends_of", "ingredients_of", "least_named"]

_ALL: Final = Fraction(100)
_NONE: Final = Fraction(0)


@dataclass(frozen=True, slots=True)
class Ingredient:
    """A substance of the mixture; `low` and `high` in percent of it, None = amount not told."""

    identity: str
    name: str
    low: Fraction | None
    high: Fraction | None


def ingredients_of(declaration: Declaration) -> tuple[Ingredient, ...]:
    """The substances of a mixture's declaration, in file order."""
    return tuple(_ingredient(substance) for substance in declaration.substances)


def least_named(ingredients: Sequence[Ingredient]) -> Fraction:
    """How many percent of the mixture are named at least."""
    return sum((each.low or _NONE for each in ingredients), _NONE)


def ends_of(ingredients: Sequence[Ingredient]) -> Iterator[tuple[Fraction, Fraction]]:
    """Least and greatest amount; what was not told is anything that the others leave room for."""
    room = max(_ALL - least_named(ingredients), _NONE)
    for each in ingredients:
        if each.low is None or each.high is None:
            yield _NONE, room
        else:
            yield each.low, each.high


def _ingredient(substance: Substance) -> Ingredient:
    name, share = substance.name or "", substance.share
    if share is None:
        return Ingredient(substance.identity, name, None, None)
    low, high = share.range_min or share.percent, share.range_max or share.percent
    return Ingredient(substance.identity, name, exact_decimal(low), exact_decimal(high))
