"""Seconds of a call, and what this machine can do at best."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

__all__ = ["Seconds", "available_memory", "bandwidth", "timed"]


@dataclass(frozen=True, slots=True)
class Seconds:
    """A median, of how many rounds, and whether it was scaled up from a sample."""

    median: float
    rounds: int
    is_scaled: bool = False

    def times(self, factor: float) -> Seconds:
        """For more than was measured."""
        return Seconds(self.median * factor, self.rounds, is_scaled=True)

    def plus(self, other: Seconds) -> Seconds:
        """Both, one after the other."""
        rounds = min(self.rounds, other.rounds)
        return Seconds(self.median + other.median, rounds, self.is_scaled or other.is_scaled)


def timed(
    call: Callable[[], object], rounds: int = 5, before: Callable[[], object] | None = None
) -> Seconds:
    """Median over some rounds; what comes before a round is not counted."""
    found = []
    for _ in range(rounds):
        if before is not None:
            before()
        started = time.perf_counter()
        call()
        found.append(time.perf_counter() - started)
    return Seconds(statistics.median(found), rounds)


def bandwidth(megabytes: int = 256) -> float:
    """Bytes per second that all cores read and write together, the best of some copies."""
    source = np.ones(megabytes << 17, dtype=np.float64)
    target = np.empty_like(source)
    cores = os.cpu_count() or 1
    pieces = list(zip(np.array_split(target, cores), np.array_split(source, cores), strict=True))

    with ThreadPoolExecutor(cores) as pool:

        def copied() -> None:
            list(pool.map(lambda piece: np.copyto(*piece), pieces))

        copied()
        best = min(timed(copied, rounds=1).median for _ in range(8))
    return 2 * source.nbytes / best


def available_memory() -> int:
    """Bytes that can be had without swapping; none known where the system does not say."""
    try:
        with open("/proc/meminfo", encoding="ascii") as lines:  # noqa: PTH123 - not a real file
            return next(int(one.split()[1]) << 10 for one in lines if one.startswith("MemAvail"))
    except (OSError, StopIteration):
        return 0
