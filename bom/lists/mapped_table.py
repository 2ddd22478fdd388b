"""A company's table becomes an edition of its list: XLSX, CSV or JSON rows with a column map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bom.findings import RowFinding, found_in_row
from bom.lists.cells import CellReader
from bom.lists.column_map import ColumnMap
from bom.lists.edition import Edition
from bom.lists.errors import UnreadableList
from bom.lists.grid import Grid, GridRow
from bom.lists.list_tables import (
    ENTRIES,
    MEMBERS,
    RELATIVES,
    THRESHOLDS,
    ListTable,
    table_of,
)
from bom.lists.list_toml import source_table, toml_text
from bom.lists.mapped_entries import MappedEntry, gather, lint, named_members
from bom.lists.mapped_rows import ENTRY_FIELDS, LATER_FIELDS, read_mapped_row
from regulations.header import FILE

__all__ = ["ReadTables", "read_mapped_table"]

_MEMBER_COLUMNS: Final = ("entry", "id_type", "id", "name", "factor", "source")
_RELATIVE_COLUMNS: Final = ("entry", "pattern", "source")
_LIMIT_COLUMNS: Final = (
    "entry", "value", "unit", "breached", "from", "until", "categories", "source",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReadTables:
    """What a file says as an edition.

    Attributes:
        edition: None when a row cannot be trusted.
        tables: those made from the file, by name; their origins lead a complaint to its row.
        rows_read: rows of the file that hold something, without its head.
        entries: how many entries the file has; None where the edition is the file.
    """

    edition: Edition | None
    tables: Mapping[str, ListTable]
    findings: tuple[RowFinding, ...]
    rows_read: int
    entries: int | None


def read_mapped_table(grid: Grid, columns: ColumnMap, base: Edition | None) -> ReadTables:
    """Read a table whose rows are entries, their members and their limits.

    The table is the whole list: an entry of the base that it does not hold is no longer in it.

    Args:
        grid: the cells.
        columns: which column is which.
        base: edition that it follows; its other files and its head stay, unless the map has one.

    Raises:
        UnreadableList: a mapped column is not in the table, or neither map nor base has a head.
    """
    reader, body = _opened(grid, columns)
    rows = [row for row in body if not row.is_empty]
    said = [one for row in rows if (one := read_mapped_row(row, reader, columns)) is not None]
    entries = gather(said, reader)
    lint(entries, reader, given=_given(base, columns))
    tables = _tables(entries)
    reader.findings += _dropped(grid, entries, base)
    is_refused = any(finding.severity == "error" for finding in reader.findings)
    edition = None if is_refused else _edition(tables, columns, base)
    return ReadTables(edition, tables, tuple(reader.findings), len(rows), len(entries))


def _opened(grid: Grid, columns: ColumnMap) -> tuple[CellReader, Sequence[GridRow]]:
    head = next((row for row in grid.rows if row.number >= columns.header_row), None)
    if head is None:
        raise UnreadableList("unreadable-list.header-row", file=grid.file, row=columns.header_row)
    titles = [cell.strip() if isinstance(cell, str) else "" for cell in head.cells]
    wanted = set(columns.columns.values())
    missing = sorted(wanted - set(titles))
    if missing:
        told = ", ".join(missing)
        raise UnreadableList("unreadable-list.column-missing", file=grid.file, columns=told)
    for title in sorted(wanted):
        if titles.count(title) > 1:
            raise UnreadableList("unreadable-list.column-twice", file=grid.file, column=title)
    places = {ours: titles.index(title) for ours, title in columns.columns.items()}
    body = [row for row in grid.rows if row.number > head.number]
    reader = CellReader(grid.file, places, columns.columns)
    reader.findings += [
        *_blank_titles(grid, head, titles, body),
        *_merged(grid, head),
        *(
            found_in_row("list-column.unread", grid.file, head.number, title, column=title)
            for title in titles
            if title and title not in wanted
        ),
    ]
    return reader, body


def _blank_titles(
    grid: Grid, head: GridRow, titles: Sequence[str], body: Sequence[GridRow]
) -> list[RowFinding]:
    """Columns without a title that hold something: nobody knows what is lost with them."""
    width = max((len(row.cells) for row in body), default=0)
    return [
        found_in_row("list-header.blank", grid.file, head.number, None, place=at + 1)
        for at in range(width)
        if (at >= len(titles) or not titles[at])
        and any(at < len(row.cells) and row.cells[at] not in (None, "") for row in body)
    ]


def _merged(grid: Grid, head: GridRow) -> list[RowFinding]:
    return [
        found_in_row("list-cell.merged", grid.file, row, None, place=column + 1)
        for row, column in grid.merged
        if row >= head.number
    ]


def _dropped(grid: Grid, entries: Sequence[MappedEntry], base: Edition | None) -> list[RowFinding]:
    """Entries of the base that the table no longer has: told, because it is the whole list."""
    if base is None:
        return []
    held = {entry.said["id"] for entry in entries}
    return [
        found_in_row(
            "list-entry-vanished.dropped", grid.file, 0, None, entry=row["id"], name=row["name"]
        )
        for row in table_of(base, ENTRIES, ENTRY_FIELDS).rows
        if row["id"] not in held
    ]


def _given(base: Edition | None, columns: ColumnMap) -> frozenset[str]:
    """What every row has from the head of the base; a head of the map's own gives nothing."""
    if base is None or columns.head:
        return frozenset()
    header = base.header()
    return frozenset(header.defaults) | ({"threshold"} if header.threshold else frozenset())


