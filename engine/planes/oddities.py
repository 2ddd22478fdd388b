"""What no column can hold: parts with one of these are judged by `engine.evaluate`."""

from __future__ import annotations

from typing import Final

import numpy as np

from engine.arrays import UNIDENTIFIED, Amount, BomArrays, BoolArray
from engine.planes.articles import Placed
from engine.planes.parts import Parts

__all__ = ["odd_parts"]

_MOST_SHARE: Final = 2**32 - 1


def odd_parts(bom: BomArrays, parts: Parts, found: Placed) -> BoolArray:
    """Parts with something beyond a whole share of a whole mass, bool [parts].

    Whatever the law: ranges, amounts not told, unidentified substances, values finer than the
    scale, masses missing, mixtures, coated or bare materials, answers, words of context.

    Args:
        bom: the portfolio.
        parts: its parts.
        found: its materials; those that are not plain make their part odd.
    """
    held, around = bom.constituents, parts.around
    odd = (held.amount != Amount.SHARE) | (held.substance == UNIDENTIFIED)
    odd |= (held.low.counts != held.high.counts) | ~held.low.known
    odd |= held.low.counts > _MOST_SHARE
    for column in (held.low, held.high):
        odd[np.fromiter(column.beyond, dtype=np.int64)] = True
    answered = np.array([*(bool(e.below or e.above) for e in bom.evidences), False])
    nodes = (
        held.material[odd],
        found.material[~found.is_plain],
        np.flatnonzero(answered[bom.nodes.evidence]),
        np.array([answer.node for answer in bom.answers], dtype=np.int64),
        np.array([node for node, told in bom.context.items() if told], dtype=np.int64),
    )
    hard = np.zeros(len(parts), dtype=bool)
    hard[around[np.concatenate(nodes)]] = True
    return hard
