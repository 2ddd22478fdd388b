"""Long lists in pieces: a database binds only so many values in one statement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, TypeVar

__all__ = ["MOST_BOUND", "MOST_ROWS", "chunks"]

MOST_BOUND: Final = 5_000
"""Values bound one by one in a statement; SQLite takes 32 766, and some are bound twice."""

MOST_ROWS: Final = 400
"""Rows of several values in a statement."""

_Item = TypeVar("_Item")


def chunks(items: Sequence[_Item], *, most: int = MOST_BOUND) -> Iterator[Sequence[_Item]]:
    """The items in order, at most so many at a time; nothing for none."""
    for start in range(0, len(items), most):
        yield items[start : start + most]
