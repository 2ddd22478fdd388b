"""Working memory of the loops, kept between products so that none is cleared or made anew."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.exact import IntArray

__all__ = ["Places", "Sums", "Table", "Walk", "places_for", "sums_for", "table_for", "walk_for"]


class Walk(NamedTuple):
    """Steps of an explosion.

    Attributes:
        waiting, so_far: by node: usages not walked yet, units so far; zero between walks.
        order, units: nodes in the order of the walk, and their units.
    """

    waiting: NDArray[np.int32]
    so_far: IntArray
    order: IntArray
    units: IntArray


class Sums(NamedTuple):
    """Sums by substance; zero between calls.

    Attributes:
        words: `words[2 * s] * 2**31 + words[2 * s + 1]` nanograms times parts per billion.
        seen: 1 where there is any.
    """

    words: IntArray
    seen: NDArray[np.uint8]


class Places(NamedTuple):
    """Where the sums of the node in work stand.

    Attributes:
        of: row of each substance in the table, of this node or of an earlier one; -1 at first.
        rest: billionths of a nanogram of each row of the node, not carried yet.
    """

    of: IntArray
    rest: IntArray


class Table(NamedTuple):
    """Totals of many nodes, row by row.

    Attributes:
        starts: rows of node i are `starts[i]:starts[i + 1]`; int64 [nodes + 1].
        number: substance.
        whole, rest: nanograms, billionths of one (below 10**9).
        most: the greatest `whole` of each node; int64 [nodes].
        is_open: 1 where something below a node stands in no integer, so that its rows are not all
            that it holds; uint8 [nodes].
    """

    starts: IntArray
    number: NDArray[np.int32]
    whole: IntArray
    rest: NDArray[np.int32]
    most: IntArray
    is_open: NDArray[np.uint8]


def walk_for(nodes: int) -> Walk:
    """Room for any product of a portfolio: 28 bytes per node."""
    return Walk(
        np.zeros(nodes, dtype=np.int32), *(np.zeros(nodes, dtype=np.int64) for _ in range(3))
    )


def sums_for(substances: int) -> Sums:
    """Room for any set of substances."""
    return Sums(np.zeros(2 * substances, dtype=np.int64), np.zeros(substances, dtype=np.uint8))


def places_for(substances: int) -> Places:
    """Room for one node of any set of substances."""
    return Places(np.full(substances, -1), np.zeros(substances, dtype=np.int64))


def table_for(nodes: int, rows: int) -> Table:
    """Room for so many rows; memory is taken from the machine as it is written."""
    return Table(
        np.zeros(nodes + 1, dtype=np.int64),
        np.empty(rows, dtype=np.int32),
        np.empty(rows, dtype=np.int64),
        np.empty(rows, dtype=np.int32),
        np.zeros(nodes, dtype=np.int64),
        np.zeros(nodes, dtype=np.uint8),
    )
