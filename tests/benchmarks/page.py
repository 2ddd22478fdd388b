"""`docs/performance.md` and what the terminal shows: the same tables."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from engine.planes.crew import PAYS

from .goals import Goal, goals
from .ours import Figures
from .run import Measured
from .timing import Seconds

__all__ = ["Report", "page"]

ROWS = (
    ("**Verdicts**", ""),
    ("leaf: every declared part against every entry", "leaf numba"),
    ("— in one thread", "leaf numba, one thread"),
    ("— numpy alone", "leaf numpy"),
    ("— naive recursion in Python", "leaf naive"),
    ("— DuckDB", "leaf duckdb"),
    ("leaf loop alone, exact, in one thread", "leaf loop exact"),
    ("— float64 on grams and percent", "leaf loop float64"),
    ("propagation to every part", "propagation numba"),
    ("— in one thread", "propagation numba, one thread"),
    ("— numpy alone", "propagation numpy"),
    ("— naive recursion in Python", "propagation naive"),
    ("— SQLite, recursive query per part", "propagation sqlite"),
    ("— DuckDB, joins by level", "propagation duckdb"),
    ("**Substances of every part**", ""),
    ("full rollup, exact", "rollup numba"),
    ("— in one thread", "rollup numba, one thread"),
    ("— numpy alone", "rollup numpy"),
    ("— naive recursion in Python", "rollup naive"),
    ("— SQLite, recursive query per part", "rollup sqlite"),
    ("— DuckDB, joins by level", "rollup duckdb"),
    ("— scipy.sparse, both limbs", "rollup scipy"),
    ("— scipy.sparse, one limb (rounded down)", "rollup scipy, one limb"),
    ("**Changes**", ""),
    ("list change, five rare substances", "change rare"),
    ("— SQLite, recursive query upwards", "change rare sqlite"),
    ("— of it comparing the two laws, whatever the portfolio", "change rare, laws compared"),
    ("— where they were compared before", "change rare, laws compared before"),
    ("list change, five medium ones", "change medium"),
    ("— SQLite, recursive query upwards", "change medium sqlite"),
    ("list change, five common ones", "change common"),
    ("— SQLite, recursive query upwards", "change common sqlite"),
    ("— everything judged anew", "change common, full run"),
    ("one changed declaration, median", "declaration, median"),
    ("one changed declaration, slowest seen", "declaration, slowest"),
    ("**One product on demand**", ""),
    ("all substances, warm", "product numba"),
    ("— numpy alone", "product numpy"),
    ("— SQLite, recursive query", "product sqlite"),
    ("all substances, cold, files mapped into memory", "product cold"),
    ("**Preparation**", ""),
    ("columns of the portfolio", "lay out leaves"),
    ("columns of the law (10 000 entries)", "lay out law"),
    ("columns of the rollup", "lay out holdings"),
)

MEMORY = ("verdict set", "ways back, for changes", "rollups on demand", "all rollups written")

_METHOD = """\
## Method

One process; every figure is the median of its rounds, ratios are taken within one run. `*` marks
what was scaled: the naive recursion and SQLite answer random parts for some seconds each, and
their mean stands for all parts; product sizes have a heavy tail, so that may be off by a fifth.
Verdicts and full rollups of {least:,} rows a thread or more are shared by as many threads as there
are cores, as DuckDB shares its joins; everything else uses one. The rivals are given their tables,
indexes and matrices; loading them is not counted, and they answer less (whether some entry of a
list is reached, not seven planes). **Their answers are held against ours**: bits of every part that
was asked, every substance of every product that was asked, and a checksum over all rows of the full
rollups. A run in which one differs stops without a table.

The portfolio is made by a seeded generator (`tests/benchmarks/portfolio_at_scale.py`): 60 % leaves,
ten levels, four usages per assembly, a quarter of them from a shared pool; three materials per
leaf of ten substances each, by Zipf's law over 8 000; 2 % of the leaves hold a listed substance at
exactly 0.1 % in every material. Forty lists hold 10 000 entries over 5 000 substances, per article
and per homogeneous material, some “above” and some “at or above” their limit. The arrays are
written as columns at once; assembling them from objects would cost more than what is measured.

