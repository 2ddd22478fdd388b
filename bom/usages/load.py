"""Usages into the store: a file replaces the bills of materials of the parents that it names."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from sqlalchemy import select, tuple_, update
from sqlalchemy.orm import Session, sessionmaker

from bom.chunks import MOST_ROWS, chunks, padded
from bom.errors import UnitMismatch
from bom.findings import RowFinding, found_in_row
from bom.history import Clock, next_instant, utc_now
from bom.importing.rows import counted
from bom.inserts import add_rows, insert_new
from bom.models import Part, Usage
from bom.portfolio.joins import declared_units
from bom.resolution import Directory, read_directory
from bom.usages.table import BomTable, TableLine
from bom.usages.units import EACH, conversion
from engine.errors import CyclicStructure
from engine.exact import PARTS_PER_BILLION, IntArray
from engine.topology import heights
from regulations.sentences import Severity

__all__ = ["LoadReport", "load_usages"]

_Reference = tuple[str, str, str]
"""Part number, revision, manufacturer, as a bill of materials names a part."""


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What loading a file changed.

    Attributes:
        added, superseded, unchanged: usage lines.
        refused_parents: (number, revision) whose rows were not taken, all of them.
    """

    file: str
    added: int
    superseded: int
    unchanged: int
    refused_parents: tuple[tuple[str, str], ...]
    findings: tuple[RowFinding, ...]

    @property
    def is_refused(self) -> bool:
        """Whether any input was refused, even when other input was taken."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)


def load_usages(
    sessions: sessionmaker[Session], table: BomTable, *, clock: Clock = utc_now
) -> LoadReport:
    """Store a table in one transaction; the same table again stores nothing.

    A parent with a refused row keeps what was stored before, whole: half a bill of materials
    would hide what the missing half contains.

    Raises:
        CyclicStructure: the usages would make a part contain itself; nothing is stored.
    """
    with sessions.begin() as session:
        mismatches = _unit_mismatches(session, table)
        refused = table.refused_parents | {_parent(line) for line, _ in mismatches}
        lines = [line for line in table.lines if _parent(line) not in refused]
        findings = (*table.findings, *(finding for _, finding in mismatches))
        if not table.is_whole:
            refused |= {_parent(line) for line in table.lines}
            lines = []
        added, superseded, unchanged = _replace(session, lines, clock)
        if added:
            _refuse_cycles(session)
    return LoadReport(table.file, added, superseded, unchanged, tuple(sorted(refused)), findings)


def _parent(line: TableLine) -> tuple[str, str]:
    return line.parent, line.parent_revision


def _unit_mismatches(session: Session, table: BomTable) -> list[tuple[TableLine, RowFinding]]:
    directory = read_directory(session, numbers={line.child for line in table.lines}, known_at=None)
    built: dict[str, set[str]] = defaultdict(set)
    for line in table.lines:
        built[line.parent].add(line.parent_revision)
    found: list[tuple[TableLine, RowFinding]] = []
    for line in table.lines:
        wrong = _mismatch(line.unit, _child_units(directory, built, line))
        if wrong is not None:
            found.append((line, _told(table, line, wrong)))
    return found


def _child_units(directory: Directory, built: Mapping[str, set[str]], line: TableLine) -> set[str]:
    revisions = built.get(line.child, set())
    is_meant = line.child_revision in revisions or (revisions and not line.child_revision)
    if is_meant and not line.manufacturer:
        return {EACH}
    candidates = directory.candidates(
        line.child, revision=line.child_revision, manufacturer=line.manufacturer
    )
    return {unit for part in candidates if part.is_known for unit in declared_units(part)}


def _mismatch(used: str, declared: Iterable[str]) -> str | None:
    """The declared unit that does not fit; None where one candidate's does, or none is known.

    While one candidate fits, the line may mean that one; the others stay doubtful.
    """
    first: str | None = None
    for unit in sorted(declared):
        try:
            conversion(used, unit)
        except UnitMismatch:
            first = unit if first is None else first
        else:
            return None
    return first


def _told(table: BomTable, line: TableLine, declared: str) -> RowFinding:
    return found_in_row(
        "unit-mismatch",
        table.file,
        line.row,
        "unit",
        child=line.child,
        unit=line.unit,
        declared=declared,
    )


def _replace(session: Session, lines: list[TableLine], clock: Clock) -> tuple[int, int, int]:
    parents = {(line.parent, line.parent_revision, "") for line in lines}
    children = {(line.child, line.child_revision, line.manufacturer) for line in lines}
    recorded_at = next_instant(session, clock)
    ids = _part_ids(session, parents | children, recorded_at)
    wanted = Counter(_usage(line, ids) for line in lines)
    stored = _stored(session, {ids[parent] for parent in parents})
    gone = [number for key, found in stored.items() for number in found[wanted[key] :]]
    new = [key for key, count in wanted.items() for _ in range(count - len(stored.get(key, ())))]
    for some in chunks(gone, most=MOST_ROWS):
        session.execute(
            update(Usage).where(Usage.id.in_(padded(some))).values(superseded_at=recorded_at),
            execution_options={"synchronize_session": False},
        )
    if new:
        add_rows(session, Usage, _COLUMNS, [_row(key, recorded_at) for key in new])
    return len(new), len(gone), sum(wanted.values()) - len(new)


_Key = tuple[int, int, str, str]


def _usage(line: TableLine, ids: Mapping[_Reference, int]) -> _Key:
    return (
        ids[line.parent, line.parent_revision, ""],
        ids[line.child, line.child_revision, line.manufacturer],
        line.quantity,
        line.unit,
    )


_COLUMNS: Final = (
    "parent_part_id", "child_part_id", "quantity", "quantity_ppb", "unit", "recorded_at",
)  # fmt: skip


def _row(key: _Key, recorded_at: str) -> tuple[Any, ...]:
    parent, child, quantity, unit = key
    return parent, child, quantity, counted(quantity, PARTS_PER_BILLION), unit, recorded_at


def _stored(session: Session, parents: Iterable[int]) -> dict[_Key, list[int]]:
    stored: dict[_Key, list[int]] = defaultdict(list)
    columns = select(
        Usage.parent_part_id, Usage.child_part_id, Usage.quantity, Usage.unit, Usage.id
    ).where(Usage.superseded_at.is_(None))
    for some in chunks(sorted(parents), most=MOST_ROWS):
        lines = columns.where(Usage.parent_part_id.in_(padded(some))).order_by(Usage.id)
        for parent, child, quantity, unit, number in session.execute(lines):
            stored[parent, child, quantity, unit].append(number)
    return stored


def _part_ids(
    session: Session, references: Iterable[_Reference], recorded_at: str
) -> dict[_Reference, int]:
    ids: dict[_Reference, int] = {}
    unique = ["part_number", "revision", "manufacturer", "name"]
    key = tuple_(Part.part_number, Part.revision, Part.manufacturer)
    columns = select(Part.part_number, Part.revision, Part.manufacturer, Part.id)
    for some in chunks(sorted(references), most=MOST_ROWS):
        rows = [
            dict(zip(unique, (*reference, ""), strict=True)) | {"recorded_at": recorded_at}
            for reference in some
        ]
        session.execute(insert_new(session, Part, unique=unique), rows)
        found = session.execute(columns.where(Part.name == "", key.in_(padded(some))))
        ids |= {(number, revision, maker): part for number, revision, maker, part in found}
    return ids


def _refuse_cycles(session: Session) -> None:
    # Only our own bills of materials hold parts, and which of them a line means depends on no
    # declaration: nothing that is imported later can close a cycle.
    parent, child = _edges(session)
    names, numbers = np.unique(np.concatenate([parent, child]), return_inverse=True)
    try:
        heights(numbers[: len(parent)], numbers[len(parent) :], len(names))
    except CyclicStructure as cyclic:
        ids = [int(names[node]) for node in cyclic.cycle]
        columns = select(Part.id, Part.part_number).where(Part.id.in_(ids))
        words = {row[0]: row[1] for row in session.execute(columns)}
        shown = " → ".join(words[number] for number in ids)
        raise CyclicStructure(
            f"a part contains itself: {shown}", cycle=ids, hint=cyclic.hint
        ) from cyclic


def _edges(session: Session) -> tuple[IntArray, IntArray]:
    lines = session.execute(
        select(Usage.parent_part_id, Usage.child_part_id).where(Usage.superseded_at.is_(None))
    ).all()
    parts = {line[0] for line in lines} | {line[1] for line in lines}
    built = {line[0] for line in lines}
    columns = select(Part.id, Part.part_number, Part.revision, Part.manufacturer)
    known = {row[0]: tuple(row[1:]) for row in session.execute(columns) if row[0] in parts}
    by_number: dict[str, list[int]] = defaultdict(list)
    for number in built:
        by_number[known[number][0]].append(number)
    meant = {
        child: [
            built_id for built_id in by_number[known[child][0]] if _may_be(known, child, built_id)
        ]
        for child in {line[1] for line in lines}
    }
    pairs = [(above, below) for above, child in lines for below in meant[child]]
    edges = np.asarray(pairs, dtype=np.int64).reshape(-1, 2)
    return edges[:, 0], edges[:, 1]


def _may_be(known: Mapping[int, tuple[str, ...]], child: int, built: int) -> bool:
    _, revision, manufacturer = known[child]
    _, own_revision, own_manufacturer = known[built]
    return revision in {"", own_revision} and manufacturer in {"", own_manufacturer}
