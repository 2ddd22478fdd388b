"""The loops over all parts, for numba: imported only when it is chosen.

Every number is unsigned here (`memory.unsigned`), so that no index is asked whether it is
negative, and sums wrap silently where a node turns out to be too great; its rows are dropped.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.ahead import fetch
from engine.compiled import compiled
from engine.planes.wide import Words
from engine.totals.holdings import FIRST, LAST, NO_SHARE, SHARE_BITS, WEIGHT, Held
from engine.totals.memory import Places, Table

__all__ = ["Work", "fill", "room"]

_NOTHING, _ONE, _LINE = np.uint64(0), np.uint64(1), np.uint64(16)
_BILLION, _ROUGH_BILLION = np.uint64(10**9), 1e9
_LEFT_OUT, _NO_SHARE, _HALF = np.uint64(2**64 - 1), np.uint64(NO_SHARE), np.uint64(SHARE_BITS)
_SOON, _LATER = np.uint64(3), np.uint64(6)
"""Nodes ahead of which memory is asked for: rows of children, and before that where they begin."""


_Count = int | np.uint64


class Work(NamedTuple):
    """What the loops go through, write, and need for one node at a time."""

    held: Held
    table: Table
    places: Places


@compiled
def room(first: int, last: int, held: Held, table: Table, rows: Words) -> None:
    """Rows that the nodes from `first` to `last` need if no two of their children hold the same."""
    for node in range(np.uint64(first), np.uint64(last)):
        found = _NOTHING
        for usage in range(held.parts[node], held.parts[node + _ONE]):
            below = held.child[usage]
            found += table.end[below] - table.first[below]
        for block in range(held.blocks[node], held.blocks[node + _ONE]):
            found += np.uint64(held.block[block, LAST] - held.block[block, FIRST])
        rows[node - np.uint64(first)] = found


@compiled
def fill(first: int, last: int, at: int, work: Work, most: np.uint64) -> None:
    """Totals of the nodes from `first` to `last`, whose children are written, from row `at` on.

    The sums of a node grow where they will stand; remainders beside them, to be carried once.
    """
    held, table, places = work
    row, end = np.uint64(at), np.uint64(last)
    for node in range(np.uint64(first), end):
        _look_ahead(node, end, held, table)
        largest, fits = _weighed(node, held, table, np.float64(most))
        found: _Count = _NOTHING
        greatest: _Count = _NOTHING
        if fits:
            found = _add_parts(node, row, largest, work)
            found, fits = _add_materials(node, row, found, work, most)
            greatest = _carried(row, found, table, places)
        if not fits or greatest >= most:
            table.is_open[node] = 1
            found, greatest = _NOTHING, _NOTHING
        table.first[node], table.most[node] = row, greatest
        row += found
        table.end[node] = row


@compiled
def _look_ahead(node: _Count, end: _Count, held: Held, table: Table) -> None:
    """Ask for what nodes a little later will read: their children lie anywhere."""
    if node + _LATER < end:
        for usage in range(held.parts[node + _LATER], held.parts[node + _LATER + _ONE]):
            fetch(table.first, held.child[usage])
            fetch(table.end, held.child[usage])
    if node + _SOON < end:
        for usage in range(held.parts[node + _SOON], held.parts[node + _SOON + _ONE]):
            row = table.first[held.child[usage]]
            for line in (row, row + _LINE):
                fetch(table.number, line)
                fetch(table.whole, line)
                fetch(table.rest, line)


@compiled
def _weighed(node: _Count, held: Held, table: Table, most: float) -> tuple[_Count, bool]:
    """Which usage brings most rows, and whether what the parts bring together fits."""
    largest: _Count = _LEFT_OUT
    longest, heaviest, pieces = _NOTHING, 0.0, 0.0
    for usage in range(held.parts[node], held.parts[node + _ONE]):
        times, below = held.pieces[usage], held.child[usage]
        table.is_open[node] |= table.is_open[below]
        if times == _LEFT_OUT:
            table.is_open[node] = 1
            continue
        pieces += np.float64(times)
        heaviest += np.float64(times) * np.float64(table.most[below])
        rows = table.end[below] - table.first[below]
        if rows > longest:
            largest, longest = usage, rows
    # A remainder is below 10**9, so its sums are bounded by the pieces.
    return largest, heaviest < most and pieces * _ROUGH_BILLION < most


@compiled
def _add_parts(node: _Count, row: _Count, largest: _Count, work: Work) -> _Count:
    """Add the totals of a node's parts; how many substances they hold.

    The part that holds most comes first: of its rows none has to be looked for.
    """
    held, table, places = work
    found: _Count = _NOTHING
    if largest != _LEFT_OUT:
        times, start = held.pieces[largest], table.first[held.child[largest]]
        found = table.end[held.child[largest]] - start
        for place in range(found):
            one = table.number[start + place]
            places.of[one] = place + _ONE
            table.number[row + place] = one
            table.whole[row + place] = times * table.whole[start + place]
            places.rest[place] = times * table.rest[start + place]
    for usage in range(held.parts[node], held.parts[node + _ONE]):
        times, below = held.pieces[usage], held.child[usage]
        if times == _LEFT_OUT or usage == largest:
            continue
        for each in range(table.first[below], table.end[below]):
            amount = (times * table.whole[each], times * table.rest[each])
            found = _added(table.number[each], amount, (row, found), table, places)
    return found


@compiled
def _add_materials(
    node: _Count, row: _Count, found: _Count, work: Work, most: np.uint64
) -> tuple[_Count, bool]:
    """Add a node's own materials; a row of one is below 2**62.2, and what is there below 2**61."""
    held, table, places = work
    fits = True
    for block in range(held.blocks[node], held.blocks[node + _ONE]):
        much, little = held.block[block, WEIGHT] // _BILLION, held.block[block, WEIGHT] % _BILLION
        for each in range(held.block[block, FIRST], held.block[block, LAST]):
            content = held.content[each]
            share = content & _NO_SHARE
            if share == _NO_SHARE:
                continue
            small = little * share
            carried = small // _BILLION
            one = content >> _HALF
            amount = (much * share + carried, small - carried * _BILLION)
            found = _added(one, amount, (row, found), table, places)
            fits &= table.whole[row + np.uint64(places.of[one]) - _ONE] < most
    return found, fits


@compiled
def _added(
    one: _Count,
    amount: tuple[_Count, _Count],
    node: tuple[_Count, _Count],
    table: Table,
    places: Places,
) -> _Count:
    """Add whole and rest to a substance of a node (its first row, how many it has).

    Without a branch: whether a substance is new, no processor guesses. Returns how many it has.
    """
    (row, found), (whole, rest) = node, amount
    place: _Count = np.uint64(places.of[one])
    is_new = np.uint64(place == _NOTHING)
    place = place - _ONE if place else found
    kept = is_new - _ONE
    places.of[one] = place + _ONE
    table.number[row + place] = one
    table.whole[row + place] = (table.whole[row + place] & kept) + whole
    places.rest[place] = (places.rest[place] & kept) + rest
    return found + is_new


@compiled
def _carried(row: _Count, found: _Count, table: Table, places: Places) -> _Count:
    """Carry the remainders of a node and forget its places; the greatest of its masses."""
    greatest: _Count = _NOTHING
    for place in range(found):
        carried = places.rest[place] // _BILLION
        whole = table.whole[row + place] + carried
        table.whole[row + place] = whole
        table.rest[row + place] = places.rest[place] - carried * _BILLION
        places.of[table.number[row + place]] = 0
        greatest = max(greatest, whole)
    return greatest
