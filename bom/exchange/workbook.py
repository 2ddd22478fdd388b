"""Cells of an XLSX file as they were typed, with what a spreadsheet did to them told apart.

Not through the library that reads our own bills of materials: it gives 0.15 for a cell that shows
15 %, and asks for memory by the corners of a sheet, so that two cells can take down a server. What
strangers send goes through the same container check and the same parser as a declaration.

Source:
    ECMA-376-1, 18.3.1.4 (cell), 18.4.9 (shared strings), 18.8.30 (number formats and their ids).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bom.exchange.errors import Refused
from chemsherpa.archive.zip_archive import read_zip
from chemsherpa.lenient import Lenient
from chemsherpa.limits import Limits
from chemsherpa.safe_xml import parse

__all__ = ["Cell", "Kind", "Row", "is_workbook", "read_workbook", "sheet_names"]

_ZIP: Final = b"PK\x03\x04"
_BOOK: Final = "xl/workbook.xml"
_LINKS: Final = "xl/_rels/workbook.xml.rels"
_STRINGS: Final = "xl/sharedStrings.xml"
_STYLES: Final = "xl/styles.xml"
_REFERENCE: Final = re.compile(r"([A-Z]{1,3})[0-9]{1,7}")
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_PERCENT_IDS: Final = frozenset({"9", "10"})
_DATE_IDS: Final = frozenset(str(number) for number in (*range(14, 23), *range(45, 48)))
_QUOTED: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_DATE_LETTERS: Final = re.compile(r"[ymdhs]", re.IGNORECASE)
_MOST_COLUMNS: Final = 200
_MOST_ROWS: Final = 100_000
_MOST_DIGITS: Final = 9


class Kind(StrEnum):
    """What a cell holds; only texts and plain numbers say what was typed."""

    TEXT = "text"
    NUMBER = "number"
    PERCENT = "percentage"
    DATE = "date"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's text as stored, "" when empty."""

    text: str = ""
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Row:
    """A row as people number it, its cells by column from 0."""

    number: int
    cells: Mapping[int, Cell]

    def cell(self, column: int) -> Cell:
        """A cell, empty where there is none."""
        return self.cells.get(column, _EMPTY)


_EMPTY: Final = Cell()
_KINDS: Final = {"str": Kind.TEXT, "b": Kind.ERROR, "e": Kind.ERROR, "d": Kind.DATE}


def is_workbook(data: bytes) -> bool:
    """Whether the bytes are an archive with the directory of an Office document."""
    return data.startswith(_ZIP) and b"xl/workbook.xml" in data


def sheet_names(data: bytes, *, limits: Limits) -> tuple[str, ...]:
    """The names of the sheets, in order.

    Raises:
        Refused: `zip-…`, `xml-…`.
    """
    members = _members(data, limits)
    book = Lenient(parse(members[_BOOK], limits=limits)) if _BOOK in members else None
    sheets = book.below("sheet") if book else []
    return tuple(each.said("name") for each in sheets)


def read_workbook(data: bytes, sheet: str, *, limits: Limits) -> tuple[Row, ...]:
    """The rows of a sheet, "" for the first one.

    Raises:
        Refused: `sheet-unreadable`, `zip-…`, `xml-…`.
    """
    members = _members(data, limits)
    strings = _shared(members, limits)
    kinds = _kinds(members, limits)
    page = _part(members, _target(members, sheet, limits), limits)
    rows = page.below("row")
    if len(rows) > _MOST_ROWS:
        raise Refused("sheet-unreadable.size", most=_MOST_ROWS)
    return tuple(_row(at, row, strings, kinds) for at, row in enumerate(rows, 1))


def _members(data: bytes, limits: Limits) -> dict[str, bytes]:
    return {member.name: member.data for member in read_zip(data, limits=limits)}


def _part(members: Mapping[str, bytes], name: str, limits: Limits) -> Lenient:
    if name not in members:
        raise Refused("sheet-unreadable.part", name=name)
    return Lenient(parse(members[name], limits=limits))


def _target(members: Mapping[str, bytes], sheet: str, limits: Limits) -> str:
    sheets = _part(members, _BOOK, limits).below("sheet")
    chosen = [each for each in sheets if sheet in {"", each.said("name")}]
    if not chosen:
        raise Refused("sheet-unreadable.sheet", name=sheet)
    wanted = chosen[0].said(_RELATION)
    for link in _part(members, _LINKS, limits).below("Relationship"):
        if link.said("Id") == wanted:
            target = link.said("Target")
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    raise Refused("sheet-unreadable.sheet", name=chosen[0].said("name"))


def _shared(members: Mapping[str, bytes], limits: Limits) -> list[str]:
    if _STRINGS not in members:
        return []
    return [_text_of(each) for each in _part(members, _STRINGS, limits).all("si")]


def _text_of(node: Lenient) -> str:
    # Readings of Japanese words (`rPh`) are no part of the text.
    runs = [node, *node.all("r")]
    return "".join(each.text() for run in runs for each in run.all("t"))


def _kinds(members: Mapping[str, bytes], limits: Limits) -> list[Kind]:
    """What the number format of each style makes of a number."""
    if _STYLES not in members:
        return []
    styles = _part(members, _STYLES, limits)
    custom = {
        each.said("numFmtId"): each.said("formatCode")
        for formats in styles.all("numFmts")
        for each in formats.all("numFmt")
    }
    return [
        _kind(each.said("numFmtId"), custom)
        for cells in styles.all("cellXfs")
        for each in cells.all("xf")
    ]


def _kind(number: str, custom: Mapping[str, str]) -> Kind:
    code = _QUOTED.sub("", custom.get(number, ""))
    if number in _PERCENT_IDS or "%" in code:
        return Kind.PERCENT
    if number in _DATE_IDS or _DATE_LETTERS.search(code):
        return Kind.DATE
    return Kind.NUMBER


def _row(at: int, row: Lenient, strings: Sequence[str], kinds: Sequence[Kind]) -> Row:
    number = _index(row.said("r"))
    cells: dict[int, Cell] = {}
    for place, each in enumerate(row.all("c")):
        column = _column(each.said("r"), place)
        if column < _MOST_COLUMNS:
            cells[column] = _cell(each, strings, kinds)
    return Row(at if number is None else number, cells)


def _index(text: str) -> int | None:
    is_one = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
    return int(text) if is_one else None


def _column(reference: str, place: int) -> int:
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return place
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1


def _cell(node: Lenient, strings: Sequence[str], kinds: Sequence[Kind]) -> Cell:
    kind = node.said("t")
    if kind == "inlineStr":
        return Cell("".join(_text_of(each) for each in node.all("is")).strip())
    held = node.one("v")
    text = held.text() if held else ""
    if kind == "s":
        place = _index(text)
        is_known = place is not None and place < len(strings)
        return Cell(strings[place or 0].strip()) if is_known else Cell(text, Kind.ERROR)
    if kind in _KINDS:
        return Cell(text, _KINDS[kind])
    return Cell(text, _styled(node.said("s"), kinds)) if text else _EMPTY


def _styled(style: str, kinds: Sequence[Kind]) -> Kind:
    at = _index(style)
    return Kind.NUMBER if at is None or at >= len(kinds) else kinds[at]
