"""Working memory of the loops, kept between products so that none is cleared or made anew."""

from __future__ import annotations

from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from engine.exact import IntArray
from engine.planes.wide import Words

__all__ = [
    "Places",
    "Sums",
    "Table",
    "Walk",
    "places_for",
    "sums_for",
    "table_for",
    "unsigned",
    "walk_for",
]

_Columns = TypeVar("_Columns", bound=tuple[NDArray[np.generic], ...])


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
        words: `words[s, 0] * 2**31 + words[s, 1]` nanograms times parts per billion.
        seen: 1 where there is any.
    """

    words: Words
    seen: NDArray[np.uint8]


class Places(NamedTuple):
    """Where the sums of the node in work stand.

    Attributes:
        of: row of each substance among those of the node, counted from 1; 0 between nodes.
        rest: billionths of a nanogram of each row of the node, not carried yet.
    """

    of: NDArray[np.uint32]
    rest: IntArray


class Table(NamedTuple):
    """Totals of many nodes, row by row.

    Attributes:
        first, end: rows of node i are `first[i]:end[i]`; int64 [nodes]. They follow one another,
            with room left over where one thread ended and another began.
        number: substance.
        whole, rest: nanograms, billionths of one (below 10**9).
        most: the greatest `whole` of each node; int64 [nodes].
        is_open: 1 where something below a node stands in no integer, so that its rows are not all
            that it holds; uint8 [nodes].
    """

    first: IntArray
    end: IntArray
    number: NDArray[np.int32]
    whole: IntArray
    rest: NDArray[np.int32]
    most: IntArray
    is_open: NDArray[np.uint8]

    @property
    def lengths(self) -> IntArray:
        """Rows of each node."""
        return self.end - self.first

    def stretches(self, first: int, last: int) -> list[slice]:
        """Rows of some nodes, without the room left over between them."""
        if first >= last:
            return []
        starts, ends = self.first[first:last], self.end[first:last]
        cuts = np.flatnonzero(starts[1:] != ends[:-1])
        low = starts[np.concatenate([[0], cuts + 1])]
        return [
            slice(*span)
            for span in zip(low.tolist(), ends[np.append(cuts, -1)].tolist(), strict=True)
        ]


def unsigned(columns: _Columns) -> _Columns:
    """The same memory with every number seen without its sign: loops ask no index for one."""
    return type(columns)(*(column.view(f"u{column.itemsize}") for column in columns))


def walk_for(nodes: int) -> Walk:
    """Room for any product of a portfolio: 28 bytes per node."""
    return Walk(
        np.zeros(nodes, dtype=np.int32), *(np.zeros(nodes, dtype=np.int64) for _ in range(3))
    )


def sums_for(substances: int) -> Sums:
    """Room for any set of substances."""
    return Sums(np.zeros((substances, 2), dtype=np.uint64), np.zeros(substances, dtype=np.uint8))


def places_for(substances: int) -> Places:
    """Room for one node of any set of substances."""
    return Places(np.zeros(substances, dtype=np.uint32), np.zeros(substances, dtype=np.int64))


def table_for(nodes: int, rows: int) -> Table:
    """Room for so many rows; memory is taken from the machine as it is written."""
    return Table(
        np.zeros(nodes, dtype=np.int64),
        np.zeros(nodes, dtype=np.int64),
        np.empty(rows, dtype=np.int32),
        np.empty(rows, dtype=np.int64),
        np.empty(rows, dtype=np.int32),
        np.zeros(nodes, dtype=np.int64),
        np.zeros(nodes, dtype=np.uint8),
    )
