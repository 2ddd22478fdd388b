"""How often Python looks for cycles of objects that nobody reaches."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Final

__all__ = ["settle", "sweep_rarely", "unswept"]

_NEW_OBJECTS: Final = 50_000
_SWEEPS: Final = 10

_lock: Final = Lock()
_inside = 0


def sweep_rarely() -> None:
    """Look after 50 000 new objects and not after every 700.

    The rollup of a product makes half a million objects, all of which are wanted, and the sweeps
    among them took half of its time (3.3 s of CPU, 1.6 s without); none of our structures is a
    cycle, so next to nothing waits for a sweep. Switching them off altogether would leave the
    cycles of the libraries beneath to grow for as long as a worker lives.
    """
    gc.set_threshold(_NEW_OBJECTS, _SWEEPS, _SWEEPS)


def settle() -> None:
    """What was loaded until now stays: sweeps pass over it from here on.

    A sweep over everything holds all threads for a third of a second, most of it to look at the
    lists and the libraries, which never go.
    """
    gc.collect()
    gc.freeze()


@contextmanager
def unswept() -> Iterator[None]:
    """Work of a second or so that makes many objects, all wanted: nobody looks meanwhile.

    Several threads may be inside; the last one out lets the sweeps go on. With the sweeps of
    `sweep_rarely` a fifth of a rollup's second was theirs.
    """
    global _inside  # noqa: PLW0603 - the sweeps are one for the whole process, as this number is
    with _lock:
        _inside += 1
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if not _inside:
                gc.enable()
