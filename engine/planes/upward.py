"""Bits of what stands below, ORed up the portfolio: one pass per level in numpy."""

from __future__ import annotations

import numpy as np

from engine.planes.parts import Parts
from engine.planes.plane import Bits, flat

__all__ = ["rise"]


def rise(parts: Parts, bits: Bits) -> None:
    """Turn each part's own bits into those of all that is below it; in place.

    Levels of height: parts of one height never hold one another, and stand together.
    """
    starts, told = parts.starts, [word for word in flat(bits) if word.any()]
    ends = np.searchsorted(parts.height, np.arange(int(parts.height.max(initial=0)) + 2))
    for low, high in zip(ends[1:-1].tolist(), ends[2:].tolist(), strict=True):
        holding = low + np.flatnonzero(starts[low + 1 : high + 1] > starts[low:high])
        if not len(holding):
            continue
        first, last = int(starts[low]), int(starts[high])
        child, each = parts.child[first:last], starts[holding] - first
        for word in told:
            word[holding] |= np.bitwise_or.reduceat(word[child], each)
