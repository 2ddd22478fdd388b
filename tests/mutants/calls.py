"""Which test calls which function of the project, and how long it takes: seen, not guessed."""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

__all__ = ["Calls", "calls_of"]

Function = tuple[str, int]
"""File from the root of the project, and the line on which the function begins."""


@dataclass(slots=True)
class Calls:
    """What a run of the tests showed.

    Attributes:
        seconds: by test.
        tests: by function, the tests that call it.
        failed: tests that fail on the project as it is.
    """

    seconds: dict[str, float] = field(default_factory=dict)
    tests: dict[Function, set[str]] = field(default_factory=lambda: defaultdict(set))
    failed: list[str] = field(default_factory=list)

    def quickest_first(self, file: str, lines: tuple[int, int]) -> list[str]:
        """Tests that call what stands on those lines; all of the file's for a whole module."""
        found = {
            test
            for (of_file, line), tests in self.tests.items()
            if of_file == file and lines[0] <= line <= lines[1]
            for test in tests
        }
        return sorted(found, key=lambda test: (self.seconds[test], test))


def calls_of(root: Path, tests: Sequence[str], packages: Sequence[str]) -> Calls:
    """Run the tests once in this process and watch them."""
    watch = _Watch(root, tuple(packages))
    pytest.main(["-q", "-p", "no:cacheprovider", "--no-header", *tests], plugins=[watch])
    return watch.calls


class _Watch:
    """A plugin: what is called while a test is set up and runs."""

    def __init__(self, root: Path, packages: tuple[str, ...]) -> None:
        self.calls = Calls()
        self._root = f"{root}/"
        self._within = tuple(f"{root}/{package}/" for package in packages)
        self._test = ""

    def _see(self, frame: FrameType, event: str, _argument: object) -> None:
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(self._within):
            file = code.co_filename.removeprefix(self._root)
            self.calls.tests[file, code.co_firstlineno].add(self._test)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[Any]:
        self._test, start = item.nodeid, time.perf_counter()
        sys.setprofile(self._see)
        try:
            return (yield)
        finally:
            sys.setprofile(None)
            self.calls.seconds[item.nodeid] = time.perf_counter() - start

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.calls.failed.append(report.nodeid)
