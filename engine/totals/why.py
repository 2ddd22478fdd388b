"""Why a product fails: the parts in it from which a bit comes, found by following the bit down."""

from __future__ import annotations

import numpy as np

from engine.arrays import BoolArray
from engine.exact import IntArray
from engine.planes.judge import Judged
from engine.planes.parts import Parts
from engine.planes.plane import LISTS_A_WORD, Bits, Plane
from engine.totals.spans import spans

__all__ = ["sources"]


def sources(parts: Parts, judged: Judged, root: int, plane: Plane, list_id: str) -> IntArray:
    """Parts of a product whose own contents set a bit of it, ascending; none where it is not set.

    Only what carries the bit is visited, so a large product with one bad screw costs the ways to
    that screw.

    Args:
        parts: the graph.
        judged: its answers.
        root: number of the product among the parts.
        plane: which answer.
        list_id: under which list.
    """
    place = judged.planes.lists.index(list_id)
    starts = parts.starts.astype(np.int64)
    bits = judged.planes.bits
    fresh = _marked(bits, plane, place, np.array([root], dtype=np.int64))
    known = fresh
    while len(fresh):
        edges, _ = spans(starts, fresh)
        below = _marked(bits, plane, place, np.unique(parts.child[edges]).astype(np.int64))
        fresh = np.setdiff1d(below, known, assume_unique=True)
        known = np.union1d(known, fresh)
    holds = starts[known + 1] > starts[known]
    # A part that holds others has its own bits beside the sum; any other part's bits are its own.
    own = np.searchsorted(judged.mixed, known[holds & np.isin(known, judged.mixed)])
    mixed = judged.mixed[own[_bit(judged.own[..., own], plane, place)]]
    return np.union1d(known[~holds], mixed).astype(np.int64)


def _marked(bits: Bits, plane: Plane, place: int, parts: IntArray) -> IntArray:
    return parts[_bit(bits[..., parts], plane, place)]


def _bit(bits: Bits, plane: Plane, place: int) -> BoolArray:
    word, bit = divmod(place, LISTS_A_WORD)
    return np.asarray(bits[plane, word] >> np.uint64(bit) & np.uint64(1), dtype=bool)
