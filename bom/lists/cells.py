"""Typed values out of cells: what a spreadsheet may have changed is refused, never mended.

Source:
    What spreadsheets do on entry: `1-2` becomes a date, `7440E02` a float, `00052` a 52, and a
    number formatted as a date is stored as days since 1900.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from bom.findings import RowFinding, found_in_row
from bom.lists.grid import Cell, GridRow
from bom.structures.json_object import JsonNumber
from regulations.errors import InvalidQuantity
from regulations.quantities import decimal_text, exact_decimal, json_number
from regulations.substances import IdType, has_form, has_right_check_digit

__all__ = ["CellReader"]

_SCIENTIFIC: Final = re.compile(r"[0-9]+([.,][0-9]+)?[eE][+-]?[0-9]+", re.ASCII)
_SEPARATORS: Final = re.compile(r"[;,\s]+")
_DAY: Final = re.compile(r"(?P<day>[0-9]{1,2})-(?P<month>[^\W\d_]{3,4})\.?-(?P<year>[0-9]{4})")
_NOTHING: Final = frozenset(["", "-"])
_MONTHS: Final[Mapping[str, int]] = {
    name: number
    for names in (
        "jan feb mar apr may jun jul aug sep oct nov dec",
        "jan feb mrt apr mei jun jul aug sep okt nov dec",
    )
    for number, name in enumerate(names.split(), 1)
}
"""English and Dutch, in which ECHA's exports have been seen; May and Mai are not mixed up."""


@dataclass(slots=True)
class CellReader:
    """Reads the cells of one file and keeps what it finds wrong.

    Attributes:
        columns: place of each column in a row; a column that the file lacks is not there.
        titles: what the file itself calls a column, for findings.
    """

    file: str
    columns: Mapping[str, int]
    titles: Mapping[str, str] = field(default_factory=dict)
    findings: list[RowFinding] = field(default_factory=list)

    def has(self, row: GridRow, column: str) -> bool:
        """Whether the cell says anything."""
        cell = self._cell(row, column)
        return cell is not None and (not isinstance(cell, str) or cell.strip() not in _NOTHING)

    def text(self, row: GridRow, column: str) -> str | None:
        """The text of a cell, "" when it is empty; None, with a finding, where it is no text."""
        cell = self._cell(row, column)
        if cell is None:
            return ""
        if isinstance(cell, str) and not isinstance(cell, JsonNumber):
            return cell.strip()
        self.refuse(_kind_of(cell), row, column, cell=str(cell))
        return None

    def word(self, row: GridRow, column: str) -> str | None:
        """The same for a cell that machines read: full-width characters are refused."""
        text = self.text(row, column)
        if text is None or not _is_wide(text):
            return text
        half = unicodedata.normalize("NFKC", text)
        self.refuse("list-cell.full-width", row, column, cell=text, half=half)
        return None

    def numbers(self, row: GridRow, column: str, id_type: IdType) -> tuple[str, ...] | None:
        """The CAS, EC, SN or DSL numbers of a cell, each as its register writes it."""
        text = self.word(row, column)
        if text is None:
            return None
        if _SCIENTIFIC.fullmatch(text):
            self.refuse("list-cell.scientific", row, column, cell=text)
            return None
        found = tuple(one for one in _SEPARATORS.split(text) if one not in _NOTHING)
        for one in found:
            if not has_form(id_type, one):
                self.refuse("list-number.form", row, column, number=one, register=id_type.upper())
            elif not has_right_check_digit(id_type, one):
                self.refuse("list-number.digit", row, column, number=one, register=id_type.upper())
            else:
                continue
            return None
        return found

    def day(self, row: GridRow, column: str) -> dt.date | None:
        """A date: a date cell without a time, ISO text, or ``04-Feb-2026``; None where it is none.

        The cell must not be empty.
        """
        cell = self._cell(row, column)
        if isinstance(cell, dt.datetime) and cell.time() != dt.time():
            self.refuse("list-date.time", row, column, cell=str(cell))
            return None
        if isinstance(cell, dt.datetime):
            return cell.date()
        if isinstance(cell, dt.date):
            return cell
        if isinstance(cell, int | float | JsonNumber) and not isinstance(cell, bool):
            self.refuse("list-date.serial", row, column, cell=str(cell))
            return None
        text = self.word(row, column)
        if text is None:
            return None
        found = _written_day(text)
        if found is None:
            self.refuse("list-date.form", row, column, cell=text)
        return found

    def share(self, row: GridRow, column: str, unit: str) -> str | None:
        """A limit as plain decimal text; None where it is none.

        A number cell may stand under a percent format: 0.001 then shows as 0.1 %. The format does
        not reach us, so a number is taken for ppm only; percentages are written as text.
        """
        cell = self._cell(row, column)
        if isinstance(cell, dt.date | dt.time | dt.timedelta | bool):
            self.refuse(_kind_of(cell), row, column, cell=str(cell))
            return None
        if isinstance(cell, int | float) and unit == "percent":
            self.refuse("list-limit.percent-cell", row, column, cell=str(cell))
            return None
        return self._decimal(row, column, cell)

    def decimal(self, row: GridRow, column: str) -> str | None:
        """A plain decimal such as a factor; None where it is none."""
        return self._decimal(row, column, self._cell(row, column))

    def refuse(self, key: str, row: GridRow, column: str | None, /, **values: str) -> None:
        """Keep a finding about a cell; `column` is ours and told as the file calls it."""
        title = None if column is None else self.titles.get(column, column)
        self.findings.append(found_in_row(key, self.file, row.number, title, **values))

    def _cell(self, row: GridRow, column: str) -> Cell:
        at = self.columns.get(column)
        return row.cells[at] if at is not None and at < len(row.cells) else None

    def _decimal(self, row: GridRow, column: str, cell: Cell) -> str | None:
        try:
            return decimal_text(_exact(cell))
        except InvalidQuantity:
            self.refuse("list-limit.form", row, column, cell=str(cell))
            return None


def _exact(cell: Cell) -> Fraction:
    if isinstance(cell, JsonNumber):
        return json_number(cell)
    # A spreadsheet stores 0.1 as a binary float; its shortest decimal is what was typed.
    return exact_decimal(repr(cell) if isinstance(cell, int | float) else str(cell))


def _kind_of(cell: Cell) -> str:
    if isinstance(cell, dt.date | dt.time | dt.timedelta):
        return "list-cell.date"
    return "list-cell.boolean" if isinstance(cell, bool) else "list-cell.number"


def _is_wide(text: str) -> bool:
    return any(unicodedata.east_asian_width(character) == "F" for character in text)


def _written_day(text: str) -> dt.date | None:
    written = _DAY.fullmatch(text)
    try:
        if written is None:
            return dt.date.fromisoformat(text) if len(text) == len("2026-02-04") else None
        month = _MONTHS[written["month"].lower()]
        return dt.date(int(written["year"]), month, int(written["day"]))
    except (KeyError, ValueError):
        return None
