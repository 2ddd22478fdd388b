"""A workbook for people: sheets of text and whole numbers, nothing of it calculated.

A part named `=cmd()` stays those six characters, and so does what looks like an address.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

__all__ = ["Row", "Sheet", "workbook"]

Row = Sequence[str | int]

_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_MOST_ROWS: Final = 1_048_575
"""Below the head of a sheet; the JSON has no such end."""

_MOST_CHARACTERS: Final = 32_767
"""In a cell; longer texts stand whole in the JSON."""

_LOOKED_AT: Final = 200
"""Rows by which the widths of columns are chosen."""

_WIDEST: Final = 60


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with its name and the titles of its columns."""

    name: str
    head: Sequence[str]
    rows: Iterable[Row]


def workbook(*sheets: Sheet) -> bytes:
    """The sheets as XLSX; the same rows give the same cells.

    Rows beyond what a sheet holds are left out, longer texts are cut.
    """
    import xlsxwriter  # noqa: PLC0415 - only who asks for it waits for it

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        bold = book.add_format({"bold": True})
        for each in sheets:
            rows = list(islice(each.rows, _MOST_ROWS))
            sheet = book.add_worksheet(each.name)
            for column, title in enumerate(each.head):
                sheet.write_string(0, column, title, bold)
                sheet.set_column(column, column, _width(title, column, rows))
            for line, row in enumerate(rows, 1):
                for column, cell in enumerate(row):
                    if isinstance(cell, int):
                        sheet.write_number(line, column, cell)
                    else:
                        sheet.write_string(line, column, cell[:_MOST_CHARACTERS])
            sheet.freeze_panes(1, 0)
            sheet.autofilter(0, 0, max(len(rows), 1), len(each.head) - 1)
    return buffer.getvalue()


def _width(title: str, column: int, rows: Sequence[Row]) -> int:
    cells = (len(str(row[column])) for row in rows[:_LOOKED_AT])
    return min(max(len(title), *cells, 0) + 2, _WIDEST)
