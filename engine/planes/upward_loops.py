"""The same as `upward` in loops that numba compiles; imported only when chosen."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.compiled import compiled
from engine.planes.crew import Pass, crew
from engine.planes.parts import Parts
from engine.planes.plane import Bits, flat
from engine.planes.wide import Words

__all__ = ["rise_loops"]

_ABREAST: Final = 4
"""Words of a part side by side, so that one wait for memory brings them all: word by word it took
the same time at a million parts, and 2.7 times as long at four, where no word fits a cache."""

_Four = tuple[Words, Words, Words, Words]
_Unsigned = NDArray[np.uint32]
"""Numbers seen without their sign, so that loops need not ask for negative ones."""


def rise_loops(parts: Parts, bits: Bits) -> None:
    """As `engine.planes.upward.rise`; the parts of one height are shared by all threads."""
    told = [word for word in flat(bits) if word.any()]
    if not told:
        return
    # The last word stands for those that are missing: to carry it up twice is no harm.
    told += told[-1:] * (-len(told) % _ABREAST)
    table = np.empty((len(parts), _ABREAST), dtype=np.uint64)
    with crew(len(parts.child)) as each:
        for first in range(0, len(told), _ABREAST):
            one, two, three, four = told[first : first + _ABREAST]
            _carry_up(parts, (one, two, three, four), table, each)


def _carry_up(parts: Parts, words: _Four, table: Words, each: Pass) -> None:
    starts, child = parts.starts.view(np.uint32), parts.child.view(np.uint32)
    each(lambda first, last: _side_by_side(words, table, first, last), 0, len(parts))
    ends = np.searchsorted(parts.height, np.arange(int(parts.height.max()) + 2)).tolist()
    for low, high in pairwise(ends[1:]):
        each(lambda first, last: _rise(starts, child, table, first, last), low, high)
    each(lambda first, last: _apart(words, table, first, last), ends[1], len(parts))


@compiled
def _side_by_side(words: _Four, table: Words, first: int, last: int) -> None:
    one, two, three, four = words
    for part in range(np.uint64(first), np.uint64(last)):
        table[part, 0], table[part, 1] = one[part], two[part]
        table[part, 2], table[part, 3] = three[part], four[part]


@compiled
def _apart(words: _Four, table: Words, first: int, last: int) -> None:
    one, two, three, four = words
    for part in range(np.uint64(first), np.uint64(last)):
        one[part], two[part] = table[part, 0], table[part, 1]
        three[part], four[part] = table[part, 2], table[part, 3]


@compiled
def _rise(starts: _Unsigned, child: _Unsigned, table: Words, first: int, last: int) -> None:
    for part in range(np.uint64(first), np.uint64(last)):
        one, two = table[part, 0], table[part, 1]
        three, four = table[part, 2], table[part, 3]
        for edge in range(starts[part], starts[part + np.uint64(1)]):
            below = child[edge]
            one |= table[below, 0]
            two |= table[below, 1]
            three |= table[below, 2]
            four |= table[below, 3]
        table[part, 0], table[part, 1] = one, two
        table[part, 2], table[part, 3] = three, four
