"""The portfolio and the lists as plain columns, as any other engine would be given them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.arrays import Kind
from engine.exact import PARTS_PER_BILLION, IntArray
from engine.rules import RuleSet
from engine.totals.memory import Table

from .portfolio_at_scale import Portfolio

__all__ = ["CHECK", "Flat", "Totals", "checksum", "flat", "totals_by_part"]

CHECK = 1_000_000_007


@dataclass(frozen=True, slots=True)
class Flat:
    """Parts are numbered from 0, leaves first.

    Attributes:
        parent, child, pieces: usages between parts, sorted by parent.
        material_part, material_mass: by material, nanograms.
        row_material, row_substance, row_ppb: constituents.
        article_mass: nanograms of each leaf.
        entries: substance, list, per article, limit in parts per billion, at or above; by entry.
    """

    level: IntArray
    parent: IntArray
    child: IntArray
    pieces: IntArray
    material_part: IntArray
    material_mass: IntArray
    row_material: IntArray
    row_substance: IntArray
    row_ppb: IntArray
    article_mass: IntArray
    entries: IntArray

    @property
    def parts(self) -> int:
        return len(self.level)

    @property
    def assemblies(self) -> IntArray:
        return np.flatnonzero(self.level > 0)


@dataclass(frozen=True, slots=True)
class Totals:
    """Rows of a rollup: part, substance, nanograms, billionths of one."""

    part: IntArray
    substance: IntArray
    whole: IntArray
    rest: IntArray

    def of(self, part: int) -> dict[int, int]:
        """Nanograms times parts per billion of one part, by substance; rows sorted by part."""
        rows = slice(*np.searchsorted(self.part, [part, part + 1]).tolist())
        columns = self.substance[rows], self.whole[rows], self.rest[rows]
        return {
            one: whole * PARTS_PER_BILLION + rest
            for one, whole, rest in zip(*(c.tolist() for c in columns), strict=True)
        }


def flat(portfolio: Portfolio, rules: RuleSet) -> Flat:
    bom, first = portfolio.bom, int(portfolio.parts[0])
    usages, held = bom.usages, bom.constituents
    between = bom.nodes.kind[usages.child] == Kind.PART
    holds = ~between
    mass = bom.nodes.mass.counts[:first]
    part = usages.parent[holds] - first
    article = np.zeros(len(portfolio.parts), dtype=np.int64)
    np.add.at(article, part, mass)
    return Flat(
        portfolio.level,
        usages.parent[between] - first,
        usages.child[between] - first,
        usages.quantity.counts[between] // PARTS_PER_BILLION,
        part,
        mass,
        held.material,
        held.substance,
        held.high.counts,
        article,
        _entries(portfolio, rules),
    )


def _entries(portfolio: Portfolio, rules: RuleSet) -> IntArray:
    number = {one: place for place, one in enumerate(portfolio.bom.substances)}
    rows = [
        (
            number[entry.members[0].substance],
            int(rules.list_of[rule]),
            int(rules.is_article_level[rule]),
            int(rules.limits[rule] * PARTS_PER_BILLION),
            int(rules.at_or_above[rule]),
        )
        for rule, entry in enumerate(rules.entries)
    ]
    return np.array(rows, dtype=np.int64)


def totals_by_part(table: Table, first: int, last: int | None = None) -> Totals:
    """The rows of our own rollup; nodes before `first` are materials."""
    last = len(table.first) if last is None else last
    part = np.repeat(np.arange(last - first), table.lengths[first:last])
    spans = table.stretches(first, last)
    number, whole, rest = (
        np.concatenate([column[span] for span in spans])
        for column in (table.number, table.whole, table.rest)
    )
    return Totals(part, number.astype(np.int64), whole, rest.astype(np.int64))


def checksum(totals: Totals, step: int = 1 << 22) -> tuple[int, int]:
    """Rows, and a sum over all of them in which part, substance and both limbs count.

    It is linear in the limbs: it does not ask whether they were carried.
    """
    found = 0
    for low in range(0, len(totals.part), step):
        span = slice(low, low + step)
        key = (totals.part[span] * 1_000_003 + totals.substance[span]) % CHECK
        mass = (totals.whole[span] % CHECK * (PARTS_PER_BILLION % CHECK)) % CHECK
        mass = (mass + totals.rest[span]) % CHECK
        found += int((key * mass % CHECK).sum())
    return len(totals.part), found % CHECK
