"""Bits that a change turned, each where it was turned: enough to tell of it and to take it back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.planes.parts import Numbers, distinct
from engine.planes.plane import Bits, flat
from engine.planes.wide import Words

__all__ = ["Flips", "turn", "turned"]


class Flips(NamedTuple):
    """One row per part and word turned; a word may be turned twice, never the same bit of it.

    Attributes:
        part: numbers of the parts.
        word: row of `engine.planes.plane.flat`.
        bits: what was turned.
    """

    part: Numbers
    word: NDArray[np.int16]
    bits: Words

    @classmethod
    def joined(cls, several: Sequence[Flips]) -> Flips:
        """Some after others."""
        if len(several) == 1:
            return several[0]
        none = np.zeros(0, dtype=np.uint64)
        return cls(
            np.concatenate([none.astype(np.int32), *(one.part for one in several)]),
            np.concatenate([none.astype(np.int16), *(one.word for one in several)]),
            np.concatenate([none, *(one.bits for one in several)]),
        )

    @property
    def parts(self) -> Numbers:
        """Parts of which something was turned, sorted, each once."""
        return distinct(self.part)


def turned(before: Bits, after: Bits, parts: Numbers) -> Flips:
    """What differs between the bits of some parts, [planes, words, parts]."""
    differs = flat(before) ^ flat(after)
    word, place = np.nonzero(differs)
    return Flips(parts[place], word.astype(np.int16), differs[word, place])


def turn(bits: Bits, flips: Flips) -> None:
    """Turn bits in place; twice is not at all."""
    words = flat(bits)
    place = flips.word.astype(np.int64) * words.shape[1] + flips.part
    np.bitwise_xor.at(words.reshape(-1), place, flips.bits)
