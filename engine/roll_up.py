"""Every substance of one product: exact totals, where it sits, and what share it is there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from engine.arrays import UNIDENTIFIED
from engine.exact import IntArray
from engine.locations import Location, Locations, Place, Places
from engine.masses import node_masses
from engine.planes.weights import whole_masses
from engine.product import Product
from engine.totals.holdings import holdings_of
from engine.totals.product import totals_of
from regulations.identity import STRANGERS, Identity
from regulations.model import Entry
from regulations.quotient import Quotient
from regulations.substances import SubstanceId

__all__ = ["ElementTotal", "Rollup", "SubstanceTotal", "roll_up"]


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
class ElementTotal:
    """An element or ion summed over its compounds."""

    symbol: str
    mass: Fraction | None
    locations: Sequence[Location]


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


_Key = SubstanceId | tuple[str, str]
"""A substance, or the id and name as declared where no register knows them."""


@dataclass(frozen=True, slots=True)
class _Sum:
    """A substance of the product: its constituents, and what they weigh together."""

    rows: IntArray
    mass: Fraction | None


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
    found = _one_each(_sums(product), identity)
    whole = places.mass_of(product.root)
    totals = [_total(key, one, names, whole, places) for key, one in found.items()]
    totals.sort(key=lambda t: (t.mass is None, -(t.mass or 0), str(t.substance), t.written, t.name))
    declared = _added(total.mass for total in totals)
    return Rollup(
        product.path(product.root),
        whole,
        tuple(totals),
        tuple(_elements(found, elements, identity, places)),
        None if whole is None or declared is None else whole - declared,
    )


def _total(
    key: _Key,
    one: _Sum,
    names: Mapping[SubstanceId, str],
    whole: Fraction | None,
    places: Places,
) -> SubstanceTotal:
    share = one.mass / whole if one.mass is not None and whole else None
    locations = Locations(lambda: (place.location for place in places.of(one.rows)))
    if isinstance(key, SubstanceId):
        return SubstanceTotal(key, names.get(key, ""), one.mass, share, locations)
    return SubstanceTotal(None, key[1] or "unidentified", one.mass, share, locations, key[0])


def _sums(product: Product) -> dict[_Key, _Sum]:
    """Mass and rows of every substance, in the order of their first rows."""
    bom = product.bom
    totals = totals_of(bom, holdings_of(bom), product.root)
    masses, found = totals.masses(), list[tuple[_Key, _Sum]]()
    for number, rows in _rows_by_substance(product):
        # What only alternative usages reach has no total: verdicts count there, masses do not.
        if number in masses:
            found.append((bom.substances[number], _Sum(rows, masses[number])))
    unidentified: defaultdict[_Key, list[int]] = defaultdict(list)
    for row in sorted(totals.unidentified):
        unidentified[bom.constituents.written.get(row, ("", ""))].append(row)
    found += [
        (key, _Sum(np.array(rows), _added(totals.unidentified[row] for row in rows)))
        for key, rows in unidentified.items()
    ]
    return dict(sorted(found, key=lambda pair: int(pair[1].rows[0])))


def _rows_by_substance(product: Product) -> Iterator[tuple[int, IntArray]]:
    """Constituents in the product by the number of their substance, ascending."""
    held = product.bom.constituents
    rows = np.flatnonzero(product.inside[held.material])
    rows = rows[held.substance[rows] != UNIDENTIFIED]
    rows = rows[np.argsort(held.substance[rows], kind="stable")]
    number = held.substance[rows]
    cuts = np.flatnonzero(np.diff(number)) + 1
    for some in np.split(rows, cuts) if len(rows) else ():
        yield int(held.substance[some[0]]), some


def _one_each(found: Mapping[_Key, _Sum], identity: Identity) -> dict[_Key, _Sum]:
    """Numbers of one substance under the least of those that were declared."""
    shown: dict[SubstanceId, SubstanceId] = {}
    for number in sorted(key for key in found if isinstance(key, SubstanceId)):
        shown.setdefault(identity.chosen(number), number)
    merged: dict[_Key, _Sum] = {}
    for key, one in found.items():
        under = shown[identity.chosen(key)] if isinstance(key, SubstanceId) else key
        before = merged.get(under)
        merged[under] = one if before is None else _joined_sums(before, one)
    return merged


def _joined_sums(before: _Sum, one: _Sum) -> _Sum:
    return _Sum(np.concatenate([before.rows, one.rows]), _added([before.mass, one.mass]))


def _elements(
    found: Mapping[_Key, _Sum], entries: Iterable[Entry], identity: Identity, places: Places
) -> Iterator[ElementTotal]:
    for entry in entries:
        if not entry.element:
            continue
        known = {m.substance: m.factor for m in entry.members if not m.upper_bound}
        factors = {n: f for one, f in known.items() for n in identity.numbers_of(one)} | known
        held = [
            (one, factors[key])
            for key, one in found.items()
            if isinstance(key, SubstanceId) and factors.get(key)
        ]
        if held:
            mass = _added(None if one.mass is None else one.mass * f for one, f in held)
            yield ElementTotal(entry.element, mass, _element_locations(held, places))


def _element_locations(held: list[tuple[_Sum, Fraction]], places: Places) -> Locations:
    """Places of the compounds; several in one material at one place are one."""

    def find() -> Iterator[Location]:
        merged: dict[tuple[tuple[str, ...], int], Location] = {}
        for one, factor in held:
            for place in places.of(one.rows):
                at = (place.location.path, place.material)
                merged[at] = _joined(merged.get(at), place, factor)
        yield from merged.values()

    return Locations(find)


def _joined(before: Location | None, place: Place, factor: Fraction) -> Location:
    def scaled(value: Quotient | None, old: Quotient | None) -> Quotient | None:
        if value is None or old is None:
            return None
        return Quotient.of(old.fraction + value.fraction * factor)

    zero, location = Quotient(0, 1), place.location
    return Location(
        location.path,
        location.count,
        scaled(location.mass, before.mass if before else zero),
        scaled(location.of_material, before.of_material if before else zero),
        scaled(location.of_article, before.of_article if before else zero),
    )


def _added(masses: Iterable[Fraction | None]) -> Fraction | None:
    total = Fraction(0)
    for mass in masses:
        if mass is None:
            return None
        total += mass
    return total
