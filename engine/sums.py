"""What each substance of a product weighs together, under one of its numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from engine.arrays import UNIDENTIFIED
from engine.exact import IntArray
from engine.product import Product
from engine.totals.holdings import holdings_of
from engine.totals.product import totals_of
from regulations.identity import Identity
from regulations.substances import SubstanceId

__all__ = ["Key", "Sum", "added", "one_each", "sums_of"]

Key = SubstanceId | tuple[str, str]
"""A substance, or the id and name as declared where no register knows them."""


@dataclass(frozen=True, slots=True)
class Sum:
    """A substance of the product: its constituents, and what they weigh together."""

    rows: IntArray
    mass: Fraction | None


def sums_of(product: Product) -> dict[Key, Sum]:
    """Mass and rows of every substance, in the order of their first rows."""
    bom = product.bom
    totals = totals_of(bom, holdings_of(bom), product.root)
    masses, found = totals.masses(), list[tuple[Key, Sum]]()
    for number, rows in _rows_by_substance(product):
        # What only alternative usages reach has no total: verdicts count there, masses do not.
        if number in masses:
            found.append((bom.substances[number], Sum(rows, masses[number])))
    unidentified: defaultdict[Key, list[int]] = defaultdict(list)
    for row in sorted(totals.unidentified):
        unidentified[bom.constituents.written.get(row, ("", ""))].append(row)
    found += [
        (key, Sum(np.array(rows), added(totals.unidentified[row] for row in rows)))
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


def one_each(found: Mapping[Key, Sum], identity: Identity) -> dict[Key, Sum]:
    """Numbers of one substance under the least of those that were declared."""
    shown: dict[SubstanceId, SubstanceId] = {}
    for number in sorted(key for key in found if isinstance(key, SubstanceId)):
        shown.setdefault(identity.chosen(number), number)
    merged: dict[Key, Sum] = {}
    for key, one in found.items():
        under = shown[identity.chosen(key)] if isinstance(key, SubstanceId) else key
        before = merged.get(under)
        merged[under] = one if before is None else _joined_sums(before, one)
    return merged


def _joined_sums(before: Sum, one: Sum) -> Sum:
    return Sum(np.concatenate([before.rows, one.rows]), added([before.mass, one.mass]))


def added(masses: Iterable[Fraction | None]) -> Fraction | None:
    """The sum, None where one is not known."""
    total = Fraction(0)
    for mass in masses:
        if mass is None:
            return None
        total += mass
    return total
