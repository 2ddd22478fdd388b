"""Which entries a declaration answered, and how, small enough to be read with its header.

A declaration has some two hundred answers, nearly all of them “below”. Read row by row for a
portfolio of 100 000 declarations they are twenty million rows; as runs of numbers they are a
hundred characters each, the same ones over and over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from regulations.bridge import entries_answered, entries_of_dsl

__all__ = ["AnsweredBelow", "above_entries", "below_entries", "packed", "unpacked"]

AnsweredBelow = tuple[tuple[tuple[str, str], str], ...]
"""(list id, entry id) with the key of the answer that speaks about it."""

_NUMBER: Final = re.compile(r"[0-9]{5}", re.ASCII)
_RUN: Final = re.compile(r"([0-9]{5})\.\.([0-9]{5})", re.ASCII)
_PATTERNS: Final = 8192


def packed(keys: Iterable[str]) -> list[str]:
    """Keys of answers, five-digit ones as runs: ``00001..00020``, ``EUROHS-1907:00005``."""
    distinct = set(keys)
    numbers = sorted(int(key) for key in distinct if _NUMBER.fullmatch(key))
    others = sorted(key for key in distinct if not _NUMBER.fullmatch(key))
    return [*_runs(numbers), *others]


def unpacked(runs: Iterable[str]) -> frozenset[str]:
    """The keys again."""
    return frozenset(key for run in runs for key in _keys(run))


@lru_cache(maxsize=_PATTERNS)
def below_entries(below: tuple[str, ...], above: tuple[str, ...]) -> AnsweredBelow:
    """Entries of lists that answers “below” speak about; one answered both ways is not below.

    Args:
        below: runs as `packed` writes them.
        above: likewise.
    """
    keys = unpacked(below) - unpacked(above)
    return tuple(sorted(entries_answered(keys).items()))


@lru_cache(maxsize=_PATTERNS)
def above_entries(above: tuple[str, ...]) -> frozenset[tuple[str, str]]:
    """Entries of lists that answers “above” speak about."""
    return frozenset(entry for key in unpacked(above) for entry in entries_of_dsl(key))


def _runs(numbers: list[int]) -> Iterator[str]:
    start = 0
    for place, number in enumerate(numbers):
        is_last = place + 1 == len(numbers) or numbers[place + 1] != number + 1
        if is_last:
            first = numbers[start]
            yield f"{first:05}" if first == number else f"{first:05}..{number:05}"
            start = place + 1


def _keys(run: str) -> Iterator[str]:
    ends = _RUN.fullmatch(run)
    if ends is None:
        yield run
        return
    for number in range(int(ends[1]), int(ends[2]) + 1):
        yield f"{number:05}"
