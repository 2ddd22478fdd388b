"""The ways through a product to its materials, and what a constituent comes to at each place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Final

import numpy as np

from engine.arrays import Amount
from engine.boundary import NOWHERE, articles
from engine.exact import ABSENT, IntArray
from engine.locations import Location
from engine.masses import Masses
from engine.planes.weights import Whole
from engine.product import Product
from regulations.quotient import Quotient, Ratio, times

__all__ = ["Place", "Places"]

_MOST_PATHS: Final = 10_000
"""Ways that are listed one by one; a structure with more lists each node once, by its first way."""

_SHARE: Final = int(Amount.SHARE)
"""A member of an enumeration costs a microsecond each time it is named."""

_Way = tuple[tuple[str, ...], Fraction | None]


@dataclass(frozen=True, slots=True)
class Place:
    """A location and the node of its material, which may have equal paths beside it."""

    material: int
    location: Location


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands around the constituents of a material.

    Attributes:
        ways: path, units of the material in one product, and nanograms of them.
        of_article: share of the smallest enclosing article.
    """

    ways: tuple[tuple[tuple[str, ...], Fraction | None, Quotient | None], ...]
    of_article: Ratio | None


class Places:
    """Every place of a constituent in one product; ways and article shares are found once each."""

    def __init__(self, product: Product, masses: Masses, whole: Whole) -> None:
        self._product, self._masses, self._whole = product, masses, whole
        self._ways: dict[int, list[_Way]] = {
            product.root: [(product.path(product.root), Fraction(1))]
        }
        self._known: dict[int, _Around] = {}

    def of(self, rows: IntArray) -> Iterator[Place]:
        """The places of some constituents, a place for every way from the root."""
        masses, materials = self._product.bom.constituents.masses, self._materials
        for row in rows.tolist():
            material = materials[row]
            if row in masses:
                yield from self._weighed(material, masses[row][1])
                continue
            share, around = self._shares[row], self._known.get(material) or self._around(material)
            of_article = times(share, around.of_article)
            for path, count, mass in around.ways:
                here = Location(path, count, times(share, mass), share, of_article)
                yield Place(material, here)

    def _weighed(self, material: int, told: Fraction) -> Iterator[Place]:
        """Of so many nanograms in each unit of a material that nobody may have weighed."""
        mass, uncounted = self.mass_of(material), bool(self._product.uncounted[material])
        of_material = Quotient.of(told / mass) if mass else None
        own = int(self._articles[material]) == material
        of_article = of_material if own else self._of_article(material, told)
        for path, count in self.ways(material):
            here = None if uncounted else times(count, told)
            yield Place(material, Location(path, count, here, of_material, of_article))

    @cached_property
    def _materials(self) -> list[int]:
        materials: list[int] = self._product.bom.constituents.material.tolist()
        return materials

    @cached_property
    def _shares(self) -> list[Quotient | None]:
        """The most of its material that each constituent may be; None where nobody told a share.

        All at once: one look into the arrays for a product of thousands of substances.
        """
        held = self._product.bom.constituents
        high, told = held.high, (held.amount == _SHARE).tolist()
        shares = [
            Quotient(count, high.scale) if is_share and count != ABSENT else None
            for is_share, count in zip(told, high.counts.tolist(), strict=True)
        ]
        for row, share in high.beyond.items():
            if told[row]:
                shares[row] = Quotient.of(share)
        return shares

    def _around(self, material: int) -> _Around:
        """What all constituents of a material share, found once."""
        mass, uncounted = self.mass_of(material), bool(self._product.uncounted[material])
        ways = tuple(
            (path, count, None if uncounted else times(count, mass))
            for path, count in self.ways(material)
        )
        own = int(self._articles[material]) == material
        of_article = Fraction(1) if own else self._of_article(material, mass)
        found = self._known[material] = _Around(ways, of_article)
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
            count = times(units, quantity)
            yield (*path, word) if word else path, None if count is None else count.fraction

    def mass_of(self, node: int) -> Fraction | None:
        """Nanograms of one unit of a node, None where nobody knows."""
        if self._whole.known[node]:
            return Fraction(int(self._whole.value[node]))
        return self._masses.exact(node)

    def _of_article(self, material: int, mass: Fraction | None) -> Quotient | None:
        """Share of the article around a material that so many nanograms in each unit come to."""
        article = int(self._articles[material])
        whole, at = None if article == NOWHERE else self.mass_of(article), material
        if not whole:
            return None
        share = times(mass, 1 / whole)
        while share is not None and at != article:
            usage = int(self._product.via[at])
            share = times(share, self._product.bom.usages.quantity.exact(usage))
            at = int(self._product.bom.usages.parent[usage])
        return share

    @cached_property
    def _articles(self) -> IntArray:
        return np.asarray(articles(self._product.bom).own)
