"""Every substance of one product: exact totals, where it sits, and what share it is there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from engine.elements import ElementTotal, elements_of
from engine.locations import Location, Locations
from engine.masses import node_masses
from engine.places import Places
from engine.planes.weights import whole_masses
from engine.product import Product
from engine.sums import Key, Sum, added, one_each, sums_of
from regulations.identity import STRANGERS, Identity
from regulations.model import Entry
from regulations.quotient import fraction
from regulations.substances import SubstanceId

__all__ = ["Rollup", "SubstanceTotal", "roll_up"]


@dataclass(frozen=True, slots=True)
class SubstanceTotal:
    """A substance of the product; `mass` in nanograms, None where one place has none.

    Attributes:
        substance: None where no register knows it; `written` then says what was declared.
    """

    substance: SubstanceId | None
    name: str
    mass: Fraction | None
    of_product: Fraction | None
    locations: Sequence[Location]
    written: str = ""


@dataclass(frozen=True, slots=True)
class Rollup:
    """All substances of one product; masses in nanograms.

    Attributes:
        undeclared: product mass that no named substance accounts for; None where unknowable.
    """

    path: tuple[str, ...]
    mass: Fraction | None
    substances: tuple[SubstanceTotal, ...]
    elements: tuple[ElementTotal, ...]
    undeclared: Fraction | None


def roll_up(
    product: Product,
    names: Mapping[SubstanceId, str],
    elements: Iterable[Entry] = (),
    identity: Identity = STRANGERS,
) -> Rollup:
    """Explode one product and add up its substances, exact.

    Upper ends of declared ranges count, so that no total is too small. Totals are added without
    walking the ways through the product; locations are found when they are asked for.

    Args:
        product: what to explode.
        names: declared names.
        elements: entries whose members and factors say which compounds hold which element.
        identity: which numbers are one substance; it is shown by the CAS number where one of its
            declarations has it.
    """
    weights, masses = whole_masses(product.bom), node_masses(product.bom)
    places = Places(product, masses, weights)
    found = one_each(sums_of(product), identity)
    mass = places.mass_of(product.root)
    whole = None if mass is None else fraction(mass)
    totals = [_total(key, one, names, whole, places) for key, one in found.items()]
    unit = lcm(*(total.mass.denominator for total in totals if total.mass is not None))
    totals.sort(key=lambda total: _rank(total, unit))
    declared = added(total.mass for total in totals)
    return Rollup(
        product.path(product.root),
        whole,
        tuple(totals),
        tuple(elements_of(found, elements, identity, places)),
        None if whole is None or declared is None else whole - declared,
    )


def _rank(total: SubstanceTotal, unit: int) -> tuple[bool, int, str, str, str]:
    """The heaviest first; by whole numbers, as sorting fractions takes twenty times as long.

    Args:
        total: where it stands among the others.
        unit: how many of what is counted make a nanogram, so that every mass is a whole number.
    """
    mass = total.mass or Fraction(0)
    counted = mass.numerator * (unit // mass.denominator)
    return total.mass is None, -counted, str(total.substance), total.written, total.name


def _total(
    key: Key,
    one: Sum,
    names: Mapping[SubstanceId, str],
    whole: Fraction | None,
    places: Places,
) -> SubstanceTotal:
    share = one.mass / whole if one.mass is not None and whole else None
    locations = Locations(lambda: places.of(one.rows))
    if isinstance(key, SubstanceId):
        return SubstanceTotal(key, names.get(key, ""), one.mass, share, locations)
    return SubstanceTotal(None, key[1] or "unidentified", one.mass, share, locations, key[0])
