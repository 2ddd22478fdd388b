"""How often somebody may ask: token buckets that all workers of one machine share.

The buckets lie in a file that every worker maps. A database could share them between machines, but
a write for every question would cost more than the question; between machines the proxy in front
counts. A bucket of a process alone would give N workers N times the rate.
"""

from __future__ import annotations

import fcntl
import hashlib
import math
import mmap
import os
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

__all__ = ["Buckets", "Rate"]

_SLOT: Final = struct.Struct("<16sdd")
"""Digest of the name, tokens left, and when that was counted."""
_SLOTS: Final = 8192
_PROBED: Final = 16
_ENOUGH: Final = 1 - 1e-9


class Rate:
    """So many in so many seconds, and how many at once after a pause."""

    __slots__ = ("burst", "per_second")

    def __init__(self, count: float, *, seconds: float = 1, burst: float = 0) -> None:
        self.per_second = count / seconds
        self.burst = burst or count


class Buckets:
    """The buckets of a machine.

    A name's slot is found by its digest; where sixteen names have met in one place, the one that
    was quiet the longest is forgotten, and begins again with a full bucket.
    """

    def __init__(
        self, path: Path | None = None, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Map the file, and make it first where it is not there.

        Args:
            path: shared by the workers; None = a file of this process alone.
            clock: seconds; that of the machine, which all its processes see alike.
        """
        self._clock = clock
        self._lock = threading.Lock()
        size = _SLOTS * _SLOT.size
        if path is None:
            self._file = None
            self._map = mmap.mmap(-1, size)
            return
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        os.ftruncate(handle, size)
        self._file = handle
        self._map = mmap.mmap(handle, size)

    def close(self) -> None:
        """Give the file back."""
        self._map.close()
        if self._file is not None:
            os.close(self._file)

    def take(self, name: str, rate: Rate) -> int:
        """Take one: 0, or the seconds until there is one again.

        Args:
            name: whose bucket; only a digest of it is kept.
            rate: how fast it fills.
        """
        return self._counted(name, rate, cost=1)

    def wait(self, name: str, rate: Rate) -> int:
        """Seconds until there is one, without taking it."""
        return self._counted(name, rate, cost=0)

    def _counted(self, name: str, rate: Rate, *, cost: int) -> int:
        digest = hashlib.blake2b(name.encode(), digest_size=16).digest()
        with self._held():
            now = self._clock()
            place, tokens, before = self._found(digest, rate, now)
            tokens = min(rate.burst, tokens + max(now - before, 0) * rate.per_second)
            is_enough = tokens >= _ENOUGH
            left = tokens - cost if is_enough else tokens
            _SLOT.pack_into(self._map, place, digest, left, now)
        return 0 if is_enough else max(1, math.ceil((1 - tokens) / rate.per_second))

    def _found(self, digest: bytes, rate: Rate, now: float) -> tuple[int, float, float]:
        """Where the name's slot is, and what is in it; a new name starts full."""
        # A stride of the name's own: neighbours do not pile up behind one another.
        start, stride = int.from_bytes(digest[:4], "little"), digest[4] | 1
        quietest, quiet_since = 0, math.inf
        for step in range(_PROBED):
            place = (start + step * stride) % _SLOTS * _SLOT.size
            held, tokens, moment = _SLOT.unpack_from(self._map, place)
            if held == digest:
                return place, tokens, moment
            if moment < quiet_since:
                quietest, quiet_since = place, moment
        return quietest, rate.burst, now

    @contextmanager
    def _held(self) -> Iterator[None]:
        # lockf holds other processes back, not the other threads of this one.
        with self._lock:
            if self._file is not None:
                fcntl.lockf(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                if self._file is not None:
                    fcntl.lockf(self._file, fcntl.LOCK_UN)
