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


class Places:
    """Every place of a constituent in one product; ways and article shares are found once each."""

    def __init__(self, product: Product, masses: Masses, whole: Whole) -> None:
        self._product, self._masses, self._whole = product, masses, whole
        self._ways: dict[int, list[_Way]] = {
            product.root: [(product.path(product.root), Fraction(1))]
        }
        self._weight: dict[int, tuple[Fraction | None, Fraction | None]] = {}

    def of(self, row: int) -> Iterator[Place]:
        """The places of one constituent, a place for every way from the root."""
        held = self._product.bom.constituents
        material = int(held.material[row])
        share = held.high.exact(row) if held.amount[row] == Amount.SHARE else None
        mass, of_article = self._weights_of(material)
        share_of_article = None if share is None or of_article is None else share * of_article
        here = None if share is None or mass is None else share * mass
        uncounted = bool(self._product.uncounted[material])
        for path, count in self.ways(material):
            told = here is not None and count is not None and not uncounted
            total = count * here if told else None  # type: ignore[operator]
            yield Place(material, Location(path, count, total, share, share_of_article))

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

    def _weights_of(self, material: int) -> tuple[Fraction | None, Fraction | None]:
        """Nanograms of one unit of a material, and its share of the article around it."""
        if material not in self._weight:
            self._weight[material] = self.mass_of(material), self._of_article(material)
        return self._weight[material]

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
