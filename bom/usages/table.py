"""A bill of materials in a file: CSV, XLSX, JSON or Granta XML to usage lines, with findings."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from python_calamine import CalamineError, CalamineWorkbook

from bom.errors import UnreadableTable
from bom.exchange.granta import is_xml, read_granta
from bom.findings import RowFinding, found_in_row
from bom.structures.json_object import JsonNumber
from bom.usages.units import UNITS, unit_code
from regulations.errors import InvalidQuantity
from regulations.quantities import decimal_text, exact_decimal, json_number

__all__ = ["BomTable", "TableLine", "read_table"]

_COLUMNS: Final = (
    "parent",
    "parent_revision",
    "child",
    "child_revision",
    "quantity",
    "unit",
    "manufacturer",
)
_NEEDED: Final = ("parent", "child", "quantity")
_ZIP: Final = b"PK\x03\x04"
_MOST_BYTES: Final = 64 * 1024 * 1024

_Cell = str | int | float | bool | dt.date | dt.time | dt.timedelta | None


@dataclass(frozen=True, slots=True)
class TableLine:
    """One usage as the file tells it; `quantity` is decimal text above zero."""

    row: int
    parent: str
    parent_revision: str
    child: str
    child_revision: str
    manufacturer: str
    quantity: str
    unit: str


@dataclass(frozen=True, slots=True)
class BomTable:
    """The lines that could be read.

    Attributes:
        refused_parents: (number, revision) with at least one unreadable row. Without that row
            the parent would look better than it is, so none of its rows may be stored.
        is_whole: False where a row does not even name its parent: nobody knows what it belongs to.
    """

    file: str
    lines: tuple[TableLine, ...]
    findings: tuple[RowFinding, ...]
    refused_parents: frozenset[tuple[str, str]]
    is_whole: bool


def read_table(content: bytes, name: str) -> BomTable:
    """Read a bill of materials, told by its bytes: XLSX, XML, JSON, else CSV.

    Raises:
        UnreadableTable: no table, or a needed column is missing.
    """
    if len(content) > _MOST_BYTES:
        raise UnreadableTable("unreadable-table.size", file=name, most=_MOST_BYTES)
    if is_xml(content):
        usages, told = read_granta(content, name)
        reader = _Reader(name, told)
        for line, used in usages:
            reader.take(line, used)
        return reader.table()
    if content.startswith(_ZIP):
        rows = _xlsx(content, name)
    elif content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"[", b"{"}:
        rows = _json(content, name)
    else:
        rows = _csv(content, name)
    header, body = rows[0], rows[1:]
    places, findings = _header(header, name)
    reader = _Reader(name, findings)
    for number, row in enumerate(body, 2):
        cells = {column: row[at] if at < len(row) else None for column, at in places.items()}
        if any(cell not in (None, "") for cell in cells.values()):
            reader.take(number, cells)
    return reader.table()


class _Reader:
    def __init__(self, file: str, findings: list[RowFinding]) -> None:
        self.file = file
        self.findings = findings
        self.lines: list[TableLine] = []
        self.refused: set[tuple[str, str]] = set()
        self.is_whole = True

    def take(self, number: int, cells: Mapping[str, _Cell]) -> None:
        texts = {column: self._text(number, column, cells.get(column)) for column in _COLUMNS}
        unit = self._unit(number, texts["unit"])
        quantity = self._quantity(number, cells.get("quantity"))
        parent, child = texts["parent"], texts["child"]
        if not parent:
            self._refuse("missing-parent", number, "parent")
            self.is_whole = False
            return
        if not child:
            self._refuse("missing-child", number, "child")
        revision = texts["parent_revision"] or ""
        if not child or unit is None or quantity is None or None in texts.values():
            self.refused.add((parent, revision))
            return
        self.lines.append(
            TableLine(
                number,
                parent,
                revision,
                child,
                texts["child_revision"] or "",
                texts["manufacturer"] or "",
                quantity,
                unit,
            )
        )

    def table(self) -> BomTable:
        return BomTable(
            self.file,
            tuple(self.lines),
            tuple(self.findings),
            frozenset(self.refused),
            self.is_whole,
        )

    def _text(self, number: int, column: str, cell: _Cell) -> str | None:
        if column == "quantity" or cell is None:
            return ""
        if isinstance(cell, bool | float | dt.date | dt.time | dt.timedelta):
            if isinstance(cell, float) and cell.is_integer():
                return str(int(cell))
            self._refuse("changed-by-spreadsheet", number, column, cell=str(cell))
            return None
        return str(cell).strip()

    def _unit(self, number: int, text: str | None) -> str | None:
        try:
            return None if text is None else unit_code(text)
        except InvalidQuantity:
            known = " ".join(UNITS)
            self._refuse("unknown-unit", number, "unit", unit=text or "", units=known)
            return None

    def _quantity(self, number: int, cell: _Cell) -> str | None:
        if isinstance(cell, dt.date | dt.time | dt.timedelta):
            self._refuse("invalid-quantity.date", number, "quantity", quantity=str(cell))
            return None
        if isinstance(cell, bool) or cell is None:
            self._refuse("invalid-quantity.none", number, "quantity")
            return None
        try:
            value = _quantity_of(cell)
        except InvalidQuantity:
            self._refuse("invalid-quantity.form", number, "quantity", quantity=str(cell))
            return None
        if value == 0:
            self._refuse("invalid-quantity.zero", number, "quantity")
            return None
        return decimal_text(value)

    def _refuse(self, key: str, row: int, column: str, **values: str) -> None:
        self.findings.append(found_in_row(key, self.file, row, column, **values))


def _quantity_of(cell: str | float) -> Fraction:
    if isinstance(cell, JsonNumber):
        return json_number(cell)
    # A spreadsheet stores 0.1 as a binary float; its shortest decimal is what was typed.
    return exact_decimal(repr(cell) if isinstance(cell, int | float) else cell.strip())


def _header(header: Sequence[_Cell], name: str) -> tuple[dict[str, int], list[RowFinding]]:
    places: dict[str, int] = {}
    unknown: list[str] = []
    for at, cell in enumerate(header):
        column = str(cell or "").strip().lower().replace(" ", "_")
        if column in places:
            raise UnreadableTable("unreadable-table.column-twice", file=name, column=column)
        if column in _COLUMNS:
            places[column] = at
        elif column:
            unknown.append(str(cell))
    missing = [column for column in _NEEDED if column not in places]
    if missing:
        told = ", ".join(missing)
        raise UnreadableTable("unreadable-table.column-missing", file=name, columns=told)
    return places, [
        found_in_row("unknown-column", name, 1, column, column=column, columns=" ".join(_COLUMNS))
        for column in unknown
    ]


def _csv(content: bytes, name: str) -> list[list[_Cell]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("cp932")
        except UnicodeDecodeError as wrong:
            raise UnreadableTable("unreadable-table.encoding", file=name) from wrong
    try:
        rows: list[list[_Cell]] = [
            list(row) for row in csv.reader(io.StringIO(text, newline=""), strict=True)
        ]
    except csv.Error as wrong:
        raise UnreadableTable("unreadable-table.csv", file=name, detail=str(wrong)) from wrong
    return _not_empty(rows, name)


def _xlsx(content: bytes, name: str) -> list[list[_Cell]]:
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheet = workbook.get_sheet_by_index(0)
        rows: list[list[_Cell]] = [list(row) for row in sheet.to_python(skip_empty_area=False)]
    except (CalamineError, IndexError) as wrong:
        raise UnreadableTable("unreadable-table.xlsx", file=name, detail=str(wrong)) from wrong
    return _not_empty(rows, name)


def _json(content: bytes, name: str) -> list[list[_Cell]]:
    try:
        found: Any = json.loads(
            content.decode("utf-8-sig"),
            parse_int=JsonNumber,
            parse_float=JsonNumber,
            parse_constant=JsonNumber,
        )
    except (ValueError, RecursionError) as wrong:
        raise UnreadableTable("unreadable-table.json", file=name, detail=str(wrong)) from wrong
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise UnreadableTable("unreadable-table.no-list", file=name)
    objects: list[dict[str, Any]] = found
    header = list(dict.fromkeys(key for each in objects for key in each))
    rows: list[list[_Cell]] = [list(header)]
    for each in objects:
        if any(isinstance(value, list | dict) for value in each.values()):
            raise UnreadableTable("unreadable-table.nested", file=name)
        rows.append([each.get(key) for key in header])
    return _not_empty(rows, name)


def _not_empty(rows: list[list[_Cell]], name: str) -> list[list[_Cell]]:
    if not rows or not any(rows):
        raise UnreadableTable("unreadable-table.empty", file=name)
    return rows
