"""Long lists in pieces: a database binds only so many values in one statement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, TypeVar

__all__ = ["MOST_BOUND", "MOST_ROWS", "chunks", "padded"]

MOST_BOUND: Final = 5_000
"""Values bound one by one in a statement; SQLite takes 32 766, and some are bound twice."""

MOST_ROWS: Final = 400
"""Rows of several values in a statement."""

_Item = TypeVar("_Item")


def chunks(items: Sequence[_Item], *, most: int = MOST_BOUND) -> Iterator[Sequence[_Item]]:
    """The items in order, at most so many at a time; nothing for none."""
    for start in range(0, len(items), most):
        yield items[start : start + most]


def padded(values: Sequence[_Item]) -> Sequence[_Item]:
    """What an `IN` asks for, the last once more until there are a power of two.

    Each number of values is a statement of its own, and a connection keeps the last 128 of them
    compiled, here of 30 kB and more: a service grew by 60 kB with each import, because what it
    followed had grown by one. So there are fourteen statements, and most are compiled already.
    """
    if not values:
        return values
    return [*values, *[values[-1]] * ((1 << (len(values) - 1).bit_length()) - len(values))]
