"""What is asked of numba: code without the lock, kept where a folder can be written to."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from types import ModuleType

import pytest

import engine
import engine.compiled
from engine.compiled import is_available

Function = Callable[[int], int]


@pytest.fixture
def compiler(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The module, imported by itself: other tests may have put something in its place."""
    monkeypatch.setattr(engine, "compiled", engine.compiled)
    monkeypatch.delitem(sys.modules, "engine.compiled")
    yield importlib.import_module("engine.compiled")
    sys.modules.pop("engine.compiled")


class Numba(ModuleType):
    """Stands in for the compiler and remembers what was asked of it."""

    def __init__(self, *, can_write: bool) -> None:
        super().__init__("numba")
        self.can_write = can_write
        self.asked: list[dict[str, bool]] = []

    def njit(self, **options: bool) -> Callable[[Function], Function]:
        def made(function: Function) -> Function:
            self.asked.append(options)
            if options.get("cache") and not self.can_write:
                raise RuntimeError("cannot cache function: no locator available")
            return function

        return made


def doubled(number: int) -> int:
    return 2 * number


@pytest.mark.parametrize(
    ("can_write", "asked"),
    [
        (True, [{"cache": True, "nogil": True}]),
        (False, [{"cache": True, "nogil": True}, {"nogil": True}]),
    ],
)
def test_code_is_kept_where_it_can_be_and_made_in_any_case(
    compiler: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    asked: list[dict[str, bool]],
    *,
    can_write: bool,
) -> None:
    numba = Numba(can_write=can_write)
    monkeypatch.setitem(sys.modules, "numba", numba)
    assert compiler.compiled(doubled)(21) == 42
    assert numba.asked == asked


@pytest.mark.parametrize("found", [True, False])
def test_whether_numba_is_there_is_found_without_importing_it(
    monkeypatch: pytest.MonkeyPatch, *, found: bool
) -> None:
    asked: list[str] = []

    def find_spec(name: str) -> object:
        asked.append(name)
        return object() if found else None

    monkeypatch.setattr("importlib.util.find_spec", find_spec)
    assert is_available() is found
    assert asked == ["numba"]
