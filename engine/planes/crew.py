"""Several threads for one pass over many rows, where its loops release the interpreter's lock."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Final

__all__ = ["PAYS", "Pass", "crew", "hands"]

Pass = Callable[[Callable[[int, int], object], int, int], None]
"""Takes a call for a stretch of rows, and the first and the last row: calls it for all of them."""

_ENVIRONMENT: Final = "CHEMGATE_THREADS"
PAYS: Final = 500_000
"""Rows from which each further thread is worth its start: they take some milliseconds, it 0.1."""

_STRETCHES: Final = 4
"""For each thread: rows are not equally long, and a core may be wanted by somebody else."""


def hands(rows: int) -> int:
    """How many threads share so many rows: one for each core, fewer where there is little to do.

    Args:
        rows: what is gone through; `CHEMGATE_THREADS` says how many threads there are at most.

    Raises:
        ValueError: `CHEMGATE_THREADS` is no number; the sentence names it.
    """
    return max(1, min(_told() or _cores(), rows // PAYS))


def _told() -> int:
    told = os.environ.get(_ENVIRONMENT, "0")
    if not told.isdecimal():
        message = f"{_ENVIRONMENT} is a number of threads, not {told!r}"
        raise ValueError(message)
    return int(told)


def _cores() -> int:
    """Cores that this process may use, where the system says it."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


@contextmanager
def crew(rows: int) -> Iterator[Pass]:
    """Threads for some passes over so many rows, one pass after the other.

    They live no longer than the passes: to start them costs little beside what pays for them, and
    threads that wait do not survive a fork of the process.

    Args:
        rows: all that is gone through, by which it is decided whether more than one thread pays.
    """
    many = hands(rows)
    if many == 1:
        yield _alone
        return
    with ThreadPoolExecutor(many) as pool:
        yield partial(_together, pool, many * _STRETCHES)


def _alone(call: Callable[[int, int], object], first: int, last: int) -> None:
    call(first, last)


def _together(
    pool: ThreadPoolExecutor,
    stretches: int,
    call: Callable[[int, int], object],
    first: int,
    last: int,
) -> None:
    """Cut into stretches of equal numbers; what a stretch raises is raised here."""
    ends = [first + (last - first) * cut // stretches for cut in range(stretches + 1)]
    for _ in pool.map(call, ends[:-1], ends[1:]):
        pass
