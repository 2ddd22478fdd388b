"""The loops, for numba: imported only when it is chosen.

A sum of nanograms times parts per billion needs up to 92 bits. It is kept in two words that are
carried once at the end: while rows are added as multiples of 2**31 and the rest, because a shift
costs a tenth of a division (0.7 times the time of the whole loop); in columns as whole nanograms
and billionths of one, because that is what people ask for. Where a number reaches `most`, the sums
mean nothing and fractions must add up instead.
"""

from __future__ import annotations

from typing import Final

from engine.compiled import compiled
from engine.exact import IntArray
from engine.totals.holdings import Held
from engine.totals.memory import Places, Sums, Table, Walk

__all__ = ["add_up", "carry", "explode", "fill"]

_BILLION: Final = 10**9
_SHIFT: Final = 31
_LOW: Final = 2**31 - 1
_ROOM: Final = 2**61


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
def add_up(nodes: IntArray, units: IntArray, held: Held, sums: Sums, most: int) -> bool:
    """Add the materials of parts, each times its units, by substance."""
    fits = True
    for place in range(len(nodes)):
        times, node = units[place], nodes[place]
        if times < 0:
            continue
        for block in range(held.blocks[node], held.blocks[node + 1]):
            if float(times) * float(held.weight[block]) >= most:
                return False
            mass = times * held.weight[block]
            high, low = mass >> _SHIFT, mass & _LOW
            material = held.material[block]
            for row in range(held.rows[material], held.rows[material + 1]):
                share = held.share[row]
                if share < 0:
                    continue
                one = held.substance[row]
                small = low * share
                sums.words[2 * one] += high * share + (small >> _SHIFT)
                sums.words[2 * one + 1] += small & _LOW
                sums.seen[one] = 1
                fits = fits and sums.words[2 * one] < most
    return fits


@compiled
def carry(sums: Sums, number: IntArray, whole: IntArray, rest: IntArray) -> int:
    """Move the sums of what was seen into columns, by ascending number, and clear them."""
    found = 0
    for one in range(len(sums.seen)):
        if sums.seen[one]:
            # high = much * 10**9 + little: then little * 2**31 fits a word with the low sum.
            high, low = sums.words[2 * one], sums.words[2 * one + 1]
            much, little = high // _BILLION, high % _BILLION
            little = (little << _SHIFT) + low
            number[found] = one
            whole[found] = (much << _SHIFT) + little // _BILLION
            rest[found] = little % _BILLION
            sums.words[2 * one] = sums.words[2 * one + 1] = sums.seen[one] = 0
            found += 1
    return found


@compiled
def fill(first: int, held: Held, table: Table, places: Places, most: int) -> int:
    """Totals of every node from `first` on, children before parents, until the table is full.

    The sums of a node grow where they will stand. `places` tells where a substance stands; what
    lies before the node's first row belongs to an earlier node, so that nothing is ever cleared.

    Returns:
        The first node that found no room; the number of nodes when all did.
    """
    nodes = len(table.starts) - 1
    for node in range(first, nodes):
        end = table.starts[node]
        if len(table.number) - end < len(places.of):
            return node
        found, fits = _add_parts(node, held, table, places, most)
        if fits:
            found, fits = _add_materials(node, found, held, table, places)
        greatest = 0
        for place in range(found):
            rest = places.rest[place]
            table.whole[end + place] += rest // _BILLION
            table.rest[end + place] = rest % _BILLION
            greatest = max(greatest, table.whole[end + place])
        if not fits or greatest >= most:
            table.is_open[node] = 1
            found, greatest = 0, 0
        table.starts[node + 1] = end + found
        table.most[node] = greatest
    return nodes


@compiled
def _add_parts(node: int, held: Held, table: Table, places: Places, most: int) -> tuple[int, bool]:
    """Add the totals of a node's parts: how many substances they hold, and whether they fit."""
    end, found, heaviest, pieces = table.starts[node], 0, 0.0, 0.0
    for usage in range(held.parts[node], held.parts[node + 1]):
        times, below = held.pieces[usage], held.child[usage]
        table.is_open[node] |= table.is_open[below]
        if times < 0:
            table.is_open[node] = 1
            continue
        pieces += float(times)
        heaviest += float(times) * float(table.most[below])
        # A remainder is below 10**9, so its sums are bounded by the pieces.
        if heaviest >= most or pieces * _BILLION >= most:
            return found, False
        for row in range(table.starts[below], table.starts[below + 1]):
            one = table.number[row]
            place = places.of[one] - end
            if place < 0:
                place = found
                found = _opened(one, place, end, table, places)
            table.whole[end + place] += times * table.whole[row]
            places.rest[place] += times * table.rest[row]
    return found, True


@compiled
def _add_materials(
    node: int, found: int, held: Held, table: Table, places: Places
) -> tuple[int, bool]:
    """Add a node's own materials; their masses are below 2**61, so one sum more is below 2**63."""
    end, fits = table.starts[node], True
    for block in range(held.blocks[node], held.blocks[node + 1]):
        much, little = held.weight[block] // _BILLION, held.weight[block] % _BILLION
        material = held.material[block]
        for row in range(held.rows[material], held.rows[material + 1]):
            share = held.share[row]
            if share < 0 or not fits:
                continue
            one = held.substance[row]
            place = places.of[one] - end
            if place < 0:
                place = found
                found = _opened(one, place, end, table, places)
            small = little * share
            carried = small // _BILLION
            table.whole[end + place] += much * share + carried
            places.rest[place] += small - carried * _BILLION
            fits = table.whole[end + place] < _ROOM
    return found, fits


@compiled
def _opened(one: int, place: int, end: int, table: Table, places: Places) -> int:
    """Give a substance its row; how many there are now."""
    places.of[one] = end + place
    table.number[end + place] = one
    table.whole[end + place] = 0
    places.rest[place] = 0
    return place + 1
