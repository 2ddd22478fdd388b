"""The cells of a file, row by row, as they stand in it: CSV, XLSX or a JSON list of objects.

Nothing is converted here. What a spreadsheet made of a number (a date, a float) stays visible, so
that the reader of a column can refuse it with its place.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from dataclasses import dataclass
from typing import Any, Final

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from bom.lists.errors import UnreadableList
from bom.structures.json_object import JsonNumber

__all__ = ["Cell", "Grid", "GridRow", "read_grid", "read_json"]

Cell = str | int | float | bool | dt.date | dt.time | dt.timedelta | None
"""What a spreadsheet may hold; a datetime is a date."""

_ZIP: Final = b"PK\x03\x04"
_MOST_BYTES: Final = 64 * 1024 * 1024
_MOST_ROWS: Final = 200_000
_HEAD: Final = 8192
_DELIMITERS: Final = (",", "\t", ";")
_QUOTED: Final = re.compile(r'"[^"]*"')


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row; `number` as the spreadsheet or an editor counts it, from 1."""

    number: int
    cells: tuple[Cell, ...]

    @property
    def is_empty(self) -> bool:
        """Whether no cell says anything."""
        return all(
            cell is None or (isinstance(cell, str) and not cell.strip()) for cell in self.cells
        )


@dataclass(frozen=True, slots=True)
class Grid:
    """All rows of a table.

    Attributes:
        file: name of the file, as findings call it.
        sheet: name of the sheet, "" where there are none.
        merged: row and column (from 0) of the first cell of each merged range.
    """

    file: str
    sheet: str
    rows: tuple[GridRow, ...]
    merged: tuple[tuple[int, int], ...] = ()


def read_grid(content: bytes, name: str, *, encoding: str = "utf-8", sheet: str = "") -> Grid:
    """Read a table, told by its bytes: XLSX, a JSON list, else CSV with comma, tab or semicolon.

    Args:
        content: the file.
        name: what findings call it.
        encoding: of a CSV file; never guessed, because Shift_JIS and Windows-1252 both decode.
        sheet: of a workbook; "" = its first.

    Raises:
        UnreadableList: it is none of them, too large, empty, or has no such sheet.
    """
    if len(content) > _MOST_BYTES:
        raise UnreadableList("unreadable-list.size", file=name, most=_MOST_BYTES)
    if content.startswith(_ZIP):
        grid = _xlsx(content, name, sheet)
    elif content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"[":
        grid = _json(content, name)
    else:
        grid = _csv(content, name, encoding)
    if all(row.is_empty for row in grid.rows):
        raise UnreadableList("unreadable-list.empty", file=name)
    if len(grid.rows) > _MOST_ROWS:
        raise UnreadableList("unreadable-list.rows", file=name, most=_MOST_ROWS)
    return grid


def _csv(content: bytes, name: str, encoding: str) -> Grid:
    try:
        text = content.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except (UnicodeDecodeError, LookupError) as wrong:
        raise UnreadableList("unreadable-list.encoding", file=name, encoding=encoding) from wrong
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=False)
    try:
        rows = tuple(GridRow(reader.line_num, tuple(cells)) for cells in reader)
    except csv.Error as wrong:
        raise UnreadableList("unreadable-list.csv", file=name, detail=str(wrong)) from wrong
    return Grid(name, "", rows)


def _delimiter(text: str) -> str:
    """The one that stands most often outside quotes in the head of the file; a comma in doubt."""
    head = _QUOTED.sub("", text[:_HEAD])
    return max(_DELIMITERS, key=head.count)


def _xlsx(content: bytes, name: str, sheet: str) -> Grid:
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        if sheet and sheet not in workbook.sheet_names:
            known = ", ".join(workbook.sheet_names)
            raise UnreadableList("unreadable-list.sheet", file=name, sheet=sheet, sheets=known)
        found = workbook.get_sheet_by_name(sheet or workbook.sheet_names[0])
        rows = tuple(
            GridRow(number, tuple(cells))
            for number, cells in enumerate(found.to_python(skip_empty_area=False), 1)
        )
    except (CalamineError, IndexError) as wrong:
        raise UnreadableList("unreadable-list.xlsx", file=name, detail=str(wrong)) from wrong
    return Grid(name, found.name, rows, _merged(found))


def _merged(sheet: CalamineSheet) -> tuple[tuple[int, int], ...]:
    return tuple((start[0] + 1, start[1]) for start, _ in sheet.merged_cell_ranges or ())


def read_json(content: bytes, name: str) -> Any:  # noqa: ANN401 - any JSON
    """A JSON document whose numbers stay the text that stood in it.

    Raises:
        UnreadableList: no JSON, not UTF-8, or half a surrogate pair in it.
    """
    try:
        found = json.loads(
            content.decode("utf-8-sig"),
            parse_int=JsonNumber,
            parse_float=JsonNumber,
            parse_constant=JsonNumber,
        )
        json.dumps(found, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as wrong:
        raise UnreadableList("unreadable-list.json", file=name, detail=str(wrong)) from wrong
    return found


def _json(content: bytes, name: str) -> Grid:
    found = read_json(content, name)
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise UnreadableList("unreadable-list.no-objects", file=name)
    objects: list[dict[str, Any]] = found
    if any(isinstance(value, list | dict) for each in objects for value in each.values()):
        raise UnreadableList("unreadable-list.no-objects", file=name)
    header = list(dict.fromkeys(key for each in objects for key in each))
    rows = [tuple(header), *(tuple(each.get(key) for key in header) for each in objects)]
    return Grid(name, "", tuple(GridRow(number, cells) for number, cells in enumerate(rows, 1)))
