"""The impact of a list as a workbook: what a team sends around before it publishes.

Cells are text or whole numbers; nothing is a formula, whatever a part is called.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import xlsxwriter

from api.errors import OutputRefused
from api.wire.body import Json

__all__ = ["impact_workbook", "write_impact"]

_Row = tuple[str | int, ...]
_CONSEQUENCES: Final = ("newly_affected", "newly_not_covered", "improved", "unchanged")
_PART: Final = ("part_number", "revision", "manufacturer", "name")
_MOST: Final = 1_048_575
"""Rows that a sheet holds below its head; the JSON has no such end."""


def impact_workbook(body: Json) -> bytes:
    """Four sheets from the body of `lists impact --json`."""
    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(buffer, options) as book:
        _sheet(book, "summary", ("", ""), _summary(body))
        _sheet(
            book,
            "parts",
            (*_PART, "consequence", "before", "after", "entries", "outcome", "path"),
            (_part(row) for row in body["rows"]),
        )
        _sheet(
            book,
            "suppliers",
            ("supplier", *_CONSEQUENCES),
            (
                (one["supplier"], *(one[word] for word in _CONSEQUENCES))
                for one in body["suppliers"]
            ),
        )
        _sheet(
            book,
            "products",
            (*_PART, "consequence"),
            (tuple(one[key] for key in (*_PART, "consequence")) for one in body["products"]),
        )
    return buffer.getvalue()


def write_impact(path: Path, body: Json) -> None:
    """Write the workbook.

    Raises:
        OutputRefused: the file cannot be written.
    """
    try:
        path.write_bytes(impact_workbook(body))
    except OSError as wrong:
        told = wrong.strerror or type(wrong).__name__
        raise OutputRefused(f"{path} cannot be written: {told}") from wrong


def _sheet(book: xlsxwriter.Workbook, name: str, head: Sequence[str], rows: Iterator[_Row]) -> None:
    sheet = book.add_worksheet(name)
    for column, title in enumerate(head):
        sheet.write_string(0, column, title)
    for number, row in zip(range(1, _MOST + 1), rows, strict=False):
        for column, cell in enumerate(row):
            if isinstance(cell, int):
                sheet.write_number(number, column, cell)
            else:
                sheet.write_string(number, column, cell)
    sheet.freeze_panes(1, 0)


def _summary(body: Json) -> Iterator[_Row]:
    yield "list", body["list"]
    yield "from", f"{body['from']} ({body['as_of']['before']})"
    yield "to", f"{body['to']} ({body['as_of']['after']})"
    yield "known at", body["known_at"] or ""
    yield "parts", body["parts"]
    yield from body["counts"].items()
    for one in body["entries"]:
        yield f"{one['consequence']}: {one['list']} {one['entry']} {one['name']}", one["parts"]


def _part(row: Json) -> _Row:
    case = row["case"]
    return (
        *(row[key] for key in _PART),
        row["consequence"],
        "; ".join(f"{name}: {status}" for name, status in row["before"].items()),
        "; ".join(f"{name}: {status}" for name, status in row["after"].items()),
        "; ".join(f"{one['list']} {one['entry']}" for one in row["entries"]),
        case["outcome"] if case else "",
        " › ".join(case["path"]) if case else "",
    )
