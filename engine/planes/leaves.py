"""What the parts of a portfolio consist of, as flat columns: prepared once, whatever the law."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.arrays import BomArrays, BoolArray, Kind
from engine.errors import InvalidStructure
from engine.evidence import NOTHING_DECLARED
from engine.exact import PARTS_PER_BILLION, IntArray
from engine.planes.articles import Placed, placed
from engine.planes.oddities import odd_parts
from engine.planes.parts import Numbers, Parts, distinct, parts_of, spans
from engine.planes.wide import Words

__all__ = ["Columns", "Leaves", "Noted", "Range", "Substances", "leaves_of"]

_TWICE: Final = 2 * PARTS_PER_BILLION
_MOST_ROWS: Final = 2**31
_SHORT: Final = 2**16


Substances = NDArray[np.uint16 | np.uint32]
"""Numbers of substances, 16 bits wide where that is enough: they are half of all that is read."""


class Columns(NamedTuple):
    """Rows in materials in articles in parts, each column sorted by what it stands in.

    A tuple, so that compiled loops take it as it is. Unsigned, so that they need not ask for
    negative numbers.

    `rows[m]:rows[m + 1]` are the rows of material m, `materials[a]:materials[a + 1]` the materials
    of article a, `articles[p]:articles[p + 1]` the articles of part p.

    Attributes:
        substance: index of `BomArrays.substances`.
        share: of the material, parts per billion.
        weight: nanograms of the material in one article.
        mass: nanograms of one article.
    """

    substance: Substances
    share: NDArray[np.uint32]
    rows: Numbers
    weight: Words
    materials: Numbers
    mass: Words
    articles: Numbers


@dataclass(frozen=True, slots=True)
class Range:
    """Upper bounds that hold for every sum there is, so that no kernel has to look.

    Attributes:
        share: greatest sum of shares in one material, parts per billion.
        numerator: greatest sum of weight times share in one article, each material taken to be
            two whole ones at least, so that it hardly depends on what was declared.
        mass: greatest mass of an article, nanograms.
    """

    share: int
    numerator: int
    mass: int


@dataclass(frozen=True, slots=True)
class Noted:
    """Rows of which more was told than an amount: substance and part, each [rows noted]."""

    substance: Numbers
    part: Numbers


@dataclass(frozen=True, slots=True)
class Leaves:
    """All that is needed to judge a portfolio under any law.

    Attributes:
        bom: what it was made of; parts that are not plain are judged there.
        hard: parts that no column can hold, bool [parts]: ranges, amounts not told, unidentified
            substances, values finer than the scale, masses missing, mixtures, coated or bare
            materials, answers, words of context. Their rows are not in `columns`.
        evidence: what silence means in a plain part, each once: `evidence[units[p]:units[p + 1]]`.
        claimed: rows with an exemption claim; `purposed`: rows with a word on intention.
    """

    bom: BomArrays
    parts: Parts
    hard: BoolArray
    columns: Columns
    range: Range
    units: Numbers
    evidence: Numbers
    claimed: Noted
    purposed: Noted


def leaves_of(bom: BomArrays) -> Leaves:
    """Lay out a portfolio; nothing is rounded: what does not fit is hard.

    Raises:
        InvalidStructure: more rows than their numbers can tell apart.
    """
    if max(len(bom.constituents), len(bom.nodes), len(bom.usages)) >= _MOST_ROWS:
        raise InvalidStructure(
            f"{len(bom.constituents)} constituents in {len(bom.nodes)} nodes are too many at once",
            hint="judge families of products one after the other",
        )
    parts, found = parts_of(bom), placed(bom)
    hard = odd_parts(bom, parts, found)
    keep = np.flatnonzero(~hard[parts.around[found.material]])
    around = parts.around[found.material[keep]]
    order = keep[np.lexsort((found.article[keep], around))]
    columns = _columns(bom, parts, found, order)
    units, evidence = _units(bom, parts, hard)
    held = bom.constituents
    return Leaves(
        bom=bom,
        parts=parts,
        hard=hard,
        columns=columns,
        range=_range(columns),
        units=units,
        evidence=evidence,
        claimed=_noted(bom, parts, hard, distinct(bom.claims.constituent)),
        purposed=_noted(bom, parts, hard, np.flatnonzero(held.intentional >= 0)),
    )


def _columns(bom: BomArrays, parts: Parts, found: Placed, order: IntArray) -> Columns:
    material, article = found.material[order], found.article[order]
    first, length = bom.contents[material], np.diff(bom.contents)[material]
    rows = _starts(length)
    place = spans(first, length)
    new = np.flatnonzero(np.concatenate(([True], article[1:] != article[:-1])))[: len(article)]
    part = parts.around[article[new]]
    return Columns(
        substance=bom.constituents.substance[place].astype(_width(len(bom.substances))),
        share=bom.constituents.low.counts[place].astype(np.uint32),
        rows=_narrow(rows),
        weight=found.weight[order].astype(np.uint64),
        materials=_narrow(np.append(new, len(article))),
        mass=found.mass[order[new]].astype(np.uint64),
        articles=_narrow(_starts(np.bincount(part, minlength=len(parts)))),
    )


def _width(substances: int) -> type[np.uint16 | np.uint32]:
    return np.uint16 if substances <= _SHORT else np.uint32


def _range(columns: Columns) -> Range:
    shares = np.add.reduceat(columns.share, columns.rows[:-1], dtype=np.int64)
    products = np.maximum(shares, _TWICE).astype(np.float64) * columns.weight
    numerators = np.add.reduceat(products, columns.materials[:-1])
    # Wider than the rounding of a sum of that many floats can be.
    greatest = int(float(numerators.max(initial=0)) * (1 + 2.0**-20))
    return Range(int(shares.max(initial=0)), greatest, int(columns.mass.max(initial=0)))


def _units(bom: BomArrays, parts: Parts, hard: BoolArray) -> tuple[Numbers, Numbers]:
    units = np.flatnonzero(bom.nodes.is_unit & ~hard[parts.around])
    mixed = bom.nodes.kind[units] == Kind.MIXTURE
    evidence = np.where(mixed, NOTHING_DECLARED, bom.nodes.evidence[units])
    width = len(bom.evidences) + 1
    keys = distinct(parts.around[units].astype(np.int64) * width + (evidence + 1))
    part, evidence = np.divmod(keys, width)
    times = np.bincount(part, minlength=len(parts))
    return _narrow(_starts(times)), (evidence - 1).astype(np.int32)


def _noted(bom: BomArrays, parts: Parts, hard: BoolArray, rows: IntArray) -> Noted:
    held = bom.constituents
    part = parts.around[held.material[rows]]
    plain = ~hard[part]
    return Noted(held.substance[rows[plain]].astype(np.int32), part[plain])


def _starts(lengths: IntArray) -> IntArray:
    starts = np.zeros(len(lengths) + 1, dtype=np.int64)
    np.cumsum(lengths, out=starts[1:])
    return starts


def _narrow(starts: IntArray) -> Numbers:
    return starts.astype(np.int32)
