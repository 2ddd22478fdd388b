"""Small wrong changes, one at a time, and whether some test notices: `make mutants`.

Comparisons, arithmetic, `and`/`or`, `not`, min/max and small numbers are changed; the tests that
call the changed function run, first those that noticed other changes of the file, then the
quickest. A change that no test notices is listed with its place: either a test is missing, or the
change changes nothing; then `survivors.toml` says why. `build/mutants` keeps which test calls what,
and the log of the last run: what became of each change, and by which test.

    python -m tests.mutants [--sample N] [--seconds S] [--unargued] [FILE | FOLDER | FILE:LINE …]
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from random import Random
from typing import Final

import pytest

from .calls import Calls, calls_of, keep, kept_calls
from .changes import Mutant, mutants_of
from .plain import Plain
from .report import Tried, name_of, reasons, report
from .steady import Steady
from .trial import Seen, Session, Test, afresh

ROOT: Final = Path(__file__).resolve().parent.parent.parent
KEPT: Final = ROOT / "build" / "mutants"
LOG: Final = KEPT / "tried.txt"
FILES: Final = (
    "engine",
    "regulations/denominator.py",
    "regulations/quantities.py",
    "regulations/quotient.py",
    "regulations/membership.py",
    "bom/usages/units.py",
)
UNTRIED: Final = ROOT / "engine" / "ahead.py"
"""Tells the processor what comes next, and no loop an answer."""
TESTS: Final = (
    "tests/engine", "tests/regulations", "tests/cases", "tests/golden", "tests/acceptance",
    "tests/properties", "tests/bom/test_load_usages.py", "tests/bom/test_units.py",
)  # fmt: skip
UNWATCHED: Final = (
    "tests/regulations/test_loader.py::test_the_whole_catalog_loads_in_a_blink",
)  # fmt: skip
"""Whoever watches every call is too slow for a test of time."""
EFFORT: Final = {
    "CHEMGATE_ORACLE": "300", "CHEMGATE_RELATIONS": "20", "CHEMGATE_STRUCTURES": "400",
}  # fmt: skip
PACKAGES: Final = ("engine", "regulations", "bom")
_FORK: Final = multiprocessing.get_context("fork")


def main() -> int:
    """Change, test, say; 1 when a survivor has no reason, 2 when the tests fail unchanged."""
    asked = _asked()
    os.environ.update(EFFORT)
    os.chdir(ROOT)
    calls = _watched()
    if calls.failed or not calls.seconds:
        _say(f"the tests fail on the project as it is: {calls.failed[:5]}")
        return 2
    quickest = min(calls.seconds.items(), key=lambda one: one[1])
    if afresh(ROOT, None, [quickest])[0] is not Seen.SURVIVED:
        _say(f"a test fails by itself in a process of its own: {quickest[0]}")
        return 2
    LOG.write_text("", encoding="utf-8")
    chosen = list(_chosen(asked.places, asked.sample, is_all=not asked.unargued))
    tried = list(_tried(chosen, _Order(calls, asked.seconds)))
    return report(tried, sampled=asked.sample is not None, say=_say)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants")
    parser.add_argument("places", nargs="*", help="files, folders or FILE:LINE; all without")
    parser.add_argument("--sample", type=int, help="so many of them, always the same ones")
    parser.add_argument(
        "--seconds", type=float, default=60, help="of tests for each change; 60 by default"
    )
    parser.add_argument(
        "--unargued", action="store_true", help="only those that survivors.toml has no reason for"
    )
    return parser.parse_args()


def _watched() -> Calls:
    calls, missing = kept_calls(ROOT, TESTS, PACKAGES, KEPT)
    if missing:
        # In a process that ends: later ones must import the engine anew.
        with ProcessPoolExecutor(1, _FORK) as pool:
            calls.add(pool.submit(_seen, missing).result())
    return calls


def _seen(tests: Sequence[str]) -> Calls:
    calls = calls_of(ROOT, [*tests, *(f"--deselect={one}" for one in UNWATCHED)], PACKAGES)
    keep(ROOT, calls, PACKAGES, KEPT)
    return Calls(calls.seconds, dict(calls.tests), calls.failed)


def _chosen(places: Sequence[str], sample: int | None, *, is_all: bool) -> Iterator[Mutant]:
    found = [one for place in places or FILES for one in _mutants(place)]
    found = [one for one in found if is_all or name_of(one) not in reasons()]
    if sample is not None:
        found = Random(0).sample(found, min(sample, len(found)))
        found.sort(key=lambda one: (one.file, one.line))
    yield from found


def _mutants(place: str) -> Iterator[Mutant]:
    name, _, line = place.partition(":")
    path = ROOT / name
    for file in sorted({*(path.rglob("*.py") if path.is_dir() else [path])} - {UNTRIED}):
        for one in mutants_of(str(file.relative_to(ROOT)), file.read_text(encoding="utf-8")):
            if not line or one.line == int(line):
                yield one


class _Order:
    """Which tests try a change, and in which order."""

    def __init__(self, calls: Calls, most: float) -> None:
        self._calls, self._most = calls, most
        self._noticed: Counter[tuple[str, str]] = Counter()

    def noticed(self, mutant: Mutant, test: str) -> None:
        """Remember; "" where no test was told."""
        if test:
            self._noticed[mutant.file, test] += 1

    def tests(self, mutant: Mutant) -> list[Test]:
        """First those that noticed others, then the quickest, then the longest that fit the time.

        Half of the time is for quick ones; a test that takes long looks at many cases.
        """
        seconds = self._calls.seconds
        near = self._calls.of(mutant.file, mutant.lines)
        # What dataclasses make of a module is called from nowhere that the watch could name.
        every = near if mutant.lines[0] else {*seconds}
        found = sorted(
            every,
            key=lambda test: (
                -self._noticed[mutant.file, test], test not in near, seconds[test], test,
            ),
        )  # fmt: skip
        quick = self._fitting(found, self._most / 2)
        left = self._most - sum(seconds for _, seconds in quick)
        rest = sorted({*found} - {test for test, _ in quick}, key=lambda test: -seconds[test])
        return [*quick, *self._fitting(rest, left)]

    def _fitting(self, tests: Iterable[str], most: float) -> list[Test]:
        kept: list[Test] = []
        for test in tests:
            seconds = self._calls.seconds[test]
            if seconds <= most:
                kept.append((test, seconds))
                most -= seconds
        return kept


def _tried(mutants: Sequence[Mutant], order: _Order) -> Iterator[Tried]:
    """Those that can be exchanged in place first; the others need a process each."""
    slow: list[Mutant] = []
    for mutant, became, test in _in_session(mutants, order):
        order.noticed(mutant, test)
        if became is Seen.AFRESH:
            slow.append(mutant)
        else:
            yield _told(mutant, became, test)
    for mutant in slow:
        yield _told(mutant, *_afresh(mutant, order))


def _afresh(mutant: Mutant, order: _Order) -> tuple[Seen, str]:
    """Tests of one file before all others: reading the files of all costs more than running."""
    tests = order.tests(mutant)
    first = tests[0][0].partition("::")[0] if tests else ""
    near = [one for one in tests if one[0].startswith(f"{first}::")]
    far = [one for one in tests if one not in near]
    for some in (near, far):
        became, test = afresh(ROOT, mutant, some)
        order.noticed(mutant, test)
        if became is not Seen.SURVIVED:
            return became, test
    return Seen.SURVIVED, ""


def _told(mutant: Mutant, became: Seen, test: str) -> Tried:
    with LOG.open("a", encoding="utf-8") as log:
        log.write(f"{became.value} {mutant.file}:{mutant.line}: {mutant.told}  {test}\n")
    tried = Tried(mutant, became, reasons().get(name_of(mutant), ""))
    if tried.is_alive:
        _say(f"survived: {mutant.file}:{mutant.line}: {mutant.told}  {tried.why}")
    return tried


def _in_session(mutants: Sequence[Mutant], order: _Order) -> Iterator[tuple[Mutant, Seen, str]]:
    reading, writing = _FORK.Pipe(duplex=False)

    def told(mutant: Mutant, seen: Seen, test: str) -> None:
        order.noticed(mutant, test)
        writing.send((mutant, seen, test))

    def run() -> None:
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        session = Session(ROOT, mutants, order.tests, told)
        pytest.main(
            ["-q", "-p", "no:cacheprovider", "--tb=no", *TESTS],
            plugins=[session, Steady(), Plain()],
        )

    process = _FORK.Process(target=run)
    process.start()
    writing.close()
    for _ in mutants:
        yield reading.recv()
    process.join()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
