"""Loops compiled to machine code by numba, where it is installed; without it numpy does the work.

Only modules of loops import this, and they are imported only when the size pays: numba needs
0.7 s to be imported.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

__all__ = ["compiled", "is_available"]

_Args = ParamSpec("_Args")
_Result = TypeVar("_Result")


def is_available() -> bool:
    """Whether numba (extra `fast`) is installed; it is not imported to find out."""
    return importlib.util.find_spec("numba") is not None


def compiled(function: Callable[_Args, _Result]) -> Callable[_Args, _Result]:
    """The function as machine code that releases the interpreter's lock.

    The code is kept for the next process where numba finds a folder to write to: beside the
    source, else in the user's cache (or where `NUMBA_CACHE_DIR` says). In a read-only home it is
    compiled anew in every process.

    Raises:
        ModuleNotFoundError: numba is not installed; ask `is_available` first.
    """
    njit = importlib.import_module("numba").njit
    try:
        made = njit(cache=True, nogil=True)(function)
    except RuntimeError:  # numba's word for “no locator available”: nowhere to write
        made = njit(nogil=True)(function)
    return cast("Callable[_Args, _Result]", made)
