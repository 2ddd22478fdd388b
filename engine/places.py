"""The places of a product's constituents, and what each amount comes to there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Final

import numpy as np

from engine.arrays import Amount
from engine.boundary import NOWHERE, articles
from engine.exact import IntArray
from engine.locations import Location, Site
from engine.masses import Masses
from engine.planes.weights import Whole
from engine.product import Product
from engine.ways import Ways
from regulations.quotient import Quotient, Ratio, times

__all__ = ["Places"]

_SHARE: Final = int(Amount.SHARE)
"""A member of an enumeration costs a microsecond each time it is named."""


class Places:
    """Every place of a constituent in one product; the sites of a material are found once."""

    def __init__(self, product: Product, masses: Masses, whole: Whole) -> None:
        self._product, self._masses, self._whole = product, masses, whole
        self._by_share: dict[int, Sequence[Site]] = {}

    def of(self, rows: IntArray) -> Iterator[Location]:
        """The places of some constituents, a place for every way from the root."""
        for row in rows.tolist():
            amount, sites = self._held(row)
            for site in sites:
                yield Location(amount, site)

    def _held(self, row: int) -> tuple[Ratio | None, Sequence[Site]]:
        """The amount of a constituent, and where its material is."""
        material, told = self._materials[row], self._product.bom.constituents.masses
        if row in told:
            return told[row][1], self._sites_by_mass(material)
        sites = self._by_share.get(material)
        if sites is None:
            sites = self._by_share[material] = self._sites_by_share(material)
        return self._amounts[row], sites

    def mass_of(self, node: int) -> Ratio | None:
        """Nanograms of one unit of a node, None where nobody knows."""
        return self._masses.exact(node) if (known := self._known[node]) is None else known

    def _sites_by_share(self, material: int) -> list[Site]:
        """Where a material is, for amounts that are counted parts of it."""
        part = Quotient(1, self._product.bom.constituents.high.scale)
        return self._sites(material, times(part, self.mass_of(material)), part)

    def _sites_by_mass(self, material: int) -> list[Site]:
        """Where a material is, for nanograms in each unit of it; nobody need have weighed it."""
        return self._sites(material, 1, _one_over(self.mass_of(material)))

    def _sites(self, material: int, mass: Ratio | None, of_material: Ratio | None) -> list[Site]:
        own = self._articles[material] == material
        of_article = of_material if own else self._of_article(material, mass)
        uncounted = self._uncounted[material]
        return [
            Site(material, path, units, of_site, of_material, of_article)
            for path, units in self._ways.to(material)
            for of_site in (None if uncounted else times(mass, units),)
        ]

    def _of_article(self, material: int, mass: Ratio | None) -> Ratio | None:
        """Share of the article around a material that so many nanograms in each unit come to."""
        article, at = self._articles[material], material
        share = times(mass, None if article == NOWHERE else _one_over(self.mass_of(article)))
        while share is not None and at != article:
            at, quantity = self._above[at]
            share = times(share, quantity)
        return share

    @cached_property
    def _ways(self) -> Ways:
        return Ways(self._product)

    # As lists, each at once: a look into an array costs more than all else that is done to a row.

    @cached_property
    def _materials(self) -> list[int]:
        materials: list[int] = self._product.bom.constituents.material.tolist()
        return materials

    @cached_property
    def _amounts(self) -> list[int | Fraction | None]:
        """Counted parts of its material that each constituent may be at most; None = not told."""
        held = self._product.bom.constituents
        told = (held.amount == _SHARE) & held.high.known
        found: list[int | Fraction | None] = [
            count if is_told else None
            for count, is_told in zip(held.high.counts.tolist(), told.tolist(), strict=True)
        ]
        for row, share in held.high.beyond.items():
            if told[row]:
                found[row] = share * held.high.scale
        return found

    @cached_property
    def _known(self) -> list[int | None]:
        """Whole nanograms of the nodes, where they are."""
        told = zip(self._whole.value.tolist(), self._whole.known.tolist(), strict=True)
        return [mass if known else None for mass, known in told]

    @cached_property
    def _above(self) -> dict[int, tuple[int, Ratio | None]]:
        """The parent by which each node is first reached, and the quantity in it."""
        nodes = np.flatnonzero(self._product.via != NOWHERE)
        via, usages = self._product.via[nodes], self._product.bom.usages
        above = zip(usages.parent[via].tolist(), usages.quantity.ratios(via), strict=True)
        return dict(zip(nodes.tolist(), above, strict=True))

    @cached_property
    def _uncounted(self) -> list[bool]:
        uncounted: list[bool] = self._product.uncounted.tolist()
        return uncounted

    @cached_property
    def _articles(self) -> list[int]:
        nodes: list[int] = articles(self._product.bom).own.tolist()
        return nodes


def _one_over(mass: Ratio | None) -> Ratio | None:
    """None for nothing: a share of it is no number."""
    return (
        Quotient(mass.denominator, mass.numerator) if mass is not None and mass.numerator else None
    )
