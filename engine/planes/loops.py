"""The same as `columns` in loops that numba compiles; imported only when chosen."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.ahead import fetch
from engine.arrays import BoolArray
from engine.compiled import compiled
from engine.planes.columns import rows_of
from engine.planes.crew import crew
from engine.planes.law import NO_PLANE, Law
from engine.planes.leaves import Columns
from engine.planes.parts import Numbers
from engine.planes.plane import LISTS_A_WORD, Bits, flat
from engine.planes.wide import Words

__all__ = ["judge_loops"]

_HALF = np.uint64(32)
_LOW = np.uint64(2**32 - 1)
_NOTHING, _ONE = np.uint64(0), np.uint64(1)
_SEEN, _LOWER, _UPPER, _LIMIT, _KIND, _SLOTS = range(6)
_BELOW, _ABOVE = np.uint64(6), np.uint64(7)
_LEAST, _PER_ARTICLE = np.uint64(1), np.uint64(2)
_SPARSE = 2
"""Where fewer than one part in so many is judged, the processor does not see what comes next."""

_LINE = 64
"""Bytes that a processor fetches at once."""


class _Rules(NamedTuple):
    """A law as the loop reads it.

    Attributes:
        starts, rule, factor: as in `Law`.
        sums: `_SEEN` to `_ABOVE` of every rule, for all of which one fetch from memory is enough:
            what was added up so far, the limit, the kind (`_LEAST`: equality does not breach,
            `_PER_ARTICLE`), the planes of “below” (lower half) and “above” in `_SLOTS`, and the
            bit of either; no bit marks nothing.
    """

    starts: Numbers
    rule: NDArray[np.uint32]
    factor: Words
    sums: Words


_Stretch = tuple[Numbers, int, int]
"""Numbers of parts, and the first and the last of them that are meant."""


def judge_loops(columns: Columns, law: Law, own: Bits, hard: BoolArray, parts: Numbers) -> None:
    """As `engine.planes.columns.judge_columns`, of some parts.

    Args:
        columns: the portfolio.
        law: the law of the day.
        own: bits of those parts, in their order.
        hard: likewise.
        parts: their numbers.
    """
    words = flat(own)

    def judge(first: int, last: int) -> None:
        # Sums grow in the rules themselves, so every stretch has its own.
        _judge(columns, _rules(law, own.shape[1]), (parts, first, last), words, hard)

    with crew(rows_of(columns, len(parts))) as each:
        each(judge, 0, len(parts))


def _rules(law: Law, words: int) -> _Rules:
    word, bit = np.divmod(law.place.astype(np.int64), LISTS_A_WORD)
    below, above = (
        np.where(one == NO_PLANE, 0, one * words + word).astype(np.uint64)
        for one in (law.below, law.above)
    )
    marks = _ONE << bit.astype(np.uint64)
    sums = _lines(len(law.limit))
    sums[:, _LIMIT] = law.limit
    sums[:, _KIND] = np.where(law.at, _NOTHING, _LEAST)
    sums[:, _KIND] |= np.where(law.per_article, _PER_ARTICLE, _NOTHING)
    sums[:, _SLOTS] = below | above << _HALF
    sums[:, _BELOW] = np.where(law.below == NO_PLANE, _NOTHING, marks)
    sums[:, _ABOVE] = np.where(law.above == NO_PLANE, _NOTHING, marks)
    return _Rules(law.starts, law.rule, law.factor, sums)


def _lines(rules: int) -> Words:
    """Eight words for every rule, none of them astride two lines of the cache."""
    room = np.zeros((rules + 1) * 8, dtype=np.uint64)
    first = -room.ctypes.data % _LINE // 8
    return room[first : first + rules * 8].reshape(rules, 8)


@compiled
def _product(a: np.uint64, b: np.uint64) -> tuple[np.uint64, np.uint64]:
    """Upper and lower word of a product, by halves."""
    a_low, a_high, b_low, b_high = a & _LOW, a >> _HALF, b & _LOW, b >> _HALF
    low, one, other = a_low * b_low, a_low * b_high, a_high * b_low
    middle = (low >> _HALF) + (one & _LOW) + (other & _LOW)
    high = a_high * b_high + (one >> _HALF) + (other >> _HALF) + (middle >> _HALF)
    return high, (low & _LOW) | (middle << _HALF)


@compiled
def _mark(rule: Words, mass: np.uint64, own: Words, place: int) -> None:
    """Set the bit of “below” or “above”, by whether the sum is beyond limit times mass.

    Without a branch: which of the two it is, no processor guesses.
    """
    upper, lower = _product(rule[_LIMIT], mass)
    high, low, least = rule[_UPPER], rule[_LOWER], rule[_KIND] & _LEAST
    same = (high == upper) & (low >= lower) & (low - lower >= least)
    above = np.uint64((high > upper) | same)
    own[rule[_SLOTS] >> _HALF * above & _LOW, place] |= rule[_BELOW + above]


@compiled
def _adds(rule: Words, holder: int, upper: np.uint64, lower: np.uint64) -> int:
    """Add to the sum of a holder, begin it where it is the first; 1 where it was."""
    number = np.uint64(holder + 1)
    if rule[_SEEN] != number:
        rule[_SEEN], rule[_LOWER], rule[_UPPER] = number, lower, upper
        return 1
    rule[_LOWER] += lower
    rule[_UPPER] += upper + np.uint64(rule[_LOWER] < lower)
    return 0


@compiled
def _look_ahead(held: Columns, chosen: Numbers, place: int, last: int) -> None:
    """Ask for what parts a little later will read, a step for each column that leads to the next.

    The last place stands for those behind it: to ask again costs nothing.
    """
    last -= 1
    fetch(held.articles, chosen[min(place + 16, last)])
    article = held.articles[chosen[min(place + 12, last)]]
    fetch(held.mass, article)
    fetch(held.materials, article)
    article = held.articles[chosen[min(place + 8, last)]]
    if article < len(held.mass):
        fetch(held.weight, held.materials[article])
        fetch(held.rows, held.materials[article])
    article = held.articles[chosen[min(place + 4, last)]]
    if article < len(held.mass):
        row = held.rows[held.materials[article]]
        fetch(held.substance, row)
        fetch(held.substance, row + 31)
        fetch(held.share, row)
        fetch(held.share, row + 16)


@compiled
def _judge(held: Columns, rules: _Rules, some: _Stretch, own: Words, hard: BoolArray) -> None:
    """Sum per holder and rule, then hold the sums against the limits.

    A rule is either per article or per material, so the numbers of the two never meet in `_SEEN`.
    """
    sums = rules.sums
    few, many = np.zeros(len(sums) + 1, np.uint32), np.zeros(len(sums) + 1, np.uint32)
    chosen, first, last = some
    is_sparse = len(chosen) * _SPARSE < len(held.articles)
    for place in range(first, last):
        part, is_hard = chosen[place], False
        if is_sparse:
            _look_ahead(held, chosen, place, last)
        for article in range(held.articles[part], held.articles[part + 1]):
            in_article = 0
            for material in range(held.materials[article], held.materials[article + 1]):
                in_material = 0
                for row in range(held.rows[material], held.rows[material + 1]):
                    kind = held.substance[row]
                    for pair in range(rules.starts[kind], rules.starts[kind + 1]):
                        number, factor = rules.rule[pair], rules.factor[pair]
                        is_hard |= factor == _NOTHING
                        counted = np.uint64(held.share[row]) * factor
                        if sums[number, _KIND] & _PER_ARTICLE:
                            upper, lower = _product(held.weight[material], counted)
                            many[in_article] = number
                            in_article += _adds(sums[number], article, upper, lower)
                        else:
                            few[in_material] = number
                            in_material += _adds(sums[number], material, _NOTHING, counted)
                for told in range(in_material):
                    _mark(sums[few[told]], _ONE, own, place)
            for told in range(in_article):
                _mark(sums[many[told]], held.mass[article], own, place)
        hard[place] |= is_hard
