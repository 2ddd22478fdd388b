"""`make bench`: every size and every rival in one run; the table, and the goals met and missed."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from .page import Report, page
from .run import Effort, heavy, measured
from .stored import stored

SIZES = (10_000, 100_000, 1_000_000)
LARGEST = 4_000_000
STORED = 100_000
PAGE = Path(__file__).resolve().parents[2] / "docs" / "performance.md"


def main() -> int:
    """Measure and print; 0 whether goals are met or not, for a table is no test."""
    asked = _arguments()
    started, report = time.perf_counter(), Report()

    def say(words: str) -> None:
        sys.stderr.write(f"[{time.perf_counter() - started:6.1f} s] {words}\n")

    for parts in [int(size) for size in asked.parts] or SIZES:
        report.sizes[parts] = measured(parts, Effort(), say)
    if not asked.parts:
        report.sizes[LARGEST] = measured(LARGEST, Effort(rounds=5, with_rivals=False), say)
    say("heavy sharing")
    report.heavy = heavy(10_000, 21)
    if not asked.parts:
        say(f"a store of {STORED} parts")
        report.stored, report.stored_size = stored(STORED)
    report.seconds = time.perf_counter() - started
    written = page(report)
    if asked.write:
        PAGE.write_text(written, encoding="utf-8")
    sys.stdout.write(written)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", help="sizes; all of them, and the store, unless given")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
