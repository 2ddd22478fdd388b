"""The greatest shares by columns are those that a plain count in fractions finds."""

from __future__ import annotations

import os
from collections import defaultdict
from fractions import Fraction

import numpy as np
from hypothesis import given, settings

from engine.arrays import UNIDENTIFIED, Amount, BomArrays, Kind
from engine.boundary import NOWHERE
from engine.masses import node_masses
from engine.totals.arena import Arena
from engine.totals.greatest import Peaks, peaks_of
from engine.totals.holdings import holdings_of
from engine.totals.product import explode
from engine.totals.wholes import wholes_of
from tests.strategies import Draft, drafts

EXAMPLES = int(os.environ.get("CHEMGATE_RELATIONS", "60"))

Shares = dict[int, list[tuple[Fraction | None, int]]]


def by_counting(bom: BomArrays, materials: set[int]) -> tuple[Shares, Shares]:
    """Share of every substance in each of some materials, and in each article around one."""
    cells: dict[tuple[int, int], list[tuple[Fraction | None, bool]]] = defaultdict(list)
    in_material: Shares = defaultdict(list)
    in_article: Shares = defaultdict(list)
    for material in sorted(materials):
        sums: dict[int, Fraction | None] = {}
        for row in range(int(bom.contents[material]), int(bom.contents[material + 1])):
            one = int(bom.constituents.substance[row])
            if one == UNIDENTIFIED:
                continue
            sums[one] = plus(sums.get(one, Fraction(0)), share_in(bom, row, material))
            for holder, is_own in holders(bom, material):
                cells[holder, one].append((share_in(bom, row, holder), is_own))
        for one, share in sums.items():
            in_material[one].append((share, material))
    for (holder, one), some in cells.items():
        if any(is_own for _, is_own in some):
            total: Fraction | None = Fraction(0)
            for share, _ in some:
                total = plus(total, share)
            in_article[one].append((total, holder))
    return in_material, in_article


def plus(before: Fraction | None, more: Fraction | None) -> Fraction | None:
    return None if before is None or more is None else before + more


def share_in(bom: BomArrays, row: int, holder: int) -> Fraction | None:
    """Of one constituent in its material, or in an article around that."""
    held, material = bom.constituents, int(bom.constituents.material[row])
    told = held.high.exact(row) if held.amount[row] == Amount.SHARE else None
    if told is not None and material == holder:
        return told
    masses = node_masses(bom)
    of_one, whole = masses.exact(material), masses.exact(holder)
    mass = None if told is None or of_one is None else told * of_one
    mass = held.masses[row][1] if row in held.masses else mass
    units = units_in(bom, material, holder)
    return units * mass / whole if units is not None and mass is not None and whole else None


def way_up(bom: BomArrays, node: int) -> list[int]:
    return np.flatnonzero(bom.usages.child == node).tolist()


def holders(bom: BomArrays, material: int) -> list[tuple[int, bool]]:
    """The article of a material, and the coated one around a base material."""
    found = [(material, True)] if bom.nodes.is_article[material] else []
    at = material
    while not bom.nodes.is_boundary[at] and len(usages := way_up(bom, at)) == 1:
        at = int(bom.usages.parent[usages[0]])
        if bom.nodes.is_article[at]:
            return [*found, (at, not found)]
    return found


def units_in(bom: BomArrays, material: int, holder: int) -> Fraction | None:
    units, at = Fraction(1), material
    while at != holder:
        (usage,) = way_up(bom, at)
        quantity = bom.usages.quantity.exact(usage)
        if quantity is None:
            return None
        units *= quantity
        at = int(bom.usages.parent[usage])
    return units


def assert_peaks(found: Peaks, in_material: Shares, in_article: Shares) -> None:
    levels = (
        (found.in_material, found.open_material, in_material),
        (found.in_article, found.open_article, in_article),
    )
    for peaks, unknown, shares in levels:
        assert unknown == {one for one, some in shares.items() if (None in dict(some))}
        told = {
            one: [(share, node) for share, node in some if share is not None]
            for one, some in shares.items()
        }
        greatest = {
            one: min(some, key=lambda pair: (-pair[0], pair[1]))
            for one, some in told.items()
            if some
        }
        assert {one: (peak.share, peak.node) for one, peak in peaks.items()} == greatest


@given(drafts())
@settings(max_examples=EXAMPLES, deadline=None)
def test_the_greatest_share_is_that_of_a_plain_count(draft: Draft) -> None:
    bom, _ = draft.arrays()
    holdings, wholes = holdings_of(bom), wholes_of(bom)
    root = int(np.flatnonzero(bom.nodes.kind == Kind.PART)[-1])
    exploded = explode(bom, holdings, root, arena=Arena.of(holdings))
    assert exploded is not None
    materials = {
        int(child)
        for part in exploded.nodes.tolist()
        for usage, child in enumerate(bom.usages.child.tolist())
        if bom.usages.parent[usage] == part
        and not bom.usages.alternative[usage]
        and bom.nodes.kind[child] != Kind.PART
    }
    found = peaks_of(bom, wholes, exploded.nodes)
    assert_peaks(found, *by_counting(bom, materials))
    assert NOWHERE not in {peak.node for peak in found.in_article.values()}
