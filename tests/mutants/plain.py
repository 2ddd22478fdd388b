"""The loops as the Python that they are written in: what numba compiled, no change could reach."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import pytest

__all__ = ["Plain"]


class Plain:
    """A plugin that stands in for the compiler before any loop is imported.

    Sums of two words wrap on purpose, as machine code does; numpy's scalars would warn of it.
    """

    @pytest.hookimpl
    def pytest_configure(self) -> None:
        compiler = importlib.import_module("engine.compiled")
        compiler.compiled = _uncompiled  # type: ignore[attr-defined]
        ahead = ModuleType("engine.ahead")
        ahead.fetch = _fetch  # type: ignore[attr-defined]
        sys.modules["engine.ahead"] = ahead


def _uncompiled(function: Callable[..., Any]) -> Callable[..., Any]:
    return np.errstate(over="ignore")(function)


def _fetch(_column: object, _row: object) -> None:
    """Memory asked for ahead changes no answer."""
