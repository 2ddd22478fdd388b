"""Where the substances of a product sit: worked out when somebody looks, not before.

A product of a hundred thousand nodes has a quarter of a million places; a total needs none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Final, overload

import numpy as np

from engine.arrays import Amount
from engine.boundary import NOWHERE, articles
from engine.exact import IntArray
from engine.masses import Masses
from engine.planes.weights import Whole
from engine.product import Product

__all__ = ["Location", "Locations", "Place", "Places"]

_MOST_PATHS: Final = 10_000
"""Ways that are listed one by one; a structure with more lists each node once, by its first way."""

_SHARE: Final = int(Amount.SHARE)
"""A member of an enumeration costs a microsecond each time it is named."""

_Way = tuple[tuple[str, ...], Fraction | None]


@dataclass(frozen=True, slots=True)
class Location:
    """One place of a substance.

    Attributes:
        count: units of the material in one product, over this way; None where a quantity on it is
            not known.
        mass: nanograms of the substance here; None where a mass, an amount or the count is missing.
        of_material: share of the material, 1 = all; None when the amount was not told.
        of_article: share of the smallest enclosing article; None where none or no mass is known.
    """

    path: tuple[str, ...]
    count: Fraction | None
    mass: Fraction | None
    of_material: Fraction | None
    of_article: Fraction | None


@dataclass(frozen=True, slots=True)
class Place:
    """A location and the node of its material, which may have equal paths beside it."""

    material: int
    location: Location


class Locations(Sequence[Location]):
    """Locations that are found when the first of them is asked for, and then kept."""

    def __init__(self, find: Callable[[], Iterator[Location]]) -> None:
        self._find = find

    @cached_property
    def _found(self) -> tuple[Location, ...]:
        return tuple(self._find())

    def __len__(self) -> int:
        return len(self._found)

    def __iter__(self) -> Iterator[Location]:
        return iter(self._found)

    @overload
    def __getitem__(self, at: int) -> Location: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Location, ...]: ...
    def __getitem__(self, at: int | slice) -> Location | tuple[Location, ...]:
        return self._found[at]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._found == tuple(other)

    def __hash__(self) -> int:
        return hash(self._found)


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands around the constituents of a material.

    Attributes:
        ways: path, units of the material in one product, and nanograms of them.
        of_article: share of the smallest enclosing article.
    """

    ways: tuple[tuple[tuple[str, ...], Fraction | None, Fraction | None], ...]
    of_article: Fraction | None


class Places:
    """Every place of a constituent in one product; ways and article shares are found once each."""

    def __init__(self, product: Product, masses: Masses, whole: Whole) -> None:
        self._product, self._masses, self._whole = product, masses, whole
        self._ways: dict[int, list[_Way]] = {
            product.root: [(product.path(product.root), Fraction(1))]
        }
        self._known: dict[int, _Around] = {}

    def of(self, row: int) -> Iterator[Place]:
        """The places of one constituent, a place for every way from the root."""
        held = self._product.bom.constituents
        material = int(held.material[row])
        share = held.high.exact(row) if held.amount[row] == _SHARE else None
        around = self._around(material)
        of_article = _product(share, around.of_article)
        for path, count, mass in around.ways:
            here = Location(path, count, _product(share, mass), share, of_article)
            yield Place(material, here)

    def _around(self, material: int) -> _Around:
        """What all constituents of a material share, found once."""
        found = self._known.get(material)
        if found is None:
            mass, uncounted = self.mass_of(material), bool(self._product.uncounted[material])
            ways = tuple(
                (path, count, None if uncounted else _product(count, mass))
                for path, count in self.ways(material)
            )
            found = self._known[material] = _Around(ways, self._of_article(material))
        return found

    def ways(self, node: int) -> list[_Way]:
        """Every way from the root to a node that carries mass, with the units on it."""
        product = self._product
        if node == product.root:
            return self._ways[node]
        if product.paths[node] > _MOST_PATHS:
            count = None if product.uncounted[node] else product.count[node]
            return [(product.path(node), count)]
        if node not in self._ways:
            self._ways[node] = [
                way for usage in product.usages_of(node) for way in self._through(usage)
            ]
        return self._ways[node]

    def _through(self, usage: int) -> Iterator[_Way]:
        usages = self._product.bom.usages
        quantity, word = usages.quantity.exact(usage), self._product.word(usage)
        # Nothing of it is there: no way leads through.
        for path, units in self.ways(int(usages.parent[usage])) if quantity != 0 else ():
            count = None if quantity is None or units is None else units * quantity
            yield (*path, word) if word else path, count

    def mass_of(self, node: int) -> Fraction | None:
        """Nanograms of one unit of a node, None where nobody knows."""
        if self._whole.known[node]:
            return Fraction(int(self._whole.value[node]))
        return self._masses.exact(node)

    def _of_article(self, material: int) -> Fraction | None:
        article = int(self._articles[material])
        if article == material:
            return Fraction(1)
        if article == NOWHERE:
            return None
        units, whole, at = self.mass_of(material), self.mass_of(article), material
        while units is not None and at != article:
            usage = int(self._product.via[at])
            units *= self._product.bom.usages.quantity.exact(usage) or Fraction(0)
            at = int(self._product.bom.usages.parent[usage])
        return units / whole if units is not None and whole else None

    @cached_property
    def _articles(self) -> IntArray:
        return np.asarray(articles(self._product.bom).own)


def _product(one: Fraction | None, other: Fraction | None) -> Fraction | None:
    """Both multiplied, None where one is missing.

    `Fraction.__mul__` takes four greatest common divisors and two calls more; a product of five
    thousand parts has a quarter of a million of these.
    """
    if one is None or other is None:
        return None
    return Fraction(one.numerator * other.numerator, one.denominator * other.denominator)
