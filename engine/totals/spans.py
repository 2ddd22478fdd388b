"""Rows of several keys of a CSR column at once."""

from __future__ import annotations

import numpy as np

from engine.exact import IntArray

__all__ = ["spans"]


def spans(starts: IntArray, keys: IntArray) -> tuple[IntArray, IntArray]:
    """Rows of every key, and for each row the place of its key in `keys`.

    Args:
        starts: `starts[k]:starts[k + 1]` are the rows of key k.
        keys: in any order, also repeated.
    """
    low = starts[keys]
    lengths = starts[keys + 1] - low
    place = np.repeat(np.arange(len(keys), dtype=np.int64), lengths)
    ends = np.cumsum(lengths)
    rows = np.arange(len(place), dtype=np.int64) + (low - (ends - lengths))[place]
    return rows, place
