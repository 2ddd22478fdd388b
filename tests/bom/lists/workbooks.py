"""Workbooks with cells of every kind, as a spreadsheet would save them."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence

import xlsxwriter

__all__ = ["workbook"]

Cell = str | float | bool | dt.date | None


def workbook(
    rows: Sequence[Sequence[Cell]], *, sheet: str = "Sheet1", merged: Sequence[str] = ()
) -> bytes:
    """One sheet; dates are date cells, numbers are number cells, text is text."""
    stream = io.BytesIO()
    settings = {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False}
    with xlsxwriter.Workbook(stream, settings) as book:
        page = book.add_worksheet(sheet)
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        instant = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for line, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, dt.datetime):
                    page.write_datetime(line, column, cell, instant)
                elif isinstance(cell, dt.date):
                    page.write_datetime(line, column, cell, day)
                elif cell is not None:
                    page.write(line, column, cell)
        for area in merged:
            page.merge_range(area, "merged")
    return stream.getvalue()
