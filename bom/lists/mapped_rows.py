"""One row of a company's table, read through its column map: what it says of an entry."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bom.lists.cells import CellReader
from bom.lists.column_map import ColumnMap
from bom.lists.grid import GridRow
from regulations.context import CONTEXTS
from regulations.model import Breached, Effect, Level
from regulations.substances import IdType

__all__ = ["ENTRY_FIELDS", "LATER_FIELDS", "MappedRow", "read_mapped_row"]

ENTRY_FIELDS: Final = (
    "id",
    "name",
    "effect",
    "level",
    "included_on",
    "removed_on",
    "citation",
    "counted_as",
    "element",
    "intentional",
    "members_exhaustive",
    "criteria",
    "managed_from",
    "article57",
    "source",
    "note",
    "context",
    "unless",
    "apply_until",
    "sunset_on",
)
LATER_FIELDS: Final = frozenset(["context", "unless", "apply_until", "sunset_on"])
"""Columns that a table gets only where an entry says something under them: a list drafted before
they were known keeps its bytes and its sha256."""

_LIMIT_FIELDS: Final = ("unit", "breached", "from", "until", "categories")
_DAYS: Final = frozenset(
    [
        "included_on",
        "removed_on",
        "managed_from",
        "apply_until",
        "sunset_on",
        "from",
        "until",
    ]
)
_FREE: Final = frozenset(["name", "citation", "note", "source"])
_FLAGS: Final = frozenset(["intentional", "members_exhaustive"])
_WORDS: Final[Mapping[str, frozenset[str]]] = {
    "effect": frozenset(Effect),
    "level": frozenset(Level),
    "breached": frozenset(Breached),
    "unit": frozenset(["percent", "ppm"]),
    **dict.fromkeys(_FLAGS, frozenset(["yes", "no"])),
}
_UNITS: Final = {"%": "percent", "percent": "percent", "ppm": "ppm", "mg/kg": "ppm"}
_NUMBERS: Final = {
    "cas": IdType.CAS,
    "ec": IdType.EC,
    "sn": IdType.SN,
    "dsl": IdType.DSL,
}
_LIMIT_WITH_UNIT: Final = re.compile(r"(?P<value>[0-9.]+)\s*(?P<unit>%|ppm|percent|mg/kg)")


@dataclass(frozen=True, slots=True)
class MappedRow:
    """What one row says; empty text where it and the map say nothing.

    Attributes:
        entry: attributes of the entry that the row belongs to.
        members: (register, number) of the substances that it names.
        relatives: patterns of names that belong to the entry, as the row writes them.
        limit: `value unit breached from until categories` of a limit; None where it has none.
    """

    row: GridRow
    entry: Mapping[str, str]
    members: tuple[tuple[IdType, str], ...]
    relatives: tuple[str, ...]
    factor: str
    limit: Mapping[str, str] | None


def read_mapped_row(row: GridRow, reader: CellReader, columns: ColumnMap) -> MappedRow | None:
    """Read a row; None, with findings in the reader, when a cell of it cannot be trusted."""
    found = len(reader.findings)
    entry = {name: _said(row, name, reader, columns) for name in ENTRY_FIELDS}
    members = tuple(_members(row, reader))
    factor = reader.decimal(row, "factor") if reader.has(row, "factor") else ""
    limit = _limit(row, reader, columns)
    relatives = tuple(_relatives(row, reader))
    for column in ("context", "unless"):
        _check_context(row, column, entry[column], reader)
    if not entry["id"] and len(reader.findings) == found:
        reader.refuse("list-row.no-id", row, "id")
    if len(reader.findings) > found:
        return None
    return MappedRow(row, entry, members, relatives, factor or "", limit)


def _said(row: GridRow, column: str, reader: CellReader, columns: ColumnMap) -> str:
    """The text of a cell in our words, else its default; "" where it is refused."""
    default = columns.defaults.get(column, "")
    if not reader.has(row, column):
        return default
    if column in _DAYS:
        day = reader.day(row, column)
        return "" if day is None else day.isoformat()
    text = reader.text(row, column) if column in _FREE else reader.word(row, column)
    if text is None:
        return ""
    ours = columns.values.get(column, {}).get(text, text)
    ours = _UNITS.get(ours, ours) if column == "unit" else ours
    if column in _WORDS and ours not in _WORDS[column]:
        known = " ".join(sorted(_WORDS[column]))
        reader.refuse("list-word", row, column, word=text, words=known)
        return ""
    return ours


def _relatives(row: GridRow, reader: CellReader) -> Iterator[str]:
    if reader.has(row, "relatives"):
        told = reader.text(row, "relatives") or ""
        yield from (pattern for one in told.split(";") if (pattern := one.strip()))


def _check_context(row: GridRow, column: str, told: str, reader: CellReader) -> None:
    """Refuse a word that no declaration can tell: its entry would never hold, or always."""
    for word in told.replace(";", " ").split():
        if word not in CONTEXTS:
            known = " ".join(sorted(CONTEXTS))
            reader.refuse("list-word", row, column, word=word, words=known)


def _members(row: GridRow, reader: CellReader) -> Iterator[tuple[IdType, str]]:
    for column, register in _NUMBERS.items():
        if reader.has(row, column):
            yield from ((register, one) for one in reader.numbers(row, column, register) or ())
    if reader.has(row, "group") and (word := reader.word(row, "group")):
        yield IdType.GROUP, word


def _limit(row: GridRow, reader: CellReader, columns: ColumnMap) -> dict[str, str] | None:
    said = {name: _said(row, name, reader, columns) for name in _LIMIT_FIELDS}
    value = _value(row, reader, columns, said)
    if value is None:
        return None
    if not said["unit"]:
        reader.refuse("list-limit.unit", row, "unit")
    return {"value": value, **said}


def _value(
    row: GridRow, reader: CellReader, columns: ColumnMap, said: dict[str, str]
) -> str | None:
    """The limit of a row; takes the unit from its text where that holds both, such as ``0.1 %``."""
    default = columns.defaults.get("limit")
    if not reader.has(row, "limit"):
        return default
    text = row.cells[reader.columns["limit"]]
    both = _LIMIT_WITH_UNIT.fullmatch(text.strip()) if isinstance(text, str) else None
    if both is None:
        return reader.share(row, "limit", said["unit"])
    unit = _UNITS[both["unit"]]
    if reader.has(row, "unit") and unit != said["unit"]:
        reader.refuse("list-limit.two-units", row, "limit", limit=str(text), unit=said["unit"])
    said["unit"] = unit
    return both["value"]
