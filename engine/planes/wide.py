"""Whole numbers of 128 bits in numpy: products of two words, sums, comparison."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.arrays import BoolArray
from engine.exact import IntArray

__all__ = ["Wide", "Words", "beyond", "product", "sums"]

Words = NDArray[np.uint64]
_HALF: Final = np.uint64(32)
_LOW: Final = np.uint64(2**32 - 1)


class Wide(NamedTuple):
    """`high` · 2**64 + `low`."""

    high: Words
    low: Words


def product(a: Words, b: Words) -> Wide:
    """Each a times each b, by halves: numpy has no multiplication that keeps the upper word."""
    a_low, a_high, b_low, b_high = a & _LOW, a >> _HALF, b & _LOW, b >> _HALF
    low, one, other = a_low * b_low, a_low * b_high, a_high * b_low
    middle = (low >> _HALF) + (one & _LOW) + (other & _LOW)
    high = a_high * b_high + (one >> _HALF) + (other >> _HALF) + (middle >> _HALF)
    return Wide(high, low & _LOW | middle << _HALF)


def sums(terms: Wide, first: IntArray) -> Wide:
    """Sum of each stretch of terms that begins at `first`; the caller knows that it fits.

    Sums of 32-bit limbs cannot leave 64 bits below 2**32 terms, so the carries wait for the end.
    """
    limbs = [
        np.add.reduceat(part, first) for half in (terms.low, terms.high) for part in _limbs(half)
    ]
    carry = np.zeros(len(first), dtype=np.uint64)
    words = []
    for limb in limbs:
        carried = limb + carry
        carry = carried >> _HALF
        words.append(carried & _LOW)
    return Wide(words[2] | words[3] << _HALF, words[0] | words[1] << _HALF)


def beyond(left: Wide, right: Wide, at: BoolArray) -> BoolArray:
    """Whether left is greater than right, or equal where `at`."""
    same = left.high == right.high
    greater = (left.high > right.high) | (same & (left.low > right.low))
    return np.asarray(greater | (at & same & (left.low == right.low)))


def _limbs(word: Words) -> tuple[Words, Words]:
    return word & _LOW, word >> _HALF
