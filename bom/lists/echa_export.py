"""ECHA's own exports of the Candidate List, as they are: the portal's CSV and the XLSX of either.

The portal writes tab-separated text: a title, a note, the day of the export, the filters, then the
titles in the language of the page and a tab at the end of each row. Several values of a cell stand
as `"a""b"`. A group is one row, its known members follow it with the same decision. ECHA CHEM
writes a workbook with a row for each decision, so one entry can stand in several rows.

Source:
    Shape of the exports of 2026-03 and 2026-04; ECHA's note “Group entries are split in different
    rows”.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from bom.findings import RowFinding
from bom.lists.cells import CellReader
from bom.lists.errors import UnreadableList
from bom.lists.grid import Grid, GridRow
from regulations.substances import IdType, SubstanceId

__all__ = ["EchaEntry", "EchaExport", "EchaMember", "is_echa_export", "read_echa_export"]

_TITLES: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("substance name", "name", "naam van de stof"),
    "ec": ("ec no.", "ec number", "ec / list no.", "eg-nr."),
    "cas": ("cas no.", "cas number", "cas-nr."),
    "reason": ("reason for inclusion", "reasons for inclusion", "reden voor opname"),
    "included_on": ("date of inclusion", "inclusion date", "datum van opname"),
    "decision": ("decision", "decision document", "besluit"),
}
_NEEDED: Final = ("name", "ec", "cas", "reason", "included_on")
_EXPORTED: Final = re.compile(r"export date\W+(?P<day>\S+)", re.IGNORECASE)
_ARTICLE: Final = re.compile(r"\(Article 57\s*\(?(?P<letter>[a-f])\)?(?P<about>[^)]*)\)")
_ABOUT: Final = {"": "", "human health": "-HH", "environment": "-ENV"}
_SEVERAL: Final = re.compile(r'["#|\n]+')


@dataclass(frozen=True, slots=True)
class EchaMember:
    """A substance with the numbers that one row gives it."""

    row: int
    name: str
    numbers: tuple[SubstanceId, ...]


@dataclass(frozen=True, slots=True)
class EchaEntry:
    """One entry of the list; its first member is the entry's own row.

    Attributes:
        reasons: letters of Article 57 as our data writes them, e.g. ``57(f)-ENV``.
    """

    row: int
    name: str
    included_on: date
    reasons: tuple[str, ...]
    members: tuple[EchaMember, ...]

    @property
    def numbers(self) -> frozenset[SubstanceId]:
        """CAS and EC numbers of all its rows."""
        return frozenset(number for member in self.members for number in member.numbers)


@dataclass(frozen=True, slots=True)
class EchaExport:
    """What an export says.

    Attributes:
        exported_on: as its head tells it; None where it has none.
        rows_read: rows below the titles.
    """

    entries: tuple[EchaEntry, ...]
    exported_on: date | None
    rows_read: int
    findings: tuple[RowFinding, ...]


def is_echa_export(grid: Grid) -> bool:
    """Whether a row of the grid has the titles of an export."""
    return _head(grid) is not None


def read_echa_export(grid: Grid) -> EchaExport:
    """The entries of an export in its order; a row that cannot be trusted is a finding.

    Raises:
        UnreadableList: no row has the titles that an export has.
    """
    head = _head(grid)
    if head is None:
        told = ", ".join(_TITLES[column][0] for column in _NEEDED)
        raise UnreadableList("unreadable-list.echa-titles", file=grid.file, columns=told)
    places = _places(head)
    titles = {column: str(head.cells[at]).strip() for column, at in places.items()}
    reader = CellReader(grid.file, places, titles)
    body = [row for row in grid.rows if row.number > head.number and not row.is_empty]
    lines = [line for row in body if (line := _line(row, reader)) is not None]
    exported_on = _exported_on(grid, head)
    entries = tuple(_entry(together) for together in _grouped(lines))
    return EchaExport(entries, exported_on, len(body), tuple(reader.findings))


def _head(grid: Grid) -> GridRow | None:
    return next((row for row in grid.rows if _places(row).keys() >= set(_NEEDED)), None)


def _places(row: GridRow) -> dict[str, int]:
    titles = [cell.strip().lower() if isinstance(cell, str) else "" for cell in row.cells]
    return {
        column: next(at for at, title in enumerate(titles) if title in known)
        for column, known in _TITLES.items()
        if set(titles) & set(known)
    }


def _exported_on(grid: Grid, head: GridRow) -> date | None:
    for row in grid.rows:
        if row.number < head.number and row.cells and isinstance(row.cells[0], str):
            told = _EXPORTED.match(row.cells[0].strip())
            if told is not None:
                told_day = GridRow(row.number, (told["day"],))
                return CellReader(grid.file, {"day": 0}).day(told_day, "day")
    return None


@dataclass(frozen=True, slots=True)
class _Line:
    row: int
    name: str
    included_on: date
    reasons: tuple[str, ...]
    decision: str
    numbers: tuple[SubstanceId, ...]


def _line(row: GridRow, reader: CellReader) -> _Line | None:
    before = len(reader.findings)
    name = html.unescape(reader.text(row, "name") or "")
    numbers = tuple(_numbers(row, reader))
    if not name and len(reader.findings) == before:
        reader.refuse("list-row.missing", row, "name", column="name")
    included_on = None
    if reader.has(row, "included_on"):
        included_on = reader.day(row, "included_on")
    else:
        reader.refuse("list-row.missing", row, "included_on", column="included_on")
    reasons = tuple(_reasons(row, reader))
    decision = _SEVERAL.split(reader.text(row, "decision") or "")[0]
    if included_on is None or len(reader.findings) > before:
        return None
    return _Line(row.number, name, included_on, reasons, decision, numbers)


def _numbers(row: GridRow, reader: CellReader) -> Iterator[SubstanceId]:
    for column, register in (("cas", IdType.CAS), ("ec", IdType.EC)):
        if reader.has(row, column):
            for one in reader.numbers(row, column, register) or ():
                yield SubstanceId(register, one)


def _reasons(row: GridRow, reader: CellReader) -> Iterator[str]:
    for reason in _SEVERAL.split(reader.text(row, "reason") or ""):
        if not reason.strip():
            continue
        told = _ARTICLE.search(html.unescape(reason))
        about = "" if told is None else told["about"].strip(" -–")
        if told is None or about not in _ABOUT:
            reader.refuse("list-reason", row, "reason", reason=reason)
            return
        yield f"57({told['letter']}){_ABOUT[about]}"


def _grouped(lines: Sequence[_Line]) -> list[list[_Line]]:
    """Lines of one entry: those that follow one another with one decision, or repeat its numbers.

    The decision of a group is its own, so the members that follow it share it; without any
    decision each line is an entry, unless an earlier one has its name and numbers.
    """
    groups: list[list[_Line]] = []
    repeated: dict[tuple[str, frozenset[SubstanceId]], list[_Line]] = {}
    for line in lines:
        last = groups[-1][-1] if groups else None
        key = (line.name, frozenset(line.numbers))
        if last is not None and line.decision and line.decision == last.decision:
            groups[-1].append(line)
        elif key in repeated:
            repeated[key].append(line)
        else:
            groups.append([line])
            repeated[key] = groups[-1]
    return groups


def _entry(lines: Sequence[_Line]) -> EchaEntry:
    """An entry of its lines; its day is the earliest, its reasons are those of all of them."""
    first = lines[0]
    members: dict[tuple[str, frozenset[SubstanceId]], EchaMember] = {}
    for line in lines:
        key = (line.name, frozenset(line.numbers))
        members.setdefault(key, EchaMember(line.row, line.name, line.numbers))
    return EchaEntry(
        row=first.row,
        name=first.name,
        included_on=min(line.included_on for line in lines),
        reasons=tuple(sorted({reason for line in lines for reason in line.reasons})),
        members=tuple(members.values()),
    )
