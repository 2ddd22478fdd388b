"""numpy or numba: who does the arithmetic. Both give the same bits."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from typing import Final

from engine.compiled import is_available

__all__ = ["Backend", "chosen"]

_ENVIRONMENT: Final = "CHEMGATE_KERNELS"
_PAYS_AT_ONCE: Final = 20_000_000
"""Rows from which numba is worth its import: it saves 35 ns a row, and costs 0.7 s."""

_PAYS_WHEN_LOADED: Final = 20_000
"""Rows from which it is worth the call where the process has imported it already."""


class Backend(StrEnum):
    """Where the loops run; `AUTO` looks at the size, and at what is installed."""

    AUTO = "auto"
    NUMPY = "numpy"
    NUMBA = "numba"


def chosen(backend: Backend, rows: int) -> Backend:
    """The backend for so many rows, never `AUTO`.

    Args:
        backend: the caller's choice; `AUTO` leaves it to the environment (`CHEMGATE_KERNELS`),
            and that to the size.
        rows: constituents, or edges, to go through.

    Raises:
        ModuleNotFoundError: numba was asked for by name and is not installed.
    """
    if backend is Backend.AUTO:
        backend = Backend(os.environ.get(_ENVIRONMENT, Backend.AUTO))
    if backend is not Backend.AUTO:
        return backend
    least = _PAYS_WHEN_LOADED if "numba" in sys.modules else _PAYS_AT_ONCE
    return Backend.NUMBA if rows >= least and is_available() else Backend.NUMPY
