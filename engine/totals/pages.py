"""Columns in mapped files: what one product needs of them is asked of the disk at once.

A disk answers a hundred questions together as fast as one. The system itself reads far ahead of
every page that it misses, as if a file were read to its end: a product in a portfolio of a million
parts touches all of it that way, and a quarter of a second is gone.
"""

from __future__ import annotations

import mmap
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.exact import IntArray
from engine.planes.parts import spans
from engine.totals.holdings import FIRST, LAST, Held

__all__ = ["expect_materials", "expect_parts"]

_PAGE: Final = mmap.PAGESIZE

_NEAR: Final = 2
"""Pages so near to one another are read together: of 2 to 64, none was quicker."""


def expect_parts(held: Held, root: int) -> None:
    """Ask for the parts below a root, wave by wave: where one holds another, that one is next.

    Does nothing where the columns are in memory, or the system takes no advice.
    """
    if not _takes_advice(held):
        return
    fresh = known = np.array([root], dtype=np.int64)
    while len(fresh):
        _ask(held.parts, fresh, fresh + 2)
        first, last = held.parts[fresh], held.parts[fresh + 1]
        _ask(held.child, first, last)
        _ask(held.pieces, first, last)
        fresh = np.setdiff1d(_between(held.child, first, last), known)
        known = np.union1d(known, fresh)


def expect_materials(held: Held, nodes: IntArray) -> None:
    """Likewise for the materials of some parts, column by column, as one leads to the next."""
    if not _takes_advice(held):
        return
    _ask(held.blocks, nodes, nodes + 2)
    first, last = held.blocks[nodes], held.blocks[nodes + 1]
    _ask(held.block, first, last)
    block = _between(held.block, first, last)
    _ask(held.content, block[:, FIRST], block[:, LAST])


def _between(column: NDArray[np.integer], first: IntArray, last: IntArray) -> IntArray:
    length: IntArray = last - first
    return column[spans(first, length)].astype(np.int64)


def _takes_advice(held: Held) -> bool:
    return isinstance(held.content, np.memmap) and hasattr(mmap, "MADV_WILLNEED")


def _ask(column: NDArray[np.integer], first: IntArray, last: IntArray) -> None:
    """Ask for the pages of rows `first[i]` to `last[i] - 1` for every i, each page once."""
    file = getattr(column, "_mmap", None)
    if file is None:
        return
    before = column.ctypes.data - np.frombuffer(file, dtype=np.uint8).ctypes.data
    told = last > first
    low: IntArray = (before + first[told] * column.strides[0]) // _PAGE
    high: IntArray = (before + last[told] * column.strides[0] - 1) // _PAGE
    pages: IntArray = high - low + 1
    page = np.unique(spans(low, pages))
    file.madvise(mmap.MADV_RANDOM)
    cuts = np.flatnonzero(np.diff(page) > _NEAR)
    begins, ends = np.append(page[:1], page[cuts + 1]), np.append(page[cuts], page[-1:])
    for begin, end in zip(begins.tolist(), ends.tolist(), strict=True):
        length = min((end - begin + 1) * _PAGE, len(file) - begin * _PAGE)
        file.madvise(mmap.MADV_WILLNEED, begin * _PAGE, length)
