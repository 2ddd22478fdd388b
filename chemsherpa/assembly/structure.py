"""An assembly before it is declared: what goes into it, how often, and what that weighs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, TypeAlias

from chemsherpa.assembly.carry_over import Remains, carry_over
from chemsherpa.assembly.ingredients import ingredients_of
from chemsherpa.assembly.transfer import Transfer
from chemsherpa.document import Declaration, Mass, Material, Part
from chemsherpa.errors import NotAssembled
from regulations.errors import InvalidQuantity
from regulations.quantities import exact_decimal, nanograms

__all__ = [
    "Assembly",
    "Leaf",
    "Piece",
    "Thing",
    "Transferred",
    "is_article",
    "leaves",
    "mass_of",
    "require_size",
]

_MOST_PARTS: Final = 99_999
_MOST_LEVELS: Final = 48
_NANOGRAMS_IN_A_GRAM: Final = 10**9


@dataclass(frozen=True, slots=True)
class Transferred:
    """One gram of a mixture as it is applied, and what becomes of it."""

    declaration: Declaration
    transfer: Transfer

    @property
    def part_number(self) -> str:
        """Of the mixture."""
        return self.declaration.part_number

    @property
    def remains(self) -> Remains:
        """What is left of it in the article.

        Raises:
            NotAssembled: the transfer does not cover the mixture.
        """
        return carry_over(ingredients_of(self.declaration), self.transfer)


@dataclass(frozen=True, slots=True)
class Assembly:
    """Something that we put together ourselves; one unit of it is a piece."""

    part_number: str
    revision: str
    name: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """How many units of a thing go into one unit of the assembly; grams of a mixture."""

    quantity: Fraction
    thing: Thing


Thing: TypeAlias = Declaration | Assembly | Transferred


@dataclass(frozen=True, slots=True)
class Leaf:
    """A declared thing somewhere in an assembly.

    Attributes:
        times: how many units of it there are in one unit of the assembly.
        place: names of the parts from below the assembly down to it.
        mass: nanograms of one unit.
    """

    thing: Declaration | Transferred
    times: Fraction
    place: tuple[str, ...]
    mass: Fraction


def leaves(assembly: Assembly) -> Iterator[Leaf]:
    """Every declared thing, as often as it occurs, depth first."""
    yield from _leaves(assembly, Fraction(1), ())


def mass_of(thing: Thing) -> Fraction:
    """Nanograms of one unit, exact; of what remains of one gram where it is a mixture.

    Raises:
        NotAssembled: `assembly-no-mass`, with the part.
    """
    if isinstance(thing, Assembly):
        return sum((mass_of(each.thing) * each.quantity for each in thing.pieces), Fraction(0))
    if isinstance(thing, Transferred):
        remains = thing.remains
        mass = remains.low / 100 * _NANOGRAMS_IN_A_GRAM if remains.low == remains.high else None
    else:
        mass = _told(thing.mass) or _sum(thing.parts, thing.materials)
    if not mass:
        raise NotAssembled("assembly-no-mass", detail=thing.part_number)
    return mass


def is_article(thing: Thing) -> bool:
    """Whether it has a shape of its own that stays; an assembly where all in it are articles.

    One part that is no article would otherwise take the whole assembly for its denominator.

    Source:
        Case C-106/14: an assembly is never the denominator of the articles in it.
    """
    if isinstance(thing, Assembly):
        return all(is_article(each.thing) for each in thing.pieces)
    if isinstance(thing, Transferred):
        return False
    return not thing.parts if thing.is_article is None else thing.is_article


def require_size(assembly: Assembly) -> None:
    """Refuse what no reader would take; parts that are shared count each time.

    Raises:
        NotAssembled: `assembly-too-large`.
    """
    parts, levels = _size(assembly, {})
    if parts > _MOST_PARTS or levels > _MOST_LEVELS:
        raise NotAssembled("assembly-too-large", parts=parts, levels=levels)


def _leaves(assembly: Assembly, times: Fraction, place: tuple[str, ...]) -> Iterator[Leaf]:
    for piece in assembly.pieces:
        thing, many = piece.thing, times * piece.quantity
        if isinstance(thing, Assembly):
            yield from _leaves(thing, many, (*place, thing.name))
        else:
            name = thing.name if isinstance(thing, Declaration) else thing.declaration.name
            yield Leaf(thing, many, (*place, name), mass_of(thing))


def _told(mass: Mass | None) -> Fraction | None:
    try:
        return None if mass is None else nanograms(exact_decimal(mass.value), mass.unit)
    except InvalidQuantity:
        return None


def _sum(parts: Sequence[Part], materials: Sequence[Material]) -> Fraction | None:
    """Mass of what is written below, None where one of them has none."""
    total = Fraction(0)
    for material in materials:
        mass = _told(material.mass)
        if mass is None:
            return None
        total += mass
    for part in parts:
        mass = _told(part.mass) or _sum(part.parts, part.materials)
        if mass is None:
            return None
        total += mass * exact_decimal(part.number_of_units)
    return total


def _size(thing: Thing, known: dict[int, tuple[int, int]]) -> tuple[int, int]:
    """Parts and levels below a thing; what is shared is walked once."""
    if id(thing) not in known:
        known[id(thing)] = _counted(thing, known)
    return known[id(thing)]


def _counted(thing: Thing, known: dict[int, tuple[int, int]]) -> tuple[int, int]:
    if isinstance(thing, Transferred):
        return 0, 0
    below = (
        [_size(each.thing, known) for each in thing.pieces]
        if isinstance(thing, Assembly)
        else [_inner(part) for part in thing.parts]
    )
    return len(below) + sum(n for n, _ in below), 1 + max((depth for _, depth in below), default=0)


def _inner(part: Part) -> tuple[int, int]:
    below = [_inner(each) for each in part.parts]
    return len(below) + sum(n for n, _ in below), 1 + max((depth for _, depth in below), default=0)
