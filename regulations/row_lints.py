"""Lints of rows against other rows: limits that overlap, members of nothing, things twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import accumulate, combinations
from pathlib import Path
from typing import Final

from regulations.errors import InvalidListData
from regulations.header import read_header
from regulations.lint_tables import TABLES, day_of, rows_of
from regulations.model import Effect
from regulations.tables import CATEGORIES, Problem, Row, categories

__all__ = ["ROW_LINTS"]


def _overlap_problems(folder: Path) -> list[Problem]:
    """Limits of one entry and one category that start on the same day or run into each other.

    A limit without `until` is succeeded by the next one; two that state the same start, or one
    that starts before a stated `until`, leave open which of them counts.
    """
    grouped: dict[str, list[Row]] = {}
    for row in rows_of(folder, "thresholds.csv"):
        grouped.setdefault(row.text("entry"), []).append(row)
    return [
        later.problem("from", f"overlaps row {earlier.number} of {entry}")
        for entry, rows in grouped.items()
        for earlier, later in combinations(sorted(rows, key=lambda row: row.text("from")), 2)
        if _held(earlier) & _held(later) and _overlap(earlier, later)
    ]


def _empty_group_problems(folder: Path) -> list[Problem]:
    """Entries that count nothing; a law of which no member is known can only be reviewed."""
    filled = {row.text("entry") for row in rows_of(folder, "members.csv")}
    return [
        row.problem("id", f"{row.text('id')} has no member")
        for row in rows_of(folder, "entries.csv")
        if row.text("id") not in filled
        and not row.words("members_of")
        and row.text("effect") != Effect.REVIEW
    ]


def _foreign_row_problems(folder: Path) -> list[Problem]:
    """Members and limits of an entry that the list does not have."""
    known = {row.text("id") for row in rows_of(folder, "entries.csv")}
    return [
        row.problem("entry", f"“{row.text('entry')}” is no entry of this list")
        for name in ("members.csv", "thresholds.csv", "relatives.csv", "disputes.csv")
        for row in rows_of(folder, name)
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
        for row in rows_of(folder, name):
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
        for name in TABLES
        if name != "batches.csv"
        for row in rows_of(folder, name)
        if row.text("source") not in sources
    ]


def _successor_problems(folder: Path) -> list[Problem]:
    """Exemptions succeeded by one that the list does not have, or by themselves."""
    rows = rows_of(folder, "exemptions.csv")
    known = {row.text("id") for row in rows}
    return [
        row.problem("succeeded_by", f"“{name}” is no other exemption of this list")
        for row in rows
        for name in row.words("succeeded_by")
        if name not in known or name == row.text("id")
    ]


def _dispute_problems(folder: Path) -> list[Problem]:
    """Disputed dates of which the entry does not state the earlier."""
    stated = {row.text("id"): row for row in rows_of(folder, "entries.csv")}
    found = []
    for row in rows_of(folder, "disputes.csv"):
        entry, other = stated.get(row.text("entry")), day_of(row, "other")
        own = None if entry is None else day_of(entry, row.text("column"))
        if entry is not None and other and (own is None or own >= other):
            found.append(
                row.problem("other", f"{other} is not after {own}, which the entry states")
            )
    return found


def _unexplained_problems(folder: Path) -> list[Problem]:
    """Disputed dates and laws for review whose note does not say what is open."""
    return [
        row.problem("note", "must say what is open: the other date, what the data lack")
        for name in ("entries.csv", "exemptions.csv")
        for row in rows_of(folder, name)
        if not row.text("note")
        and (row.text("disputed") == "yes" or row.text("effect") == Effect.REVIEW)
    ]


def _size_problems(folder: Path) -> list[Problem]:
    """Entries per inclusion date that differ from `batches.csv`, where a list has one.

    Source:
        ECHA announces the size of the Candidate List with every batch. `entries` and `cumulative`
        are today's list; `announced` is larger until 2011, because two fibre entries of 2010
        were merged with those of 2011-12-19 later.
    """
    batches = rows_of(folder, "batches.csv")
    counted = Counter(row.text("included_on") for row in rows_of(folder, "entries.csv"))
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
            for row in rows_of(folder, "entries.csv")
            if row.text("included_on") not in days
        ]
    return found


ROW_LINTS: Final[tuple[Callable[[Path], list[Problem]], ...]] = (
    _overlap_problems,
    _empty_group_problems,
    _foreign_row_problems,
    _duplicate_problems,
    _source_problems,
    _successor_problems,
    _dispute_problems,
    _unexplained_problems,
    _size_problems,
)
"""All of them, in the order of this page."""


def _held(row: Row) -> frozenset[str]:
    try:
        return categories(row.words("categories")) or CATEGORIES
    except InvalidListData:
        return frozenset()


def _overlap(earlier: Row, later: Row) -> bool:
    start, end = day_of(later, "from"), day_of(earlier, "until")
    return start == day_of(earlier, "from") or bool(start and end and start < end)