def _tables(entries: Sequence[MappedEntry]) -> dict[str, ListTable]:
    said = {name for entry in entries for name, text in entry.said.items() if text}
    columns = [name for name in ENTRY_FIELDS if name in said or name not in LATER_FIELDS]
    found, relatives = ListTable(columns), ListTable(list(_RELATIVE_COLUMNS))
    members, limits = ListTable(list(_MEMBER_COLUMNS)), ListTable(list(_LIMIT_COLUMNS))
    for entry in entries:
        own = {"entry": entry.said["id"], "source": entry.said["source"]}
        row = {name: entry.said[name] for name in columns}
        found.add(row, origin=entry.first.row.number)
        for pattern, one in entry.relatives.items():
            relatives.add(own | {"pattern": pattern}, origin=one.row.number)
        for register, number, name, one in named_members(entry):
            member = {"id_type": str(register), "id": number, "name": name, "factor": one.factor}
            members.add(own | member, origin=one.row.number)
        for one, limit in entry.limits:
            start = {"from": limit["from"] or entry.said["included_on"]}
            limits.add(own | {**limit, **start}, origin=one.row.number)
    return {ENTRIES: found, MEMBERS: members, THRESHOLDS: limits, RELATIVES: relatives}


def _edition(tables: Mapping[str, ListTable], columns: ColumnMap, base: Edition | None) -> Edition:
    contents = {name: table.content() for name, table in tables.items() if table.rows}
    kept = {} if base is None else {n: c for n, c in base.files.items() if n not in tables}
    if columns.head:
        head = _head(columns)
        list_id = str(head.get("id", ""))
        return Edition(list_id, kept | contents | {FILE: toml_text(head).encode()})
    if base is None:
        raise UnreadableList("unreadable-list.no-head", file=columns.file)
    return Edition(base.list_id, kept | contents | {FILE: _with_sources(base, columns)})


def _head(columns: ColumnMap) -> dict[str, Any]:
    versions = {} if "version" in columns.head else {"versions_from": "included_on"}
    source = columns.defaults.get("source", "")
    defaults = {"defaults": {"source": source}} if source else {}
    return {**versions, **columns.head, **defaults, "source": dict(columns.sources)}


def _with_sources(base: Edition, columns: ColumnMap) -> bytes:
    known = base.header().sources
    new = [source_table(key, table) for key, table in columns.sources.items() if key not in known]
    return base.files[FILE] + "".join(new).encode()
