"""One change in a process of its own, and whether some test fails there.

The tests are collected once. For each change a fork of that process gives the changed function its
new code and runs the tests that call it: nothing is imported again. What is computed when a module
is imported (constants, defaults, decorators) cannot be changed so; there the module is imported
anew, in a fork of a process that has not imported the project yet.
"""

from __future__ import annotations

import gc
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import signal
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from enum import Enum
from fractions import Fraction
from functools import partial
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest

from .changes import Mutant, changed
from .plain import Plain
from .steady import Steady

__all__ = ["Seen", "Session", "afresh"]

_SURVIVED, _NOTICED = 0, 1
Test = tuple[str, float]
"""Its id and its seconds."""


class Seen(Enum):
    """What became of a change."""

    NOTICED = "noticed"
    ENDLESS = "endless"
    SURVIVED = "survived"
    AFRESH = "afresh"
    """Nothing that can be exchanged in place has changed."""


def afresh(root: Path, mutant: Mutant | None, tests: Sequence[Test]) -> tuple[Seen, str]:
    """Import the changed module anew; the package that holds it must not be imported yet.

    Args:
        root: of the project.
        mutant: None to see that the tests hold without a change.
        tests: which, in this order.
    """

    def run(told: Callable[[str], None]) -> int:
        if mutant is not None:
            sys.meta_path.insert(0, _Changed(root, mutant))
        quiet = ["-x", "-q", "-p", "no:cacheprovider", "--no-header", "--tb=no"]
        chosen = [test for test, _ in tests]
        # Whatever goes wrong is the change: without one it went right.
        bad = pytest.main([*quiet, *chosen], plugins=[Steady(), Plain(), _Told(told)])
        return _NOTICED if bad else _SURVIVED

    return _forked(run, tests) if tests else (Seen.SURVIVED, "")


class _Told:
    """A plugin that tells the first test that fails."""

    def __init__(self, told: Callable[[str], None]) -> None:
        self.told = told

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.told(report.nodeid)


class Session(_Told):
    """A plugin that tries changes instead of running the tests.

    A test that fails without the change, too, says nothing: who notices a change for the first
    time is tried without it.
    """

    def __init__(
        self,
        root: Path,
        mutants: Sequence[Mutant],
        tests: Callable[[Mutant], Sequence[Test]],
        became: Callable[[Mutant, Seen, str], None],
    ) -> None:
        super().__init__(lambda _test: None)
        self._root, self._mutants, self._tests, self._became = root, mutants, tests, became
        self._items: dict[str, pytest.Item] = {}
        self._holds: dict[str, bool] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self._items = {item.nodeid: item for item in session.items}
        for one in self._mutants:
            # Loops are imported when they pay, but only what is there is exchanged in place.
            importlib.import_module(_module(one))
        functions = _functions(self._root)
        if not any(one.file.startswith("regulations/") for one in self._mutants):
            # Every fork would read the law again; what is changed above it leaves it as it is.
            importlib.import_module("regulations.catalog").bundled()
        importlib.import_module("numpy.ma")  # numpy does, when something is sorted
        gc.collect()
        gc.freeze()  # the collector would touch, and so copy, every page in every fork
        for mutant in self._mutants:
            self._became(mutant, *self._try(mutant, functions))
        return True

    def _try(self, mutant: Mutant, functions: _Functions) -> tuple[Seen, str]:
        codes = _codes(self._root, mutant)
        swaps = [
            partial(setattr, function, "__code__", code)
            for key, code in codes.items()
            for function in functions.get(key, ())
            if function.__code__ != code
        ]
        swaps = swaps or _constants(self._root, mutant)
        if not swaps:
            return Seen.AFRESH, ""
        tests = [one for one in self._tests(mutant) if one[0] in self._items]
        while tests := [one for one in tests if self._holds.get(one[0], True)]:
            seen, failed = self._run(tests, swaps)
            if not failed:
                return seen, failed
            if failed not in self._holds:
                alone = [one for one in tests if one[0] == failed]
                self._holds[failed] = self._run(alone, ())[0] is Seen.SURVIVED
            if self._holds[failed]:
                return seen, failed
        return Seen.SURVIVED, ""

    def _run(self, tests: Sequence[Test], swaps: Sequence[_Swap]) -> tuple[Seen, str]:
        def run(told: Callable[[str], None]) -> int:
            self.told = told
            for swap in swaps:
                swap()
            chosen = [self._items[test] for test, _ in tests]
            following = [*chosen[1:], None]
            for item, after, (_, seconds) in zip(chosen, following, tests, strict=True):
                _limit(seconds)
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
            return _SURVIVED

        return _forked(run, tests)


