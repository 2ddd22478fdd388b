"""Small wrong changes, one at a time, and whether some test notices: `make mutants`.

Comparisons, arithmetic, `and`/`or`, `not`, min/max and small numbers are changed; the tests that
call the changed function run, the quickest first. A change that no test notices is listed with its
place: either a test is missing, or the change changes nothing; then `survivors.toml` says why.

`CHEMGATE_MUTANTS=n` takes a seeded sample of n; paths as arguments take only those files.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from random import Random
from typing import Final

from .calls import Calls, calls_of
from .changes import Mutant, mutants_of
from .trial import is_noticed

ROOT: Final = Path(__file__).resolve().parent.parent.parent
FILES: Final = (
    "engine",
    "regulations/quantities.py",
    "regulations/membership.py",
    "bom/usages/units.py",
)
TESTS: Final = (
    "tests/engine", "tests/regulations", "tests/cases", "tests/golden", "tests/acceptance",
    "tests/properties", "tests/bom/test_load_usages.py",
)  # fmt: skip
EFFORT: Final = {
    "CHEMGATE_ORACLE": "300", "CHEMGATE_RELATIONS": "20", "CHEMGATE_STRUCTURES": "400",
}  # fmt: skip
PACKAGES: Final = ("engine", "regulations", "bom")


def main() -> int:
    """Change, test, say; 1 when a survivor has no reason, 2 when the tests fail unchanged."""
    os.environ.update(EFFORT)
    os.chdir(ROOT)
    calls = _watched()
    if calls.failed or not calls.seconds:
        _say(f"the tests fail on the project as it is: {calls.failed[:5]}")
        return 2
    found = [one for file in _files(sys.argv[1:]) for one in mutants_of(file, _text(file))]
    many = int(os.environ.get("CHEMGATE_MUTANTS", len(found)))
    chosen = sorted(Random(0).sample(found, min(many, len(found))), key=lambda m: (m.file, m.line))
    survivors = list(_survivors(chosen, calls))
    return _report(chosen, survivors)


def _watched() -> Calls:
    """In a process that ends: later ones must import the engine anew."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("fork")) as pool:
        return pool.submit(_seen).result()


def _seen() -> Calls:
    calls = calls_of(ROOT, TESTS, PACKAGES)
    return Calls(calls.seconds, dict(calls.tests), calls.failed)


def _files(asked: Sequence[str]) -> Iterator[str]:
    for place in asked or FILES:
        path = ROOT / place
        files = sorted(path.rglob("*.py")) if path.is_dir() else [path]
        yield from (str(file.relative_to(ROOT)) for file in files)


def _text(file: str) -> str:
    return (ROOT / file).read_text(encoding="utf-8")


def _survivors(mutants: Sequence[Mutant], calls: Calls) -> Iterator[Mutant]:
    tries = partial(_is_noticed, calls=calls)
    with ProcessPoolExecutor(os.cpu_count(), multiprocessing.get_context("fork")) as pool:
        for mutant, noticed in zip(mutants, pool.map(tries, mutants), strict=True):
            if not noticed:
                reason = _reasons().get(_name(mutant), "")
                _say(f"survived: {mutant.file}:{mutant.line}: {mutant.told}  {reason}")
                yield mutant


def _is_noticed(mutant: Mutant, calls: Calls) -> bool:
    return is_noticed(ROOT, mutant, calls.quickest_first(mutant.file, mutant.lines))


def _name(mutant: Mutant) -> tuple[str, str, str]:
    return mutant.file, mutant.function, mutant.told


def _reasons() -> dict[tuple[str, str, str], str]:
    told = tomllib.loads((Path(__file__).parent / "survivors.toml").read_text(encoding="utf-8"))
    return {
        (file, one["function"], one["change"]): one["why"]
        for file, changes in told.items()
        for one in changes
    }


def _report(chosen: Sequence[Mutant], survivors: Sequence[Mutant]) -> int:
    made, alive = Counter(m.file for m in chosen), Counter(m.file for m in survivors)
    for file, number in sorted(made.items()):
        _say(f"{file}: {number - alive[file]} of {number} noticed")
    share = 100 * (1 - len(survivors) / max(len(chosen), 1))
    _say(f"{len(chosen) - len(survivors)} of {len(chosen)} noticed: {share:.1f} %")
    unexplained = [one for one in survivors if _name(one) not in _reasons()]
    _say(f"{len(survivors)} survived, {len(unexplained)} of them without a reason")
    return 1 if unexplained else 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
