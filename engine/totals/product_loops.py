"""The loops over one product, for numba: imported only when it is chosen.

A sum of nanograms times parts per billion needs up to 92 bits. It is kept in two words that are
carried once at the end: while rows are added as multiples of 2**31 and the rest, because a shift
costs a tenth of a division (0.7 times the time of the whole loop); in columns as whole nanograms
and billionths of one, because that is what people ask for. Where a number reaches `most`, the sums
mean nothing and fractions must add up instead.
"""

from __future__ import annotations

import numpy as np

from engine.ahead import fetch
from engine.compiled import compiled
from engine.exact import IntArray
from engine.planes.wide import Words
from engine.totals.holdings import FIRST, LAST, NO_SHARE, SHARE_BITS, WEIGHT, Held
from engine.totals.memory import Sums, Walk

__all__ = ["add_up", "carry", "explode"]

_ONE, _BILLION = np.uint64(1), np.uint64(10**9)
_SHIFT, _LOW = np.uint64(31), np.uint64(2**31 - 1)
_NO_SHARE, _HALF = np.uint64(NO_SHARE), np.uint64(SHARE_BITS)
_SOON, _LATER, _LINE = np.uint64(4), np.uint64(8), np.uint64(8)
"""Parts ahead of which memory is asked for: rows, and before that where they begin."""


@compiled
def explode(root: int, held: Held, walk: Walk, most: int) -> tuple[int, bool]:
    """Parts below a root, each after all that hold it, with the units of it in one root.

    `walk.units` is -1 for what is reached over a quantity that is no whole number. The columns by
    node are all zero before and after, so that nothing has to be cleared per product.
    """
    walk.order[0], walk.units[0] = root, 1
    found, at = 1, 0
    while at < found:
        node = walk.order[at]
        at += 1
        for usage in range(held.parts[node], held.parts[node + 1]):
            below = held.child[usage]
            if walk.waiting[below] == 0:
                walk.order[found] = below
                found += 1
            walk.waiting[below] += 1
    fits, ready, at = True, 1, 0
    while at < ready:
        node, times = walk.order[at], walk.units[at]
        at += 1
        for usage in range(held.parts[node], held.parts[node + 1]):
            below, pieces = held.child[usage], held.pieces[usage]
            if pieces < 0 or times < 0 or walk.so_far[below] < 0:
                walk.so_far[below] = -1
            else:
                fits = fits and float(times) * float(pieces) < most
                walk.so_far[below] += times * pieces
                fits = fits and walk.so_far[below] < most
            walk.waiting[below] -= 1
            if walk.waiting[below] == 0:
                walk.order[ready], walk.units[ready] = below, walk.so_far[below]
                walk.so_far[below] = 0
                ready += 1
    return found, fits


@compiled
def add_up(nodes: Words, units: IntArray, held: Held, sums: Sums, most: float) -> bool:
    """Add the materials of parts, each times its units, by substance.

    Columns and nodes are unsigned (`memory.unsigned`), so that no index is asked whether it is
    negative. Whether a sum is too great is seen in the bits of all of them, once: `most` is a
    power of two.
    """
    greatest, parts = np.uint64(0), np.uint64(len(nodes))
    for place in range(parts):
        times, node = units[place], nodes[place]
        if place + _LATER < parts:
            fetch(held.blocks, nodes[place + _LATER])
        if place + _SOON < parts:
            _look_ahead(held, held.blocks[nodes[place + _SOON]])
        if times < 0:
            continue
        for block in range(held.blocks[node], held.blocks[node + _ONE]):
            if float(times) * float(held.block[block, WEIGHT]) >= most:
                return False
            mass = np.uint64(times) * held.block[block, WEIGHT]
            high, low = mass >> _SHIFT, mass & _LOW
            for row in range(held.block[block, FIRST], held.block[block, LAST]):
                content = held.content[row]
                share, one = content & _NO_SHARE, content >> _HALF
                if share == _NO_SHARE:
                    continue
                small = low * share
                upper = sums.words[one, 0] + high * share + (small >> _SHIFT)
                sums.words[one, 0] = upper
                sums.words[one, 1] += small & _LOW
                sums.seen[one] = 1
                greatest |= upper
    return float(greatest) < most


@compiled
def _look_ahead(held: Held, block: np.uint64) -> None:
    """Ask for what a part a little later will read; it lies anywhere."""
    if block < np.uint64(len(held.block)):
        row = held.block[block, FIRST]
        for line in (row, row + _LINE, row + _LINE + _LINE):
            fetch(held.content, line)


@compiled
def carry(sums: Sums, number: Words, whole: Words, rest: Words) -> int:
    """Move the sums of what was seen into columns, by ascending number, and clear them.

    Columns are unsigned: a sum that was given up is moved, too, and may need every bit.
    """
    found = 0
    for one in range(len(sums.seen)):
        if sums.seen[one]:
            # high = much * 10**9 + little: then little * 2**31 fits a word with the low sum.
            high, low = sums.words[one, 0], sums.words[one, 1]
            much, little = high // _BILLION, high % _BILLION
            little = (little << _SHIFT) + low
            number[found] = one
            whole[found] = (much << _SHIFT) + little // _BILLION
            rest[found] = little % _BILLION
            sums.words[one, 0] = sums.words[one, 1] = sums.seen[one] = 0
            found += 1
    return found
