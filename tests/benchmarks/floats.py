"""The leaf loop in float64 on grams and percent: what exactness costs, and what it is worth."""

from __future__ import annotations

import numpy as np

from engine.compiled import compiled
from engine.planes.law import NO_PLANE, Law
from engine.planes.leaves import Leaves
from engine.planes.plane import Bits

__all__ = ["FloatLeaves"]

_SEEN, _SUM, _LIMIT, _KIND, _SLOTS = range(5)
_BELOW, _ABOVE = np.uint64(6), np.uint64(7)
_AT, _PER_ARTICLE, _HALF, _LOW = np.uint64(1), np.uint64(2), np.uint64(32), np.uint64(2**32 - 1)


class FloatLeaves:
    """Columns of a portfolio and a law as floats, laid out as `engine.planes.loops` lays them."""

    def __init__(self, leaves: Leaves, law: Law) -> None:
        columns = leaves.columns
        self._columns = (
            columns.substance,
            columns.share / 1e7,
            columns.rows,
            columns.weight / 1e9,
            columns.materials,
            columns.mass / 1e9,
            columns.articles,
        )
        room = np.zeros((len(law.limit) + 1) * 8, dtype=np.uint64)
        first = -room.ctypes.data % 64 // 8
        lines = room[first : first + len(law.limit) * 8].reshape(-1, 8)
        marks = np.uint64(1) << law.place.astype(np.uint64)
        below, above = (np.maximum(one, 0).astype(np.uint64) for one in (law.below, law.above))
        lines[:, _KIND] = np.where(law.at, _AT, 0) | np.where(law.per_article, _PER_ARTICLE, 0)
        lines[:, _SLOTS] = below | above << _HALF
        lines[:, _BELOW] = np.where(law.below == NO_PLANE, 0, marks)
        lines[:, _ABOVE] = np.where(law.above == NO_PLANE, 0, marks)
        lines.view(np.float64)[:, _LIMIT] = [float(limit) * 100 for limit in law.rules.limits]
        factor = np.ones(len(law.rule))
        self._law = (law.starts, law.rule, factor, lines, lines.view(np.float64))

    def judge(self, own: Bits) -> None:
        """Bits of what the leaves hold, silence left out; `own` has one word per plane."""
        self._law[3][:, _SEEN] = 0
        _judge(*self._columns, *self._law, own.reshape(-1, own.shape[2]))


@compiled
def _mark(line: np.ndarray, total: float, limit: float, own: np.ndarray, part: int) -> None:
    at = line[_KIND] & _AT != 0
    above = np.uint64((total > limit) | (at & (total >= limit)))
    own[line[_SLOTS] >> _HALF * above & _LOW, part] |= line[_BELOW + above]


@compiled
def _adds(line: np.ndarray, sums: np.ndarray, holder: int, amount: float) -> int:
    number = np.uint64(holder + 1)
    if line[_SEEN] != number:
        line[_SEEN], sums[_SUM] = number, amount
        return 1
    sums[_SUM] += amount
    return 0


@compiled
def _judge(  # noqa: PLR0917 - the same shape as the loop that it is held against
    substance: np.ndarray,
    share: np.ndarray,
    rows: np.ndarray,
    weight: np.ndarray,
    materials: np.ndarray,
    mass: np.ndarray,
    articles: np.ndarray,
    starts: np.ndarray,
    rule: np.ndarray,
    factor: np.ndarray,
    lines: np.ndarray,
    sums: np.ndarray,
    own: np.ndarray,
) -> None:
    few, many = np.zeros(len(sums) + 1, np.uint32), np.zeros(len(sums) + 1, np.uint32)
    for part in range(len(articles) - 1):
        for article in range(articles[part], articles[part + 1]):
            in_article = 0
            for material in range(materials[article], materials[article + 1]):
                in_material = 0
                for row in range(rows[material], rows[material + 1]):
                    kind = substance[row]
                    for pair in range(starts[kind], starts[kind + 1]):
                        one, amount = rule[pair], share[row] * factor[pair]
                        if lines[one, _KIND] & _PER_ARTICLE:
                            many[in_article] = one
                            amount *= weight[material]
                            in_article += _adds(lines[one], sums[one], article, amount)
                        else:
                            few[in_material] = one
                            in_material += _adds(lines[one], sums[one], material, amount)
                for place in range(in_material):
                    one = few[place]
                    _mark(lines[one], sums[one, _SUM], sums[one, _LIMIT], own, part)
            for place in range(in_article):
                one = many[place]
                share_of = sums[one, _SUM] / mass[article]
                _mark(lines[one], share_of, sums[one, _LIMIT], own, part)
