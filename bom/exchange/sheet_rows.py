"""Rows of a vendor's sheet by column name; what a spreadsheet changed is not read as typed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bom.exchange.errors import Refused
from bom.exchange.findings import found
from bom.exchange.sheet_columns import NAMES, SheetColumns, named_by
from bom.exchange.workbook import Cell, Kind, Row, is_workbook, read_workbook
from chemsherpa.amounts import Written
from chemsherpa.findings import Finding
from chemsherpa.limits import Limits
from regulations.errors import InvalidQuantity
from regulations.quantities import decimal_text, json_number

__all__ = ["Sheet", "SheetRow", "open_sheet"]

_DELIMITERS: Final = (",", ";", "\t")
_MOST_LINES_BEFORE: Final = 20
_MOST_ROWS: Final = 100_000
_BINARY: Final = b"\0"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row below the header; `row.number` is the one that people see."""

    row: Row
    places: Mapping[str, int]
    columns: SheetColumns

    @property
    def number(self) -> int:
        """The row's number."""
        return self.row.number

    def where(self, name: str) -> str:
        """The place of a cell, for people."""
        return f"row {self.number}, column “{self.columns.columns[name].header}”"

    def cell(self, name: str) -> Cell:
        """The cell of a column, empty where the sheet has no such column."""
        return self.row.cell(self.places[name]) if name in self.places else Cell()

    def text(self, name: str) -> str:
        """A text as it was typed.

        Raises:
            Refused: `sheet-cell`: a spreadsheet turned it into a date or a number.
        """
        cell = self.cell(name)
        is_whole = cell.kind is Kind.NUMBER and cell.text.isascii() and cell.text.isdigit()
        if cell.kind is not Kind.TEXT and not is_whole:
            raise self.refused("sheet-cell.changed", name)
        return cell.text

    def number_of(self, name: str) -> Written | None:
        """A number as decimal text, None for an empty cell.

        Raises:
            Refused: `sheet-cell`: a date, or a percentage that shows 15 and holds 0.15.
        """
        cell = self.cell(name)
        if not cell.text:
            return None
        if cell.kind is Kind.PERCENT:
            raise self.refused("sheet-cell.percentage", name)
        if cell.kind not in {Kind.TEXT, Kind.NUMBER}:
            raise self.refused("sheet-cell.changed", name)
        text = _typed(cell.text) if cell.kind is Kind.NUMBER else cell.text
        return Written(text, self.columns.columns[name].header, self.where(name), self.number)

    def refused(self, key: str, name: str) -> Refused:
        """A refusal because of one cell."""
        cell = self.cell(name).text
        return Refused(key, where=self.where(name), line=self.number, cell=cell)


def _typed(stored: str) -> str:
    """What was typed: a spreadsheet stores 17.4 as 17.399999999999999, the shortest text is it."""
    try:
        return decimal_text(json_number(repr(float(stored))))
    except (ValueError, InvalidQuantity):
        return stored


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet whose columns are known.

    Attributes:
        notices: columns that are not read.
    """

    columns: SheetColumns
    rows: tuple[SheetRow, ...]
    notices: tuple[Finding, ...]


def open_sheet(data: bytes, mapped: SheetColumns | None) -> Sheet | None:
    """The sheet in a file, by a map or by its own header; None where it is none of ours.

    Raises:
        Refused: `sheet-ambiguous`, `sheet-columns`, `sheet-unreadable`, `zip-…`, `xml-…`.
    """
    for rows in _tables(data, mapped.sheet if mapped else ""):
        found_here = _by_map(rows, mapped) if mapped else _by_header(rows)
        if found_here is not None:
            return found_here
    return None


def _tables(data: bytes, sheet: str) -> Iterator[Sequence[Row]]:
    """The file as rows; a text once for each mark that may divide its columns."""
    if is_workbook(data):
        yield read_workbook(data, sheet, limits=Limits())
        return
    text = _decoded(data)
    if text is None:
        return
    for delimiter in _DELIMITERS:
        head = "".join(text.splitlines(keepends=True)[:_MOST_LINES_BEFORE])
        if delimiter in head:
            rows = _split(text, delimiter)
            if rows is not None:
                yield rows


def _decoded(data: bytes) -> str | None:
    if _BINARY in data[:1024]:
        return None
    for codec in ("utf-8-sig", "cp932"):
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            continue
    return None


def _split(text: str, delimiter: str) -> list[Row] | None:
    rows: list[Row] = []
    try:
        for number, cells in enumerate(
            csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), 1
        ):
            if number > _MOST_ROWS:
                raise Refused("sheet-unreadable.size", most=_MOST_ROWS)
            rows.append(Row(number, {at: Cell(cell.strip()) for at, cell in enumerate(cells)}))
    except csv.Error:
        return None
    return rows


def _by_header(rows: Sequence[Row]) -> Sheet | None:
    for at, row in enumerate(rows[:_MOST_LINES_BEFORE]):
        header = {place: cell.text for place, cell in row.cells.items()}
        columns = named_by(list(header.values()))
        if columns is not None:
            return _sheet(columns, header, rows[at + 1 :])
    return None


def _by_map(rows: Sequence[Row], columns: SheetColumns) -> Sheet | None:
    heads = [at for at, row in enumerate(rows) if row.number == columns.header_row]
    if not heads:
        return None
    header = {place: cell.text for place, cell in rows[heads[0]].cells.items()}
    texts = [text.strip() for text in header.values()]
    wanted = [column.header.strip() for column in columns.columns.values()]
    missing = [each for each in wanted if each not in texts]
    if len(missing) == len(wanted):
        # Not one of them: most likely divided by another mark.
        return None
    if missing:
        raise Refused("sheet-columns", line=columns.header_row, columns=", ".join(missing))
    twice = sorted({each for each in wanted if texts.count(each) > 1})
    if twice:
        raise Refused("sheet-ambiguous.columns", line=columns.header_row, columns=", ".join(twice))
    return _sheet(columns, header, rows[heads[0] + 1 :])


def _sheet(columns: SheetColumns, header: Mapping[int, str], rows: Sequence[Row]) -> Sheet:
    names = {column.header.strip(): name for name, column in columns.columns.items()}
    places = {names[text.strip()]: place for place, text in header.items() if text.strip() in names}
    notices = tuple(
        found("unknown-column", "", None, column=text, columns=" ".join(NAMES))
        for text in header.values()
        if text.strip() and text.strip() not in names
    )
    told = tuple(
        SheetRow(row, places, columns)
        for row in rows
        if any(cell.text for cell in row.cells.values())
    )
    return Sheet(columns, told, notices)
