"""Lints of list data: each is one function from a folder to the problems it finds there.

The loader refuses a list at its first fault; `check` names all of them, so that a regulatory
team mends a file in one go. A lint skips what another lint complains about.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from itertools import accumulate, combinations
from pathlib import Path
from typing import Final

from regulations.entries import ENTRY_COLUMNS, MEMBER_COLUMNS, THRESHOLD_COLUMNS
from regulations.errors import InvalidListData
from regulations.exemptions import EXEMPTION_COLUMNS
from regulations.header import read_header
from regulations.model import Breached, Effect, Level
from regulations.substances import IdType, has_right_check_digit
from regulations.tables import CATEGORIES, Problem, Row, categories, read_table

__all__ = ["check"]

_TABLES: Final = {
    "entries.csv": ENTRY_COLUMNS,
    "members.csv": MEMBER_COLUMNS,
    "thresholds.csv": THRESHOLD_COLUMNS,
    "exemptions.csv": EXEMPTION_COLUMNS,
    "batches.csv": "included_on entries cumulative announced",
}
_DAYS: Final = {
    "entries.csv": ("included_on", "removed_on", "managed_from"),
    "thresholds.csv": ("from", "until"),
    "exemptions.csv": ("from", "written_end", "expires_on", "renewal_requested_on"),
    "batches.csv": ("included_on",),
}
_ORDERED: Final = {
    "entries.csv": (("included_on", "removed_on"),),
    "thresholds.csv": (("from", "until"),),
    "exemptions.csv": (("from", "expires_on"), ("from", "written_end")),
}
_NUMBERS: Final = {
    "members.csv": ("factor",),
    "thresholds.csv": ("value",),
    "exemptions.csv": ("upper_percent", "lower_percent"),
}
_WORDS: Final[dict[str, dict[str, frozenset[str]]]] = {
    "entries.csv": {"effect": frozenset(Effect), "level": frozenset(Level)},
    "members.csv": {"id_type": frozenset(IdType)},
    "thresholds.csv": {"breached": frozenset(Breached), "unit": frozenset(["percent", "ppm"])},
}


def check(folder: Path) -> tuple[Problem, ...]:
    """Every problem that the lints find in a list's folder, in order of file and row."""
    try:
        read_header(folder)
        for name in _TABLES:
            _rows(folder, name)
    except InvalidListData as error:
        return (Problem(folder.name, 0, "", error.message),)
    found = [problem for lint in _LINTS for problem in lint(folder)]
    return tuple(sorted(found, key=lambda problem: (problem.file, problem.row, problem.column)))


def _identifier_problems(folder: Path) -> list[Problem]:
    """CAS and EC numbers whose form or check digit is wrong.

    Source:
        Check digit rules as in `substances.is_cas` and `substances.is_ec`; ELINCS numbers write
        a remainder of 10 as 1.
    """
    return [
        row.problem("id", f"“{row.text('id')}” is no {row.text('id_type').upper()} number")
        for row in _rows(folder, "members.csv")
        if not has_right_check_digit(row.text("id_type"), row.text("id"))
    ]


def _date_problems(folder: Path) -> list[Problem]:
    """Dates that are not ISO, or that end before they begin."""
    found = []
    for name, columns in _DAYS.items():
        for row in _rows(folder, name):
            found += [
                row.problem(column, f"“{row.text(column)}” is no ISO date")
                for column in columns
                if row.text(column) and _day(row, column) is None
            ]
            for first, last in _ORDERED.get(name, ()):
                start, end = _day(row, first), _day(row, last)
                if start and end and end < start:
                    found.append(row.problem(last, f"{end} lies before {first} {start}"))
    return found


def _overlap_problems(folder: Path) -> list[Problem]:
    """Limits of one entry and one category that start on the same day or run into each other.

    A limit without `until` is succeeded by the next one; two that state the same start, or one
    that starts before a stated `until`, leave open which of them counts.
    """
    grouped: dict[str, list[Row]] = {}
    for row in _rows(folder, "thresholds.csv"):
        grouped.setdefault(row.text("entry"), []).append(row)
    return [
        later.problem("from", f"overlaps row {earlier.number} of {entry}")
        for entry, rows in grouped.items()
        for earlier, later in combinations(sorted(rows, key=lambda row: row.text("from")), 2)
        if _held(earlier) & _held(later) and _overlap(earlier, later)
    ]


def _empty_group_problems(folder: Path) -> list[Problem]:
    """Entries that count nothing."""
    filled = {row.text("entry") for row in _rows(folder, "members.csv")}
    return [
        row.problem("id", f"{row.text('id')} has no member")
        for row in _rows(folder, "entries.csv")
        if row.text("id") not in filled and not row.words("members_of")
    ]


