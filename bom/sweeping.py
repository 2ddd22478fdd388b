"""How often Python looks for cycles of objects that nobody reaches."""

from __future__ import annotations

import gc
from typing import Final

__all__ = ["sweep_rarely"]

_NEW_OBJECTS: Final = 50_000
_SWEEPS: Final = 10


def sweep_rarely() -> None:
    """Look after 50 000 new objects and not after every 700.

    The rollup of a product makes half a million objects, all of which are wanted, and the sweeps
    among them took half of its time (3.3 s of CPU, 1.6 s without); none of our structures is a
    cycle, so next to nothing waits for a sweep. Switching them off altogether would leave the
    cycles of the libraries beneath to grow for as long as a worker lives.
    """
    gc.set_threshold(_NEW_OBJECTS, _SWEEPS, _SWEEPS)
