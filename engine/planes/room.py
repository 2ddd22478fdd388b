"""Memory in which the loops carry a change up, kept between changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.arrays import BoolArray
from engine.planes.flips import Flips
from engine.planes.parts import Numbers
from engine.planes.wide import Words

__all__ = ["BLOCK", "Marks", "Queue", "Room"]

BLOCK: Final = 64
"""Parts behind one mark of `Marks.stirred`."""

_FIRST: Final = 2**16


class Queue(NamedTuple):
    """Columns of `Flips` with room for more: what was turned is what is to be carried up."""

    part: Numbers
    word: NDArray[np.int16]
    bits: Words


class Marks(NamedTuple):
    """Where to look; all of it unset between changes.

    Attributes:
        dirty: words to look at by part, as a mask: bit n stands for the words n, n + 8, …
        stirred: blocks of parts with a dirty one.
    """

    dirty: NDArray[np.uint8]
    stirred: BoolArray


@dataclass(slots=True)
class Room:
    """For one change at a time; to touch fresh memory would cost more than a small change does."""

    marks: Marks
    queue: Queue

    @classmethod
    def of(cls, parts: int) -> Room:
        """For so many parts: a byte for each, and 14 for every word that a change ever turned."""
        marks = Marks(np.zeros(parts, np.uint8), np.zeros(parts // BLOCK + 1, dtype=bool))
        return cls(marks, _queue(_FIRST))

    def grow(self, rows: int) -> None:
        """A queue of so many rows, or of twice as many as there are; what is in it stays."""
        old, wider = self.queue, _queue(max(2 * len(self.queue.part), rows))
        wider.part[: len(old.part)] = old.part
        wider.word[: len(old.part)] = old.word
        wider.bits[: len(old.part)] = old.bits
        self.queue = wider

    def flips(self, count: int) -> Flips:
        """The first rows, copied."""
        queue = self.queue
        return Flips(
            queue.part[:count].copy(), queue.word[:count].copy(), queue.bits[:count].copy()
        )


def _queue(rows: int) -> Queue:
    return Queue(np.empty(rows, np.int32), np.empty(rows, np.int16), np.empty(rows, np.uint64))
