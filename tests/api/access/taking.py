"""What a worker does with a shared bucket; imports little, for a process starts with it."""

from __future__ import annotations

from pathlib import Path

from api.access.rates import Buckets, Rate

__all__ = ["take"]


def take(path: str, times: int) -> int:
    """How many of so many were there to take."""
    buckets = Buckets(Path(path))
    rate = Rate(1, seconds=3600, burst=50)
    taken = sum(buckets.take("somebody", rate) == 0 for _ in range(times))
    buckets.close()
    return taken
