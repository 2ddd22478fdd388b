"""The report of an import as a file: the JSON document, or a table with a row for each finding."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from api.wire.body import Json

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

__all__ = ["REPORT_SUFFIXES", "write_report"]

REPORT_SUFFIXES: Final = (".json", ".csv", ".xlsx")

_FILE: Final = ("path", "member", "status", "scheme")
_PRODUCT: Final = ("part_number", "name", "revision", "manufacturer")
_FINDING: Final = ("severity", "code", "where", "line", "message", "hint")
_MOST_ROWS: Final = 1_000_000
_MOST_CHARACTERS: Final = 32_767
_WIDTHS: Final = (48, 32, 20, 14, 16, 24, 10, 24, 10, 24, 40, 8, 60, 60)
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")

_Cell = str | int | None
_Row = Sequence[_Cell]


def write_report(path: Path, body: Json) -> None:
    """Write the answer of `import --json` into a file whose suffix says how.

    Raises:
        OSError: the file cannot be written.
        KeyError: none of `REPORT_SUFFIXES`.
    """
    {".json": _write_json, ".csv": _write_csv, ".xlsx": _write_xlsx}[path.suffix.lower()](
        path, body
    )


def _write_json(path: Path, body: Json) -> None:
    path.write_text(json.dumps(body, ensure_ascii=False, indent=1), encoding="utf-8")


def _write_csv(path: Path, body: Json) -> None:
    # With a byte order mark, or Excel takes Japanese names for CP932 or Windows-1252.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow((*_FILE, *_PRODUCT, *_FINDING))
        writer.writerows([_inert(cell) for cell in row] for row in _rows(body))


def _write_xlsx(path: Path, body: Json) -> None:
    import xlsxwriter  # noqa: PLC0415 - only who asks for it waits for it

    # A supplier's “=cmd” stays text, and so does what looks like an address or a number.
    settings = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(path), settings) as book:
        bold = book.add_format({"bold": True})
        sheet, line = None, 0
        for row in _rows(body):
            if sheet is None or line > _MOST_ROWS:
                sheet, line = _sheet(book, bold), 1
            for column, cell in enumerate(row):
                if isinstance(cell, int):
                    sheet.write_number(line, column, cell)
                elif cell:
                    sheet.write_string(line, column, cell[:_MOST_CHARACTERS])
            line += 1
        counts = book.add_worksheet("counts")
        for line, (status, number) in enumerate(body["counts"].items()):
            counts.write_string(line, 0, status)
            counts.write_number(line, 1, number)


def _sheet(book: Workbook, bold: Format) -> Worksheet:
    sheet = book.add_worksheet()
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, _MOST_ROWS, len(_WIDTHS) - 1)
    for column, name in enumerate((*_FILE, *_PRODUCT, *_FINDING)):
        sheet.write_string(0, column, name, bold)
    return sheet


def _rows(body: Json) -> Iterator[_Row]:
    """A row for each finding; a member without any has one, and so has each notice at the end."""
    for file in body["files"]:
        for member in file["members"]:
            product = member["product"] or {}
            own = (file["path"], member["name"], member["status"], member["scheme"])
            head = (*own, *(product.get(name) for name in _PRODUCT))
            findings: Sequence[Json] = member["findings"] or ({},)
            for finding in findings:
                yield (*head, *(finding.get(name) for name in _FINDING))
    for notice in body["notices"]:
        head = ("", "", "", "", notice["part_number"], "", "", "")
        yield (*head, "notice", notice["code"], "", None, notice["message"], "")


def _inert(cell: _Cell) -> _Cell:
    """Text that a spreadsheet would calculate gets the apostrophe that tells it not to."""
    if isinstance(cell, str) and cell.startswith(_FORMULA):
        return f"'{cell}"
    return cell