def _forked(run: Callable[[Callable[[str], None]], int], tests: Sequence[Test]) -> tuple[Seen, str]:
    """What the tests say in a fork, and the test that failed; a test that never ends has noticed.

    The limit is on processor time, so that a busy machine notices nothing by itself.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        _end(run, writing, sum(seconds for _, seconds in tests))
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as pipe:
        failed = pipe.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) in {signal.SIGPROF, signal.SIGALRM}:
        return Seen.ENDLESS, ""
    return (Seen.NOTICED if status else Seen.SURVIVED), failed


def _end(run: Callable[[Callable[[str], None]], int], writing: int, seconds: float) -> None:
    def told(test: str) -> None:
        os.write(writing, test.encode())
        os._exit(_NOTICED)

    _limit(seconds + 10)  # until the first test begins, and for all of them where nobody says more
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    sys.dont_write_bytecode = True
    code = _SURVIVED
    try:
        code = run(told)
    finally:
        # What went wrong beside the tests is no test that noticed.
        os._exit(code)


def _limit(seconds: float) -> None:
    """End this process when what follows takes far longer than it took without a change."""
    signal.setitimer(signal.ITIMER_PROF, 5 + 4 * seconds)
    signal.alarm(int(300 + 20 * seconds))  # for what waits and does not compute


_Swap = Callable[[], None]
_Functions = dict[tuple[str, str, int], list[FunctionType]]


def _functions(root: Path) -> _Functions:
    """Functions by file, name within it and first line."""
    found: Any = defaultdict(list)
    for one in gc.get_objects():
        if type(one) is FunctionType and one.__code__.co_filename.startswith(f"{root}/"):
            found[_key(root, one.__code__)].append(one)
    return dict(found)


def _constants(root: Path, mutant: Mutant) -> list[_Swap]:
    """Other values of what a module computes when it is imported, wherever they were taken to."""
    module = sys.modules.get(_module(mutant))
    if module is None or mutant.function:
        return []
    fresh = {"__name__": module.__name__, "__file__": module.__file__}
    try:
        exec(_compiled(root, mutant), fresh)  # noqa: S102 - our own source
    except Exception:  # noqa: BLE001 - a module that cannot be imported is tried afresh
        return []
    swaps: list[_Swap] = []
    for name, value in vars(module).items():
        if isinstance(value, str | int | float | dict | tuple | frozenset | Fraction):
            if name.startswith("__") or fresh.get(name) == value:
                continue
            swaps += [
                partial(setattr, other, name, fresh[name])
                for other in list(sys.modules.values())
                if isinstance(other, ModuleType) and vars(other).get(name) is value
            ]
    return swaps


def _module(mutant: Mutant) -> str:
    return mutant.file.removesuffix(".py").replace("/", ".")


def _codes(root: Path, mutant: Mutant) -> dict[tuple[str, str, int], CodeType]:
    return {_key(root, code): code for code in _inner(_compiled(root, mutant))}


def _key(root: Path, code: CodeType) -> tuple[str, str, int]:
    file = code.co_filename.removeprefix(f"{root}/")
    return file, code.co_qualname, code.co_firstlineno


def _compiled(root: Path, mutant: Mutant) -> CodeType:
    file = root / mutant.file
    tree = changed(mutant, file.read_text(encoding="utf-8"))
    return compile(tree, str(file), "exec", dont_inherit=True)


def _inner(code: CodeType) -> Iterator[CodeType]:
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield one
            yield from _inner(one)


class _Changed(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Gives the changed code for one module and leaves the others alone."""

    def __init__(self, root: Path, mutant: Mutant) -> None:
        self._name = _module(mutant)
        self._root, self._mutant = root, mutant

    def find_spec(
        self, name: str, _path: object = None, _target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name != self._name:
            return None
        origin = str(self._root / self._mutant.file)
        return importlib.util.spec_from_loader(name, self, origin=origin)

    def get_source(self, _fullname: str) -> str:
        return (self._root / self._mutant.file).read_text(encoding="utf-8")

    def get_code(self, _fullname: str) -> CodeType:
        return _compiled(self._root, self._mutant)
