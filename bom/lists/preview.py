"""What a file would make of a list, before anything is stored: edition, diff, findings, alarm."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Final

from bom.findings import RowFinding, found_in_row
from bom.lists.column_map import ColumnMap
from bom.lists.dsl_export import is_dsl_export, read_dsl_export
from bom.lists.dsl_update import update_from_dsl
from bom.lists.echa_export import is_echa_export, read_echa_export
from bom.lists.echa_update import update_from_echa
from bom.lists.edition import Edition
from bom.lists.errors import UnreadableList
from bom.lists.grid import read_grid
from bom.lists.list_archive import edition_of_json, edition_of_zip, is_list_zip
from bom.lists.list_tables import ListTable, origins_of
from bom.lists.mapped_table import ReadTables, read_mapped_table
from chemsherpa.limits import Limits
from regulations.diff import ListDiff, diff
from regulations.errors import InvalidListData
from regulations.list_state import ListState, whole
from regulations.model import SubstanceList
from regulations.sentences import Severity
from regulations.tables import Problem

__all__ = ["ALARM_SHARE", "Preview", "RowAlarm", "preview_file", "preview_folder"]

ALARM_SHARE: Final = Fraction(5, 100)
"""More entries more or fewer than this share of the base need a reason that somebody wrote."""

_COMPLAINT: Final = re.compile(
    r"(?P<file>[^:/]+/[^:]+):(?P<row>\d+):(?P<column>[^:]*): (?P<message>.*)", re.DOTALL
)
_NO_TABLES: Final[Mapping[str, ListTable]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class RowAlarm:
    """The file has many more or fewer entries than the list had.

    Attributes:
        reason: why that is right, in the words of who loads it; "" = nobody said.
    """

    base: int
    entries: int
    reason: str

    @property
    def is_answered(self) -> bool:
        """Whether somebody said why."""
        return bool(self.reason.strip())


@dataclass(frozen=True, slots=True)
class Preview:
    """What loading a file would do.

    Attributes:
        edition: None where a row cannot be trusted.
        found: the list that the edition describes; None with it.
        diff: from the base to the edition, whatever the day; empty without an edition.
        rows_read: rows of the file, without its head.
        is_same: the edition is the base, byte for byte: there is nothing to store.
    """

    edition: Edition | None
    found: SubstanceList | None
    diff: ListDiff
    findings: tuple[RowFinding, ...]
    rows_read: int
    alarm: RowAlarm | None
    is_same: bool

    @property
    def is_refused(self) -> bool:
        """Whether it must not be stored: an error, or an alarm that nobody answered."""
        return self.edition is None or any(one.severity is Severity.ERROR for one in self.findings)


def preview_file(
    content: bytes,
    name: str,
    *,
    base: Edition | None,
    known: Mapping[str, SubstanceList],
    read_on: date,
    columns: ColumnMap | None = None,
    reason: str = "",
) -> Preview:
    """Read a file of a list: ECHA's exports, the IEC DSL export, our ZIP or JSON, or a table.

    Args:
        content: the file, told by its bytes.
        name: what findings call it.
        base: the edition that it follows; None for a list that is new.
        known: the lists that a list may need.
        read_on: today; an export that tells no day was looked at on it.
        columns: how a company's table is to be read; with it the file is such a table.
        reason: why the number of entries may differ by more than `ALARM_SHARE`.

    Raises:
        UnreadableList: it is none of them, or cannot be read at all.
        Refused: an archive or an XML that cannot be read faithfully.
        InvalidListData: a file in it has a name that no list has.
    """
    read = _read(content, name, base=base, known=known, columns=columns, read_on=read_on)
    return _preview(read, name, base=base, known=known, reason=reason)


def preview_folder(
    folder: Path, *, base: Edition | None, known: Mapping[str, SubstanceList], reason: str = ""
) -> Preview:
    """The same of a folder of TOML and CSV.

    Raises:
        InvalidListData: the folder's name or a file in it is none of a list.
    """
    read = _whole_edition(Edition.of_folder(folder))
    return _preview(read, folder.name, base=base, known=known, reason=reason)


def _read(
    content: bytes,
    name: str,
    *,
    base: Edition | None,
    known: Mapping[str, SubstanceList],
    columns: ColumnMap | None,
    read_on: date,
) -> ReadTables:
    sha256 = hashlib.sha256(content).hexdigest()
    if columns is not None:
        grid = read_grid(content, name, encoding=columns.encoding, sheet=columns.sheet)
        return read_mapped_table(grid, columns, base)
    if is_list_zip(content):
        return _whole_edition(edition_of_zip(content, name, limits=Limits()))
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return _whole_edition(edition_of_json(content, name))
    if is_dsl_export(content):
        export = read_dsl_export(content, name, sha256=sha256, read_on=read_on, limits=Limits())
        if base is None:
            return export
        return update_from_dsl(
            export, base, base.load(known), file=name, sha256=sha256, read_on=read_on
        )
    grid = read_grid(content, name)
    if not is_echa_export(grid):
        raise UnreadableList("unreadable-list.no-map", file=name)
    if base is None:
        raise UnreadableList("unreadable-list.no-base", file=name)
    return update_from_echa(read_echa_export(grid), base, file=name, sha256=sha256)


def _whole_edition(edition: Edition) -> ReadTables:
    """An edition in our own form: its lints speak of its own files and rows."""
    tables = [content for name, content in edition.files.items() if name.endswith(".csv")]
    return ReadTables(edition, _NO_TABLES, (), sum(map(_rows, tables)), None)


def _rows(table: bytes) -> int:
    text = io.StringIO(table.decode("utf-8", "replace"), newline="")
    return max(sum(1 for _ in csv.reader(text)) - 1, 0)


def _preview(
    read: ReadTables,
    name: str,
    *,
    base: Edition | None,
    known: Mapping[str, SubstanceList],
    reason: str,
) -> Preview:
    before = None if base is None else base.load(known)
    is_same = base is not None and read.edition is not None and read.edition == base
    findings = list(read.findings)
    found = before
    # What is byte for byte the base has been linted and loaded with it.
    if not is_same:
        findings += _linted(read, name)
        found = _loaded(read, name, findings, known)
    alarm = _alarm(read.entries, found, before, reason)
    if alarm is not None:
        findings.append(_told(alarm, name))
    edition = read.edition if found is not None else None
    return Preview(
        edition=edition,
        found=found,
        diff=ListDiff(()) if found is None else diff(_state_before(before, found), whole(found)),
        findings=tuple(findings),
        rows_read=read.rows_read,
        alarm=alarm,
        is_same=is_same,
    )


def _loaded(
    read: ReadTables, name: str, findings: list[RowFinding], known: Mapping[str, SubstanceList]
) -> SubstanceList | None:
    """The list of an edition in which nothing is wrong; the loader's own complaint is a finding."""
    if read.edition is None or any(one.severity is Severity.ERROR for one in findings):
        return None
    try:
        return read.edition.load(known)
    except InvalidListData as wrong:
        findings.append(_complaint(wrong.message, read, name))
        return None


