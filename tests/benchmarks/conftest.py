"""Ratios under the table of times: absolute figures belong to the machine they were taken on."""

from __future__ import annotations

from typing import Any


def pytest_terminal_summary(terminalreporter: Any, config: Any) -> None:
    session = getattr(config, "_benchmarksession", None)
    for benchmark in session.benchmarks if session else ():
        found = benchmark.extra_info
        if "times_faster_per_part" in found:
            terminalreporter.write_line(
                f"per part: {found['times_faster_per_part']} times faster than a recursive SQL "
                f"query, which takes {found['sql_ms_per_part']} ms per part"
            )