def _foreign_row_problems(folder: Path) -> list[Problem]:
    """Members and limits of an entry that the list does not have."""
    known = {row.text("id") for row in _rows(folder, "entries.csv")}
    return [
        row.problem("entry", f"“{row.text('entry')}” is no entry of this list")
        for name in ("members.csv", "thresholds.csv")
        for row in _rows(folder, name)
        if row.text("entry") not in known
    ]


def _duplicate_problems(folder: Path) -> list[Problem]:
    """Entries, members of an entry, and exemptions of one start and category, that stand twice."""
    found = []
    keys: dict[str, tuple[str, ...]] = {
        "entries.csv": ("id",),
        "members.csv": ("entry", "id_type", "id"),
        "exemptions.csv": ("id", "from", "categories"),
    }
    for name, columns in keys.items():
        seen: dict[tuple[str, ...], int] = {}
        for row in _rows(folder, name):
            key = tuple(row.text(column) for column in columns)
            first = seen.setdefault(key, row.number)
            if first != row.number:
                found.append(row.problem("id", f"{' '.join(key)} stands in row {first} already"))
    return found


def _source_problems(folder: Path) -> list[Problem]:
    """Rows without a source, or with one that `list.toml` does not describe."""
    sources = read_header(folder).sources
    return [
        row.problem("source", f"“{row.text('source')}” is no source of {folder.name}/list.toml")
        for name in _TABLES
        if name != "batches.csv"
        for row in _rows(folder, name)
        if row.text("source") not in sources
    ]


def _number_problems(folder: Path) -> list[Problem]:
    """Factors, limits and bounds that are no plain decimals, or factors outside (0, 1]."""
    found = []
    for name, columns in _NUMBERS.items():
        for row in _rows(folder, name):
            for column in columns:
                try:
                    value = row.number_of(column)
                except InvalidListData:
                    found.append(row.problem(column, f"“{row.text(column)}” is no plain decimal"))
                    continue
                if column == "factor" and value is not None and not 0 < value <= 1:
                    found.append(row.problem(column, "must lie above 0 and not above 1"))
    return found


def _word_problems(folder: Path) -> list[Problem]:
    """Effects, levels, id types, units and EEE categories outside their vocabulary."""
    found = [
        row.problem(column, f"“{row.text(column)}” is none of: {' '.join(sorted(known))}")
        for name, columns in _WORDS.items()
        for row in _rows(folder, name)
        for column, known in columns.items()
        if row.text(column) not in known
    ]
    for name in ("thresholds.csv", "exemptions.csv"):
        for row in _rows(folder, name):
            try:
                categories(row.words("categories"))
            except InvalidListData as error:
                found.append(row.problem("categories", error.message))
    return found


def _size_problems(folder: Path) -> list[Problem]:
    """Entries per inclusion date that differ from `batches.csv`, where a list has one.

    Source:
        ECHA announces the size of the Candidate List with every batch. `entries` and `cumulative`
        are today's list; `announced` is larger until 2011, because two fibre entries of 2010
        were merged with those of 2011-12-19 later.
    """
    batches = _rows(folder, "batches.csv")
    counted = Counter(row.text("included_on") for row in _rows(folder, "entries.csv"))
    sums = accumulate(counted[row.text("included_on")] for row in batches)
    found = []
    for row, total in zip(batches, sums, strict=True):
        size = counted[row.text("included_on")]
        if row.text("entries") != str(size):
            found.append(row.problem("entries", f"the list has {size} entries of that day"))
        elif row.text("cumulative") != str(total):
            found.append(row.problem("cumulative", f"the list has {total} entries by then"))
    if batches:
        days = {row.text("included_on") for row in batches}
        found += [
            row.problem("included_on", f"{row.text('included_on')} is no announced batch")
            for row in _rows(folder, "entries.csv")
            if row.text("included_on") not in days
        ]
    return found


_LINTS: Final[tuple[Callable[[Path], list[Problem]], ...]] = (
    _identifier_problems,
    _date_problems,
    _overlap_problems,
    _empty_group_problems,
    _foreign_row_problems,
    _duplicate_problems,
    _source_problems,
    _number_problems,
    _word_problems,
    _size_problems,
)
"""All of them, in the order of this page."""


def _rows(folder: Path, name: str) -> tuple[Row, ...]:
    defaults = read_header(folder).defaults
    return read_table(folder / name, columns=_TABLES[name], defaults=defaults)


def _day(row: Row, column: str) -> date | None:
    try:
        return row.day(column)
    except InvalidListData:
        return None


def _held(row: Row) -> frozenset[str]:
    try:
        return categories(row.words("categories")) or CATEGORIES
    except InvalidListData:
        return frozenset()


def _overlap(earlier: Row, later: Row) -> bool:
    start, end = _day(later, "from"), _day(earlier, "until")
    return start == _day(earlier, "from") or bool(start and end and start < end)
