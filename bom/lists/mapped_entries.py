"""Rows of a company's table become entries; what no list may hold is refused with its row.

Source:
    Acceptance RL-3: duplicate CAS, bad check digit, overlapping dates, missing citation, empty
    group. Check digits are read in `cells`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from bom.lists.cells import CellReader
from bom.lists.mapped_rows import ENTRY_FIELDS, MappedRow
from regulations.errors import InvalidListData
from regulations.substances import IdType
from regulations.tables import CATEGORIES, categories

__all__ = ["Limit", "MappedEntry", "gather", "lint", "named_members"]

Limit = tuple[MappedRow, Mapping[str, str]]
"""A limit and the row that says it."""


@dataclass(slots=True)
class MappedEntry:
    """An entry and the rows that speak of it."""

    first: MappedRow
    said: dict[str, str]
    members: dict[tuple[IdType, str], MappedRow] = field(default_factory=dict)
    limits: list[Limit] = field(default_factory=list)
    relatives: dict[str, MappedRow] = field(default_factory=dict)


def gather(rows: Iterable[MappedRow], reader: CellReader) -> list[MappedEntry]:
    """Entries in the order of their first rows; rows with one id must not contradict each other."""
    entries: dict[str, MappedEntry] = {}
    for one in rows:
        entry = entries.setdefault(one.entry["id"], MappedEntry(one, dict(one.entry)))
        _take(entry, one, reader)
    return list(entries.values())


def _take(entry: MappedEntry, one: MappedRow, reader: CellReader) -> None:
    for name in ENTRY_FIELDS:
        said, again = entry.said[name], one.entry[name]
        if again and said and again != said and name in reader.columns and name != "name":
            first = str(entry.first.row.number)
            reader.refuse("list-row.contradiction", one.row, name, first=first, said=said)
        entry.said[name] = said or again
    entry.relatives = {**dict.fromkeys(one.relatives, one), **entry.relatives}
    is_step = one.limit is not None and one.limit not in [limit for _, limit in entry.limits]
    for member in one.members:
        known = entry.members.setdefault(member, one)
        # A further limit of the same substance repeats its number; the same row twice does not.
        if known is not one and not is_step:
            _refuse_twice(reader, one, member, known)
    if is_step and one.limit is not None:
        entry.limits.append((one, one.limit))


def lint(entries: Sequence[MappedEntry], reader: CellReader, *, given: frozenset[str]) -> None:
    """Refuse, each with its row, what no list may hold.

    Args:
        entries: all of the table.
        reader: takes the findings.
        given: columns that the base's head gives to every row.
    """
    for entry in entries:
        row = entry.first.row
        if not entry.members:
            reader.refuse("list-entry.empty", row, "id", entry=entry.said["id"])
        for name in ("name", "effect", "level", "included_on", "citation", "source"):
            if not entry.said[name] and name not in given:
                key = "list-row.no-citation" if name == "citation" else "list-row.missing"
                reader.refuse(key, row, name, column=name)
        if not entry.limits and "threshold" not in given:
            reader.refuse("list-limit.none", row, "limit", entry=entry.said["id"])
        _lint_limits(entry, reader)
    _lint_numbers(entries, reader)


def _lint_limits(entry: MappedEntry, reader: CellReader) -> None:
    for (first, one), (second, other) in combinations(_by_start(entry), 2):
        if _held(one, reader, first) & _held(other, reader, second) and _overlap(entry, one, other):
            told = str(first.row.number)
            reader.refuse("list-limit.overlap", second.row, "from", first=told)


def _by_start(entry: MappedEntry) -> list[Limit]:
    return sorted(entry.limits, key=lambda limit: _start(entry, limit[1]))


def _start(entry: MappedEntry, limit: Mapping[str, str]) -> str:
    return limit["from"] or entry.said["included_on"]


def _overlap(entry: MappedEntry, earlier: Mapping[str, str], later: Mapping[str, str]) -> bool:
    start, until = _start(entry, later), earlier["until"]
    return start == _start(entry, earlier) or bool(until and start < until)


def _held(limit: Mapping[str, str], reader: CellReader, one: MappedRow) -> frozenset[str]:
    try:
        return categories(tuple(limit["categories"].replace(";", " ").split())) or CATEGORIES
    except InvalidListData as wrong:
        reader.refuse("list-word.category", one.row, "categories", detail=wrong.message)
        return frozenset()


def _lint_numbers(entries: Sequence[MappedEntry], reader: CellReader) -> None:
    """A substance of two entries is counted twice, unless they count different things in it."""
    seen: dict[tuple[IdType, str], MappedRow] = {}
    for entry in entries:
        if entry.said["element"]:
            continue
        for member, one in entry.members.items():
            known = seen.setdefault(member, one)
            if known is not one:
                _refuse_twice(reader, one, member, known)


def _refuse_twice(
    reader: CellReader, one: MappedRow, member: tuple[IdType, str], known: MappedRow
) -> None:
    register, number = member
    column = str(register) if register is not IdType.GROUP else "group"
    first = str(known.row.number)
    reader.refuse("list-number.twice", one.row, column, number=number, first=first)


def named_members(entry: MappedEntry) -> Iterator[tuple[IdType, str, str, MappedRow]]:
    """Register, number, name and row of each member."""
    for (register, number), one in entry.members.items():
        yield register, number, one.entry["name"] or entry.said["name"], one
