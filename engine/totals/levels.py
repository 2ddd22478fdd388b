"""Totals of every part in numpy: rows of a level gathered, sorted and added; the same integers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np

from engine.exact import PARTS_PER_BILLION, IntArray
from engine.planes.parts import spans as places
from engine.totals.holdings import LEFT_OUT, MOST, Holdings, parted
from engine.totals.memory import Table
from engine.totals.spans import spans

__all__ = ["Level", "batches", "level_totals", "write_level"]

_MOST_ROWS: Final = 4_000_000
"""Rows gathered at once: they are sorted, and a sort needs five times their memory."""


class Level(NamedTuple):
    """Totals of some nodes of one height; the fields are those of `Table`."""

    lengths: IntArray
    number: IntArray
    whole: IntArray
    rest: IntArray
    most: IntArray
    is_open: IntArray


class _Rows(NamedTuple):
    place: IntArray
    number: IntArray
    whole: IntArray
    rest: IntArray


def batches(holdings: Holdings, table: Table, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Cut the nodes of one height into pieces whose rows fit in memory."""
    nodes = np.arange(first, last)
    usages, place = spans(holdings.held.parts, nodes)
    child = holdings.held.child[usages]
    rows = np.bincount(place, table.lengths[child], len(nodes)).cumsum()
    cuts = np.searchsorted(rows, np.arange(_MOST_ROWS, int(rows[-1]) + 1, _MOST_ROWS)).tolist()
    yield from pairwise(sorted({first, *(first + cut + 1 for cut in cuts), last}))


def level_totals(holdings: Holdings, table: Table, first: int, last: int) -> Level:
    """As `ledger_loops.fill`, for nodes of one height whose children are written."""
    nodes = np.arange(first, last)
    parts, is_open = _of_parts(holdings, table, nodes)
    materials = _of_materials(holdings, nodes)
    place, number, whole, rest = map(np.concatenate, zip(parts, materials, strict=True))
    key = place * holdings.substances + number
    order = np.argsort(key, kind="stable")
    key = key[order]
    starts = np.flatnonzero(np.concatenate(([True], key[1:] != key[:-1]))) if len(key) else key
    place, number = place[order][starts], number[order][starts]
    whole, rest = whole[order], rest[order]
    if len(starts):
        rough = np.add.reduceat(whole.astype(np.float64), starts)
        is_open[place[rough >= MOST]] = 2
        whole, rest = np.add.reduceat(whole, starts), np.add.reduceat(rest, starts)
    carried, rest = np.divmod(rest, PARTS_PER_BILLION)
    kept = is_open[place] < 2  # noqa: PLR2004 - what is too great leaves no rows
    place, number, whole, rest = place[kept], number[kept], (whole + carried)[kept], rest[kept]
    most = np.zeros(len(nodes), dtype=np.int64)
    np.maximum.at(most, place, whole)
    lengths = np.bincount(place, minlength=len(nodes))
    return Level(lengths, number, whole, rest, most, np.minimum(is_open, 1))


def write_level(table: Table, level: Level, first: int, last: int) -> None:
    """Put the rows behind those that are written."""
    low = int(table.end[first - 1]) if first else 0
    rows = slice(low, low + len(level.number))
    table.number[rows], table.whole[rows], table.rest[rows] = level[1:4]
    table.end[first:last] = low + np.cumsum(level.lengths)
    table.first[first:last] = table.end[first:last] - level.lengths
    table.most[first:last] = level.most
    table.is_open[first:last] |= level.is_open.astype(np.uint8)


def _of_parts(holdings: Holdings, table: Table, nodes: IntArray) -> tuple[_Rows, IntArray]:
    held = holdings.held
    usages, holder = spans(held.parts, nodes)
    child, pieces = held.child[usages].astype(np.int64), held.pieces[usages]
    is_open = np.zeros(len(nodes), dtype=np.int64)
    is_open[holder[(table.is_open[child] > 0) | (pieces == LEFT_OUT)]] = 1
    pieces = np.maximum(pieces, 0)
    heaviest = np.bincount(holder, pieces * table.most[child].astype(np.float64), len(nodes))
    remainders = np.bincount(holder, pieces.astype(np.float64) * PARTS_PER_BILLION, len(nodes))
    too_much = (heaviest >= MOST) | (remainders >= MOST)
    is_open[too_much] = 2
    kept = pieces > 0
    length: IntArray = table.end[child[kept]] - table.first[child[kept]]
    rows, usage = (
        places(table.first[child[kept]], length),
        np.repeat(np.arange(len(length)), length),
    )
    times, place = pieces[kept][usage], holder[kept][usage]
    rest = table.rest[rows].astype(np.int64)
    number = table.number[rows].astype(np.int64)
    return _Rows(place, number, table.whole[rows] * times, rest * times), is_open


def _of_materials(holdings: Holdings, nodes: IntArray) -> _Rows:
    held = holdings.held
    blocks, holder = spans(held.blocks, nodes)
    first, last, weight = held.block[blocks].T
    much, little = np.divmod(weight, PARTS_PER_BILLION)
    rows, block = places(first, last - first), np.repeat(np.arange(len(blocks)), last - first)
    number, share = parted(held.content[rows])
    told = share != LEFT_OUT
    number, share, block = number[told], share[told], block[told]
    carried, small = np.divmod(little[block] * share, PARTS_PER_BILLION)
    return _Rows(holder[block], number, much[block] * share + carried, small)