“Moving its bytes” is what a stage must read or write once, over the bytes per second that all
cores of this machine together copied just before.
"""


@dataclass(slots=True)
class Report:
    """Everything that one run found."""

    sizes: dict[int, Measured] = field(default_factory=dict)
    heavy: float | None = None
    stored: Figures = field(default_factory=dict)
    stored_size: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0


def page(report: Report) -> str:
    """The page in Markdown."""
    blocks = (_head(report), _goals(report), _table(report), _stored(report), _method())
    return "\n".join(block for block in blocks if block)


def _head(report: Report) -> str:
    speed = max((one.per_second for one in report.sizes.values()), default=0.0)
    day = datetime.now(UTC).date().isoformat()
    return (
        "# Performance\n\n"
        f"Written by `make bench` on {day}, in {report.seconds / 60:.0f} minutes, on a machine "
        f"with {os.cpu_count()} cores and {_memory()} of memory; its cores "
        f"together copy {speed / 1e9:.0f} GB/s. Figures belong to that machine, ratios travel.\n"
    )


def _goals(report: Report) -> str:
    rows = [_goal(goal) for goal in goals(report.sizes, report.heavy)]
    if not rows:
        return ""
    head = "| | what | bar | found | |\n|---|---|---|---|---|\n"
    return "## Goals\n\n" + head + "\n".join(rows) + "\n"


def _goal(goal: Goal) -> str:
    sign = "≤" if goal.at_most else "≥"
    word = {True: "met", False: "**missed**", None: f"not measured{_because(goal.why)}"}
    found = "" if goal.found is None else f"{_short(goal.found)} {goal.unit}".strip()
    bar = f"{sign} {_short(goal.bar)} {goal.unit}".strip()
    return f"| {goal.name} | {goal.what} | {bar} | {found} | {word[goal.is_met]} |"


def _table(report: Report) -> str:
    sizes = sorted(report.sizes)
    head = "| | " + " | ".join(f"{size:,} parts" for size in sizes) + " |\n"
    rule = "|---|" + "---:|" * len(sizes) + "\n"
    rows = list(_rows([report.sizes[size] for size in sizes]))
    rows += _counts([report.sizes[size] for size in sizes])
    return "## Times\n\n" + head + rule + "\n".join(rows) + "\n"


def _rows(sizes: list[Measured]) -> Iterator[str]:
    for words, name in ROWS:
        if not name:
            yield f"| {words} |" + " |" * len(sizes)
        elif any(name in one.figures for one in sizes):
            cells = (_seconds(one.figures.get(name)) for one in sizes)
            yield f"| {words} | " + " | ".join(cells) + " |"


def _counts(sizes: list[Measured]) -> list[str]:
    rows = [f"| **Memory** |{' |' * len(sizes)}"]
    for words in MEMORY:
        cells = (f"{one.memory[words]:.0f} B/part" if words in one.memory else "" for one in sizes)
        rows.append(f"| {words} | " + " | ".join(cells) + " |")
    rows.append(f"| **Counted** |{' |' * len(sizes)}")
    for change in ("rare", "medium", "common"):
        cells = (f"{one.flipped[change]:,}" if change in one.flipped else "" for one in sizes)
        rows.append(f"| parts that the {change} change turns | " + " | ".join(cells) + " |")
    cells = (f"{one.wrong_floats:,}" for one in sizes)
    rows.append("| answers that float64 gets wrong | " + " | ".join(cells) + " |")
    cells = (str(one.ties.get("wrong lists", "")) for one in sizes)
    rows.append("| answers that we get wrong (recounted) | " + " | ".join(cells) + " |")
    return rows


def _method() -> str:
    return _METHOD.replace("{least:,}", f"{PAYS:,}")


def _stored(report: Report) -> str:
    if not report.stored:
        return ""
    size = report.stored_size
    rows = [
        f"| {name.removeprefix('store, ')} | {_seconds(seconds)} |"
        for name, seconds in report.stored.items()
    ]
    return (
        "## From the database to verdicts\n\n"
        f"{size['parts']:,} parts with {size['constituents']:,} declared constituents in SQLite, "
        "judged by the bundled binding lists.\n\n| | |\n|---|---:|\n" + "\n".join(rows) + "\n"
    )


def _seconds(one: Seconds | None) -> str:
    if one is None:
        return ""
    mark = "*" if one.is_scaled else ""
    for unit, worth in (("s", 1.0), ("ms", 1e-3)):
        if one.median >= worth:
            return f"{_short(one.median / worth)} {unit}{mark}"
    return f"{_short(one.median * 1e6)} µs{mark}"


def _short(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 or number == int(number) else f"{number:.3g}"


def _because(why: str) -> str:
    return f": {why}" if why else ""


def _memory() -> str:
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return f"{pages / 2**30:.0f} GiB"
