"""Which test calls which function of the project, and how long it takes: seen, not guessed.

What was seen is kept by the text of the test's file: a later run watches only what is new. A change
of the project itself forgets everything.
"""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest

from .plain import Plain
from .steady import Steady

__all__ = ["Calls", "calls_of", "keep", "kept_calls"]

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

    def of(self, file: str, lines: tuple[int, int]) -> set[str]:
        """Tests that call what stands on those lines; all of the file's for a whole module."""
        return {
            test
            for (of_file, line), tests in self.tests.items()
            if of_file == file and lines[0] <= line <= lines[1]
            for test in tests
        }

    def add(self, other: Calls) -> None:
        """Take in what another run showed."""
        self.seconds |= other.seconds
        self.failed += other.failed
        for function, tests in other.tests.items():
            self.tests[function] |= tests


def calls_of(root: Path, tests: Sequence[str], packages: Sequence[str]) -> Calls:
    """Run the tests once in this process and watch them."""
    watch = _Watch(root, tuple(packages))
    pytest.main(
        ["-q", "-p", "no:cacheprovider", "--no-header", *tests], plugins=[watch, Steady(), Plain()]
    )
    return watch.calls


def kept_calls(
    root: Path, tests: Sequence[str], packages: Sequence[str], kept: Path
) -> tuple[Calls, list[str]]:
    """What earlier runs saw that still holds, and the files of tests that must be watched.

    Args:
        root: of the project.
        tests: files and folders of tests.
        packages: folders whose functions count.
        kept: where `keep` wrote.
    """
    calls, missing = Calls(), []
    for file in _test_files(root, tests):
        place = kept / f"{_key(root, file, packages)}.json"
        if place.is_file():
            calls.add(_from_json(place.read_text(encoding="utf-8")))
        else:
            missing.append(file)
    return calls, missing


def keep(root: Path, calls: Calls, packages: Sequence[str], kept: Path) -> None:
    """Write what was seen, one file for each file of tests; what fails is not kept."""
    kept.mkdir(parents=True, exist_ok=True)
    failing = {test.partition("::")[0] for test in calls.failed}
    for file in {test.partition("::")[0] for test in calls.seconds} - failing:
        place = kept / f"{_key(root, file, packages)}.json"
        place.write_text(_to_json(calls, f"{file}::"), encoding="utf-8")


def _test_files(root: Path, tests: Sequence[str]) -> Iterator[str]:
    for test in tests:
        path = root / test
        files = sorted(path.rglob("test_*.py")) if path.is_dir() else [path]
        yield from (str(file.relative_to(root)) for file in files)


def _key(root: Path, file: str, packages: Sequence[str]) -> str:
    digest = sha256(file.encode() + (root / file).read_bytes())
    digest.update(_sources(root, packages))
    return digest.hexdigest()[:32]


_SOURCES: dict[tuple[Path, tuple[str, ...]], bytes] = {}


def _sources(root: Path, packages: Sequence[str]) -> bytes:
    key = root, tuple(packages)
    if key not in _SOURCES:
        digest = sha256()
        for file in sorted(one for name in packages for one in (root / name).rglob("*.py")):
            digest.update(str(file.relative_to(root)).encode() + file.read_bytes())
        _SOURCES[key] = digest.digest()
    return _SOURCES[key]


def _to_json(calls: Calls, prefix: str) -> str:
    seconds = {test: took for test, took in calls.seconds.items() if test.startswith(prefix)}
    called = [
        [file, line, found]
        for (file, line), tests in calls.tests.items()
        if (found := sorted(tests & seconds.keys()))
    ]
    return json.dumps({"seconds": seconds, "called": called})


def _from_json(text: str) -> Calls:
    read = json.loads(text)
    tests = {(file, line): set(found) for file, line, found in read["called"]}
    return Calls(read["seconds"], tests)


class _Watch:
    """A plugin: what is called while a test is set up and runs."""

    def __init__(self, root: Path, packages: tuple[str, ...]) -> None:
        self.calls = Calls()
        self._root = f"{root}/"
        self._within = tuple(f"{root}/{package}/" for package in packages)
        self._codes: dict[int, CodeType] = {}

    def _see(self, frame: FrameType, event: str, _argument: object) -> None:
        # A hundred million times: what the codes are is asked once for each, after the test.
        if event == "call":
            self._codes[id(frame.f_code)] = frame.f_code

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[Any]:
        self._codes.clear()
        start = time.process_time()
        sys.setprofile(self._see)
        try:
            return (yield)
        finally:
            sys.setprofile(None)
            self.calls.seconds[item.nodeid] = time.process_time() - start
            self._told(item.nodeid)

    def _told(self, test: str) -> None:
        for code in self._codes.values():
            if code.co_filename.startswith(self._within):
                file = code.co_filename.removeprefix(self._root)
                self.calls.tests[file, code.co_firstlineno].add(test)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.calls.failed.append(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.calls.failed.append(report.nodeid)
