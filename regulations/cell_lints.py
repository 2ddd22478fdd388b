"""Lints of single cells: numbers, dates, words, flags, patterns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from regulations.context import CONTEXTS
from regulations.errors import InvalidListData
from regulations.lint_tables import day_of, rows_of
from regulations.model import Breached, Effect, Level
from regulations.substances import IdType, has_right_check_digit
from regulations.tables import Problem, categories

__all__ = ["CELL_LINTS"]

_DAYS: Final = {
    "entries.csv": ("included_on", "removed_on", "managed_from", "apply_until", "sunset_on"),
    "thresholds.csv": ("from", "until"),
    "exemptions.csv": ("from", "written_end", "expires_on", "renewal_requested_on", "other_end"),
    "batches.csv": ("included_on",),
    "disputes.csv": ("other",),
}
_ORDERED: Final = {
    "entries.csv": (("included_on", "removed_on"), ("apply_until", "sunset_on")),
    "thresholds.csv": (("from", "until"),),
    "exemptions.csv": (
        ("from", "expires_on"),
        ("from", "written_end"),
        ("expires_on", "other_end"),
    ),
}
_NUMBERS: Final = {
    "members.csv": ("factor",),
    "thresholds.csv": ("value",),
    "exemptions.csv": ("upper_percent", "lower_percent"),
}
_FLAGS: Final = {
    "entries.csv": ("intentional", "members_exhaustive", "law_exemptions"),
    "exemptions.csv": ("disputed",),
}
_WORDS: Final[dict[str, dict[str, frozenset[str]]]] = {
    "entries.csv": {"effect": frozenset(Effect), "level": frozenset(Level)},
    "members.csv": {"id_type": frozenset(IdType)},
    "thresholds.csv": {"breached": frozenset(Breached), "unit": frozenset(["percent", "ppm"])},
}


def _identifier_problems(folder: Path) -> list[Problem]:
    """CAS and EC numbers whose form or check digit is wrong.

    Source:
        Check digit rules as in `substances.is_cas` and `substances.is_ec`; ELINCS numbers write
        a remainder of 10 as 1.
    """
    return [
        row.problem("id", f"“{row.text('id')}” is no {row.text('id_type').upper()} number")
        for row in rows_of(folder, "members.csv")
        if not has_right_check_digit(row.text("id_type"), row.text("id"))
    ]


def _date_problems(folder: Path) -> list[Problem]:
    """Dates that are not ISO, or that end before they begin."""
    found = []
    for name, columns in _DAYS.items():
        for row in rows_of(folder, name):
            found += [
                row.problem(column, f"“{row.text(column)}” is no ISO date")
                for column in columns
                if row.text(column) and day_of(row, column) is None
            ]
            for first, last in _ORDERED.get(name, ()):
                start, end = day_of(row, first), day_of(row, last)
                if start and end and end < start:
                    found.append(row.problem(last, f"{end} lies before {first} {start}"))
    return found


def _number_problems(folder: Path) -> list[Problem]:
    """Factors, limits and bounds that are no plain decimals, or factors outside (0, 1]."""
    found = []
    for name, columns in _NUMBERS.items():
        for row in rows_of(folder, name):
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
        for row in rows_of(folder, name)
        for column, known in columns.items()
        if row.text(column) not in known
    ]
    for name in ("thresholds.csv", "exemptions.csv"):
        for row in rows_of(folder, name):
            try:
                categories(row.words("categories"))
            except InvalidListData as error:
                found.append(row.problem("categories", error.message))
    return found


def _flag_problems(folder: Path) -> list[Problem]:
    """Flags that are neither yes nor no."""
    return [
        row.problem(column, f"“{row.text(column)}” is neither yes nor no")
        for name, columns in _FLAGS.items()
        for row in rows_of(folder, name)
        for column in columns
        if row.text(column) not in {"", "yes", "no"}
    ]


def _context_problems(folder: Path) -> list[Problem]:
    """Words of a context that no declaration can tell: their rule would never hold."""
    return [
        row.problem(column, f"“{word}” is none of: {' '.join(sorted(CONTEXTS))}")
        for row in rows_of(folder, "entries.csv")
        for column in ("context", "unless")
        for alternative in row.words(column)
        for word in alternative.split()
        if word not in CONTEXTS
    ]


def _pattern_problems(folder: Path) -> list[Problem]:
    """Words for relatives that are no regular expression, or that any name would match."""
    return [
        row.problem("pattern", f"“{row.text('pattern')}” {fault}")
        for row in rows_of(folder, "relatives.csv")
        for fault in _faults_of(row.text("pattern"))
    ]


def _faults_of(pattern: str) -> Iterator[str]:
    try:
        found = re.compile(pattern)
    except re.error as error:
        yield f"is no pattern: {error}"
        return
    if found.search(""):
        yield "matches every name"
    elif any(letter.isupper() for letter in re.sub(r"\\[A-Z]", "", pattern)):
        yield "has capitals, names are compared without"


CELL_LINTS: Final[tuple[Callable[[Path], list[Problem]], ...]] = (
    _identifier_problems,
    _date_problems,
    _number_problems,
    _word_problems,
    _flag_problems,
    _context_problems,
    _pattern_problems,
)
"""All of them, in the order of this page."""
