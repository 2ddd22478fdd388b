"""A rollup as a table for people: one row for each substance at each place."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Final

import xlsxwriter

from api.wire.body import Json

__all__ = ["MEDIA_TYPES", "RollupForm", "rollup_file"]

_Row = tuple[str, ...]
_HEAD: Final = (
    "id", "id_type", "name", "lists", "mass_mg", "ppm_of_product", "path", "count",
    "mass_mg_here", "ppm_of_material", "ppm_of_article",
)  # fmt: skip
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_MOST: Final = 32_767
"""Characters that a cell holds."""


class RollupForm(StrEnum):
    """In which form a rollup is given."""

    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"


MEDIA_TYPES: Final = {
    RollupForm.JSON: "application/json",
    RollupForm.CSV: "text/csv; charset=utf-8",
    RollupForm.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def rollup_file(body: Json, form: RollupForm) -> bytes:
    """The table as bytes.

    Args:
        body: as `api.wire.rollup.rollup_json` makes it.
        form: CSV or XLSX.
    """
    rows = list(_rows(body))
    return _csv(rows) if form is RollupForm.CSV else _xlsx(body, rows)


def _rows(body: Json) -> Iterator[_Row]:
    """Substances first, then the elements, whose masses count the same atoms once more."""
    for one in (*body["substances"], *body["elements"]):
        own = (
            _text(one["id"]),
            one["id_type"],
            _text(one.get("name")),
            " ".join(one.get("lists", ())),
            _text(one["mass_mg"]),
            _text(one.get("ppm_of_product")),
        )
        for place in one["locations"]:
            yield (
                *own,
                " › ".join(place["path"]),
                *(
                    _text(place.get(key))
                    for key in ("count", "mass_mg", "ppm_of_material", "ppm_of_article")
                ),
            )


def _csv(rows: Sequence[_Row]) -> bytes:
    """With a byte order mark, or a spreadsheet reads UTF-8 as something else."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(_HEAD)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return buffer.getvalue().encode("utf-8-sig")


def _harmless(cell: str) -> str:
    """A part named `=cmd()` must not be run by who opens the file.

    Source:
        OWASP, “CSV Injection”.
    """
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _xlsx(body: Json, rows: Sequence[_Row]) -> bytes:
    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    head = [(key, _text(value)) for key, value in body["part"].items()]
    head += [(key, _text(body[key])) for key in ("mass_mg", "undeclared_mass_mg", "hash")]
    with xlsxwriter.Workbook(buffer, options) as book:
        _sheet(book, "rollup", _HEAD, rows)
        _sheet(book, "part", ("field", "value"), head)
    return buffer.getvalue()


def _sheet(
    book: xlsxwriter.Workbook, name: str, head: _Row, rows: Sequence[tuple[str, ...]]
) -> None:
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True})
    for column, word in enumerate(head):
        sheet.write_string(0, column, word, bold)
        widest = max((len(row[column]) for row in rows[:200]), default=0)
        sheet.set_column(column, column, min(max(widest, len(word)) + 2, 60))
    for number, row in enumerate(rows, 1):
        for column, text in enumerate(row):
            sheet.write_string(number, column, text[:_MOST])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(rows), 1), len(head) - 1)


def _text(value: str | None) -> str:
    return value or ""
