"""Seven answers per part and list, one bit each, 64 lists a word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.arrays import BoolArray
from engine.outcomes import Flags, Outcome, Status, flag

__all__ = [
    "LISTS_A_WORD",
    "Bits",
    "Plane",
    "Planes",
    "flat",
    "no_bits",
    "plane_of",
    "planes_of",
    "words",
]

Bits = NDArray[np.uint64]
"""uint64 [planes, words, parts]: list n is bit n mod 64 of word n // 64.

Parts come last: a word of all parts is 8 MB per million and stays in the processor's cache while
it is carried up; with the words of a part side by side that took five times as long.
"""

LISTS_A_WORD: Final = 64
_ONE: Final = np.uint64(1)


class Plane(IntEnum):
    """What the bits of a plane say; a status needs no more, and none of them hides another."""

    EXCEEDED = 0
    EXEMPT = 1
    DUTY = 2
    POSSIBLE = 3
    CONFLICT = 4
    UNKNOWN = 5
    CLEAN = 6  # something was judged and found in order: compliant rather than not applicable


_OUTCOMES: Final = {
    Plane.EXCEEDED: flag(Outcome.EXCEEDED, Outcome.EXEMPTION_INVALID),
    Plane.EXEMPT: flag(Outcome.EXEMPT),
    Plane.DUTY: flag(Outcome.DECLARE, Outcome.CONTROLLED, Outcome.INFORM),
    Plane.POSSIBLE: flag(Outcome.POSSIBLE),
    Plane.CONFLICT: flag(Outcome.CONFLICT),
    Plane.UNKNOWN: flag(Outcome.NOT_COVERED, Outcome.NO_DATA),
    Plane.CLEAN: flag(Outcome.NOT_PRESENT, Outcome.BELOW),
}
_UNSETTLED: Final = (Plane.POSSIBLE, Plane.CONFLICT, Plane.UNKNOWN)
_STATUS: Final = tuple(Status)


@dataclass(frozen=True, slots=True)
class Planes:
    """The answers of a portfolio, with all that is below each part.

    Attributes:
        bits: see `Bits`.
        lists: ids of the lists, in the order of the bits.
    """

    bits: Bits
    lists: tuple[str, ...]

    def of(self, plane: Plane, list_id: str) -> BoolArray:
        """One plane of one list, bool [parts]."""
        word, bit = divmod(self.lists.index(list_id), LISTS_A_WORD)
        return np.asarray(self.bits[plane, word] >> np.uint64(bit) & _ONE, dtype=bool)

    def statuses(
        self, parts: NDArray[np.integer] | Sequence[int] | None = None
    ) -> NDArray[np.int8]:
        """Status of some or all parts under every list, int8 [parts, lists].

        Numbers are positions in `Status`, as `engine.outcomes.statuses_of` gives them.
        """
        bits = self.bits if parts is None else self.bits[..., np.asarray(parts)]
        unsettled = np.bitwise_or.reduce(bits[list(_UNSETTLED)], axis=0)
        applied = np.bitwise_or.reduce(bits, axis=0)
        found = np.zeros((bits.shape[2], len(self.lists)), dtype=np.int8)
        # Worse comes later and so stays.
        for status, word in (
            (Status.COMPLIANT, applied),
            (Status.COMPLIANT_WITH_EXEMPTION, bits[Plane.EXEMPT]),
            (Status.UNKNOWN, unsettled),
            (Status.NON_COMPLIANT, bits[Plane.EXCEEDED]),
        ):
            found[_unpacked(word, len(self.lists))] = _STATUS.index(status)
        return found


def flat(bits: Bits) -> NDArray[np.uint64]:
    """The same bits as a table, [planes · words, parts]; a view."""
    return bits.reshape(bits.shape[0] * bits.shape[1], bits.shape[2])


def words(lists: int) -> int:
    """How many words hold that many lists."""
    return -(-lists // LISTS_A_WORD)


def no_bits(parts: int, lists: int) -> Bits:
    """Bits of parts of which nothing was said yet."""
    return np.zeros((len(Plane), words(lists), parts), dtype=np.uint64)


def plane_of(outcome: Outcome) -> Plane | None:
    """The plane that an outcome is seen in; None for “not applicable”, which leaves no bit."""
    return next((plane for plane, seen in _OUTCOMES.items() if seen >> outcome & 1), None)


def planes_of(flags: Flags) -> Bits:
    """The flags of `engine.evaluate`, uint16 [nodes, lists], as bits."""
    bits = no_bits(*flags.shape)
    for place in range(flags.shape[1]):
        word, bit = divmod(place, LISTS_A_WORD)
        for plane, seen in _OUTCOMES.items():
            hit = (flags[:, place] & np.uint16(seen) != 0).astype(np.uint64)
            bits[plane, word] |= hit << np.uint64(bit)
    return bits


def _unpacked(bits: Bits, lists: int) -> BoolArray:
    """Words [words, parts] as bool [parts, lists]."""
    shifts = np.arange(lists, dtype=np.uint64) % np.uint64(LISTS_A_WORD)
    words_of = bits[np.arange(lists) // LISTS_A_WORD]
    return np.asarray(words_of >> shifts[:, None] & _ONE, dtype=bool).T
