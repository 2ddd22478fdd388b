"""Every substance of one product: exact totals, where it sits, and what share it is there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np

from engine.arrays import UNIDENTIFIED, Amount
from engine.masses import Masses, node_masses
from engine.product import Product
from engine.scope import NOWHERE, articles
from regulations.identity import STRANGERS, Identity
from regulations.model import Entry
from regulations.substances import SubstanceId

__all__ = ["ElementTotal", "Location", "Rollup", "SubstanceTotal", "roll_up"]

_MOST_PATHS: Final = 10_000
"""Ways that are listed one by one; a structure with more lists each node once, by its first way."""


@dataclass(frozen=True, slots=True)
class Location:
    """One place of a substance.

    Attributes:
        count: units of the material in one product, over this way.
        mass: nanograms of the substance here; None where a mass is missing.
        of_material: share of the material, 1 = all; None when the amount was not told.
        of_article: share of the smallest enclosing article; None where none or no mass is known.
    """

    path: tuple[str, ...]
    count: Fraction
    mass: Fraction | None
    of_material: Fraction | None
    of_article: Fraction | None


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
    locations: tuple[Location, ...]
    written: str = ""


@dataclass(frozen=True, slots=True)
class ElementTotal:
    """An element or ion summed over its compounds."""

    symbol: str
    mass: Fraction | None
    locations: tuple[Location, ...]


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
class _Found:
    material: int
    share: Fraction | None
    location: Location


def roll_up(
    product: Product,
    names: Mapping[SubstanceId, str],
    elements: Iterable[Entry] = (),
    identity: Identity = STRANGERS,
) -> Rollup:
    """Explode one product and add up its substances, exact.

    Upper ends of declared ranges count, so that no total is too small.

    Args:
        product: what to explode.
        names: declared names.
        elements: entries whose members and factors say which compounds hold which element.
        identity: which numbers are one substance; it is shown by the CAS number where one of its
            declarations has it.
    """
    masses = node_masses(product.bom)
    found = _one_each(_found(product, masses), identity)
    whole = masses.exact(product.root)
    totals = [
        SubstanceTotal(
            key if isinstance(key, SubstanceId) else None,
            names.get(key, "") if isinstance(key, SubstanceId) else key[1] or "unidentified",
            total := _sum(one.location.mass for one in places),
            total / whole if total is not None and whole else None,
            tuple(one.location for one in places),
            "" if isinstance(key, SubstanceId) else key[0],
        )
        for key, places in found.items()
    ]
    totals.sort(key=lambda t: (t.mass is None, -(t.mass or 0), str(t.substance), t.written, t.name))
    declared = _sum(total.mass for total in totals)
    return Rollup(
        product.path(product.root),
        whole,
        tuple(totals),
        tuple(_elements(found, elements, identity)),
        None if whole is None or declared is None else whole - declared,
    )


def _found(product: Product, masses: Masses) -> dict[_Key, list[_Found]]:
    bom = product.bom
    around, ways = articles(bom), _Ways(product)
    found: defaultdict[_Key, list[_Found]] = defaultdict(list)
    rows = np.flatnonzero(product.inside[bom.constituents.material])
    for row in rows.tolist():
        material, number = int(bom.constituents.material[row]), int(bom.constituents.substance[row])
        key: _Key = bom.constituents.written.get(row, ("", ""))
        if number != UNIDENTIFIED:
            key = bom.substances[number]
        told = bom.constituents.amount[row] == Amount.SHARE
        share = bom.constituents.high.exact(row) if told else None
        mass = masses.exact(material)
        article = int(around.own[material])
        of_article = _of_article(product, masses, material, article, share)
        for path, count in ways(material):
            known = mass is not None and share is not None and not product.uncounted[material]
            here = mass * count * share if known and mass and share is not None else None
            found[key].append(
                _Found(material, share, Location(path, count, here, share, of_article))
            )
    return found


def _one_each(found: Mapping[_Key, list[_Found]], identity: Identity) -> dict[_Key, list[_Found]]:
    """Numbers of one substance under the least of those that were declared."""
    shown: dict[SubstanceId, SubstanceId] = {}
    for number in sorted(key for key in found if isinstance(key, SubstanceId)):
        shown.setdefault(identity.chosen(number), number)
    merged: dict[_Key, list[_Found]] = {}
    for key, places in found.items():
        one = shown[identity.chosen(key)] if isinstance(key, SubstanceId) else key
        merged.setdefault(one, []).extend(places)
    return merged


class _Ways:
    """Every way from the root to a node, with the units on it; shared parts are walked once."""

    def __init__(self, product: Product) -> None:
        self._product = product
        self._known = {product.root: [(product.path(product.root), Fraction(1))]}

    def __call__(self, node: int) -> list[tuple[tuple[str, ...], Fraction]]:
        product = self._product
        if not product.count[node]:
            return []  # reached by alternative usages only: verdicts count there, masses do not
        if product.paths[node] > _MOST_PATHS:
            return [(product.path(node), product.count[node])]
        if node not in self._known:
            self._known[node] = [
                ((*path, word) if word else path, units * quantity)
                for usage in product.usages_of(node)
                for word in [product.word(usage)]
                for quantity in [product.bom.usages.quantity.exact(usage) or Fraction(0)]
                for path, units in self(int(product.bom.usages.parent[usage]))
            ]
        return self._known[node]


def _of_article(
    product: Product, masses: Masses, material: int, article: int, share: Fraction | None
) -> Fraction | None:
    if share is None or article == NOWHERE:
        return None
    if article == material:
        return share
    mass, whole = masses.exact(material), masses.exact(article)
    if mass is None or not whole:
        return None
    units, at = Fraction(1), material
    while at != article:
        usage = int(product.via[at])
        units *= product.bom.usages.quantity.exact(usage) or Fraction(0)
        at = int(product.bom.usages.parent[usage])
    return share * mass * units / whole


def _elements(
    found: Mapping[_Key, list[_Found]], entries: Iterable[Entry], identity: Identity
) -> Iterator[ElementTotal]:
    for entry in entries:
        if not entry.element:
            continue
        known = {m.substance: m.factor for m in entry.members if not m.upper_bound}
        factors = {n: f for one, f in known.items() for n in identity.numbers_of(one)} | known
        places: dict[tuple[tuple[str, ...], int], Location] = {}
        for key, all_found in found.items():
            factor = factors.get(key) if isinstance(key, SubstanceId) else None
            for one in all_found if factor else ():
                place = (one.location.path, one.material)
                places[place] = _added(places.get(place), one.location, factor or Fraction(0))
        if places:
            masses = _sum(place.mass for place in places.values())
            yield ElementTotal(entry.element, masses, tuple(places.values()))


def _added(before: Location | None, location: Location, factor: Fraction) -> Location:
    def scaled(value: Fraction | None, old: Fraction | None) -> Fraction | None:
        return None if value is None or old is None else old + value * factor

    zero = Fraction(0)
    return Location(
        location.path,
        location.count,
        scaled(location.mass, before.mass if before else zero),
        scaled(location.of_material, before.of_material if before else zero),
        scaled(location.of_article, before.of_article if before else zero),
    )


def _sum(masses: Iterable[Fraction | None]) -> Fraction | None:
    total = Fraction(0)
    for mass in masses:
        if mass is None:
            return None
        total += mass
    return total
