"""Leaf by leaf in numpy: listed rows, sums per holder and rule, sums against limits."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.arrays import BoolArray
from engine.exact import IntArray
from engine.planes.law import NO_PLANE, Law
from engine.planes.leaves import Columns
from engine.planes.parts import Numbers, spans
from engine.planes.plane import LISTS_A_WORD, Bits
from engine.planes.wide import Words, beyond, product, sums

__all__ = ["judge_columns", "rows_of", "selected"]


_BLOCK: Final = 200_000
"""Rows at a time: their columns stay in the processor's cache, which halves the time at a million
parts, and what is allocated does not grow with the portfolio."""


class _Pairs(NamedTuple):
    """Rows × the rules that count them, in the order of the rows."""

    material: IntArray
    rule: IntArray
    counted: Words

    def where(self, mask: BoolArray) -> _Pairs:
        return _Pairs(self.material[mask], self.rule[mask], self.counted[mask])


def judge_columns(columns: Columns, law: Law, own: Bits, hard: BoolArray) -> None:
    """Set the bits of every plain part in `own`, and mark in `hard` where the law asks for more."""
    for first, last in _blocks(columns):
        _judge_block(_between(columns, first, last), law, own[..., first:last], hard[first:last])


def rows_of(columns: Columns, parts: int) -> int:
    """About how many rows so many of the parts have."""
    return len(columns.share) * parts // max(len(columns.articles) - 1, 1)


def selected(columns: Columns, parts: Numbers) -> Columns:
    """The columns of some parts, copied."""
    article, articles = _inner(columns.articles, parts)
    material, materials = _inner(columns.materials, article)
    row, rows = _inner(columns.rows, material)
    return Columns(
        columns.substance[row],
        columns.share[row],
        rows,
        columns.weight[material],
        materials,
        columns.mass[article],
        articles,
    )


def _inner(starts: Numbers, chosen: NDArray[np.signedinteger]) -> tuple[IntArray, Numbers]:
    """What stands in some holders, and where each holder's begins among it."""
    length = starts[chosen + 1] - starts[chosen]
    ends = np.concatenate(([0], np.cumsum(length))).astype(np.int32)
    return spans(starts[chosen], length), ends


def _blocks(columns: Columns) -> Iterator[tuple[int, int]]:
    """Parts that have about so many rows together."""
    starts = columns.rows[columns.materials[columns.articles]]
    inner = np.searchsorted(starts, np.arange(_BLOCK, int(starts[-1]), _BLOCK), side="right")
    edges = np.unique(np.concatenate(([0], inner, [len(starts) - 1])))
    yield from pairwise(edges.tolist())


def _between(columns: Columns, first: int, last: int) -> Columns:
    """The columns of some parts; views, but for the starts."""
    articles = columns.articles[first : last + 1]
    materials = columns.materials[articles[0] : articles[-1] + 1]
    rows = columns.rows[materials[0] : materials[-1] + 1]
    held = slice(rows[0], rows[-1])
    return Columns(
        substance=columns.substance[held],
        share=columns.share[held],
        rows=rows - rows[0],
        weight=columns.weight[materials[0] : materials[-1]],
        materials=materials - materials[0],
        mass=columns.mass[articles[0] : articles[-1]],
        articles=articles - articles[0],
    )


def _judge_block(columns: Columns, law: Law, own: Bits, hard: BoolArray) -> None:
    part_of = _inside(columns.articles)
    article_of = _inside(columns.materials)
    pairs = _pairs(columns, law, article_of, part_of, hard)
    per_article = law.per_article[pairs.rule]
    holder, rule, breached = _by_material(pairs.where(~per_article), law)
    _mark(own, law, part_of[article_of[holder]], rule, breached)
    holder, rule, breached = _by_article(pairs.where(per_article), columns, article_of, law)
    _mark(own, law, part_of[holder], rule, breached)


def _inside(starts: Numbers) -> IntArray:
    """What each row stands in, from the starts of what it stands in."""
    return np.repeat(np.arange(len(starts) - 1), np.diff(starts))


def _pairs(
    columns: Columns, law: Law, article_of: IntArray, part_of: IntArray, hard: BoolArray
) -> _Pairs:
    times = np.diff(law.starts)
    # Of ten rows nine are of no interest to any list: they go first, and cheaply.
    row = np.flatnonzero((times > 0)[columns.substance])
    substance = columns.substance[row]
    length = times[substance]
    place = spans(law.starts[substance], length)
    material = np.repeat(np.searchsorted(columns.rows, row, side="right") - 1, length)
    hard[part_of[article_of[material[law.factor[place] == 0]]]] = True
    counted = np.repeat(columns.share[row].astype(np.uint64), length) * law.factor[place]
    return _Pairs(material, law.rule[place].astype(np.int64), counted)


def _by_material(pairs: _Pairs, law: Law) -> tuple[IntArray, IntArray, BoolArray]:
    order, first = _grouped(pairs.material, pairs.rule, len(law.limit))
    rule = pairs.rule[order[first]]
    total = np.add.reduceat(pairs.counted[order], first)
    limit = law.limit[rule]
    breached = (total > limit) | (law.at[rule] & (total == limit))
    return pairs.material[order[first]], rule, breached


def _by_article(
    pairs: _Pairs, columns: Columns, article_of: IntArray, law: Law
) -> tuple[IntArray, IntArray, BoolArray]:
    article = article_of[pairs.material]
    order, first = _grouped(article, pairs.rule, len(law.limit))
    holder, rule = article[order[first]], pairs.rule[order[first]]
    weight = columns.weight[pairs.material[order]]
    numerator = sums(product(weight, pairs.counted[order]), first)
    allowed = product(law.limit[rule], columns.mass[holder])
    return holder, rule, beyond(numerator, allowed, law.at[rule])


def _grouped(holder: IntArray, rule: IntArray, rules: int) -> tuple[IntArray, IntArray]:
    """An order in which equal (holder, rule) stand together, and where each group begins."""
    key = holder * rules + rule
    order = np.argsort(key)
    key = key[order]
    return order, np.flatnonzero(np.concatenate(([True], key[1:] != key[:-1])))[: len(key)]


def _mark(own: Bits, law: Law, part: IntArray, rule: IntArray, breached: BoolArray) -> None:
    plane = np.where(breached, law.above[rule], law.below[rule]).astype(np.int64)
    told = plane != NO_PLANE
    word, bit = np.divmod(law.place[rule[told]].astype(np.int64), LISTS_A_WORD)
    mark = np.uint64(1) << bit.astype(np.uint64)
    slot = plane[told] * own.shape[1] + word
    for one in np.flatnonzero(np.bincount(slot)).tolist():
        here = slot == one
        np.bitwise_or.at(own[divmod(one, own.shape[1])], part[told][here], mark[here])