def _state_before(before: SubstanceList | None, found: SubstanceList) -> ListState:
    """The state that the edition follows; a list that is new follows itself without content."""
    if before is not None:
        return whole(before)
    return replace(whole(found), entries=(), exemptions=())


def _alarm(
    read: int | None, found: SubstanceList | None, before: SubstanceList | None, reason: str
) -> RowAlarm | None:
    entries = _listed(found) if read is None and found is not None else read
    if before is None or entries is None:
        return None
    known = _listed(before)
    if not known or abs(entries - known) <= ALARM_SHARE * known:
        return None
    return RowAlarm(known, entries, reason)


def _listed(found: SubstanceList) -> int:
    return sum(entry.removed_on is None for entry in found.entries)


def _told(alarm: RowAlarm, name: str) -> RowFinding:
    values = {"base": alarm.base, "entries": alarm.entries}
    if not alarm.is_answered:
        return found_in_row("list-alarm", name, 0, None, **values)
    reason = alarm.reason.strip()
    return found_in_row("list-alarm-answered", name, 0, None, **values, reason=reason)


def _linted(read: ReadTables, name: str) -> list[RowFinding]:
    """What the lints of list data say of the edition, told of the file that was sent."""
    if read.edition is None:
        return []
    return [_of_problem(problem, read, name) for problem in read.edition.problems()]


def _complaint(message: str, read: ReadTables, name: str) -> RowFinding:
    told = _COMPLAINT.fullmatch(message)
    if told is None:
        return found_in_row("list-data", name, 0, None, detail=message)
    problem = Problem(told["file"], int(told["row"]), told["column"], told["message"])
    return _of_problem(problem, read, name)


def _of_problem(problem: Problem, read: ReadTables, name: str) -> RowFinding:
    """A problem of a table that was made from a file, at the row of that file."""
    table = read.tables.get(problem.file.rpartition("/")[2])
    row = 0 if table is None else origins_of(table).get(problem.row, 0)
    file = name if row else problem.file
    column = problem.column or None
    detail = problem.message
    return found_in_row("list-data", file, row or problem.row, column, detail=detail)
