"""The leaf loop in float64 on grams and percent: what exactness costs, and what it is worth."""

from __future__ import annotations

import numpy as np

from engine.compiled import compiled
from engine.planes.law import NO_PLANE, Law
from engine.planes.leaves import Leaves
from engine.planes.plane import Bits

__all__ = ["FloatLeaves"]

_LIMIT, _AT, _PER_ARTICLE, _SEEN, _SUM = range(5)


class FloatLeaves:
    """Columns of a portfolio and a law as floats; the loop is that of `engine.planes.loops`."""

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
        percent = [float(limit) * 100 for limit in law.rules.limits]
        self._sums = np.zeros((len(percent), 5))
        self._sums[:, _LIMIT], self._sums[:, _AT] = percent, law.at
        self._sums[:, _PER_ARTICLE] = law.per_article
        factor = [1.0] * len(law.rule)
        answers = law.below, law.above
        marks = np.uint64(1) << law.place.astype(np.uint64)
        slots = [np.where(plane == NO_PLANE, 0, plane) for plane in answers]
        bits = [np.where(plane == NO_PLANE, np.uint64(0), marks) for plane in answers]
        self._law = (
            law.starts, law.rule, np.array(factor), np.stack(slots, axis=1).astype(np.int64),
            np.stack(bits, axis=1),
        )  # fmt: skip

    def judge(self, own: Bits) -> None:
        """Bits of what the leaves hold, silence left out; `own` has one word per plane."""
        self._sums[:, _SEEN] = 0
        _judge(*self._columns, *self._law, self._sums, own.reshape(-1, own.shape[2]))


@compiled
def _judge(  # noqa: C901, PLR0917 - the same shape as the loop that it is held against
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
    slots: np.ndarray,
    marks: np.ndarray,
    sums: np.ndarray,
    own: np.ndarray,
) -> None:
    few, many = np.zeros(len(sums), np.uint32), np.zeros(len(sums), np.uint32)
    for part in range(len(articles) - 1):
        for article in range(articles[part], articles[part + 1]):
            in_article = 0
            for material in range(materials[article], materials[article + 1]):
                in_material = 0
                for row in range(rows[material], rows[material + 1]):
                    kind = substance[row]
                    for pair in range(starts[kind], starts[kind + 1]):
                        one, amount = rule[pair], share[row] * factor[pair]
                        if sums[one, _PER_ARTICLE]:
                            if sums[one, _SEEN] != article + 1:
                                sums[one, _SEEN] = article + 1
                                sums[one, _SUM] = 0.0
                                many[in_article] = one
                                in_article += 1
                            sums[one, _SUM] += weight[material] * amount
                        else:
                            if sums[one, _SEEN] != material + 1:
                                sums[one, _SEEN] = material + 1
                                sums[one, _SUM] = 0.0
                                few[in_material] = one
                                in_material += 1
                            sums[one, _SUM] += amount
                for place in range(in_material):
                    one = few[place]
                    total, limit = sums[one, _SUM], sums[one, _LIMIT]
                    beyond = int(total > limit or (sums[one, _AT] and total >= limit))
                    own[slots[one, beyond], part] |= marks[one, beyond]
            for place in range(in_article):
                one = many[place]
                total, limit = sums[one, _SUM] / mass[article], sums[one, _LIMIT]
                beyond = int(total > limit or (sums[one, _AT] and total >= limit))
                own[slots[one, beyond], part] |= marks[one, beyond]
