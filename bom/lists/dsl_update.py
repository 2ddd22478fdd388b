"""An export of the IEC 62474 database is read into an edition of the declarable substance list.

The edition knows more than the export: which substances a group means, which element is counted.
So entries that are there keep all of it; the export adds entries and numbers and renames. A limit
or a level that differs is told and left to a person.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from bom.findings import RowFinding, found_in_row
from bom.lists.edition import Edition
from bom.lists.list_head import head_of
from bom.lists.list_tables import ENTRIES, MEMBERS, THRESHOLDS, ListTable, table_of
from bom.lists.mapped_table import ReadTables
from regulations.change_texts import exact_text
from regulations.header import FILE
from regulations.model import Effect, Entry, SubstanceList
from regulations.quantities import exact_decimal
from regulations.substances import IdType, SubstanceId

__all__ = ["update_from_dsl"]

_PERCENT = 100


def update_from_dsl(
    export: ReadTables,
    base: Edition,
    loaded: SubstanceList,
    *,
    file: str,
    sha256: str,
    read_on: date,
) -> ReadTables:
    """The base with what the export adds.

    Args:
        export: as `read_dsl_export` gives it.
        base: edition that it is read into.
        loaded: the list of that edition, whose members are complete.
        file: name of the export, for findings.
        sha256: of the export.
        read_on: day on which somebody looked.
    """
    if export.edition is None:
        return export
    source = f"iec-{sha256[:12]}"
    known = {entry.id: entry for entry in loaded.entries if entry.removed_on is None}
    tables = {name: table_of(base, name, ()) for name in (ENTRIES, MEMBERS, THRESHOLDS)}
    findings = [*export.findings, *_vanished(export, known, file)]
    rows = {row["id"]: row for row in tables[ENTRIES].rows}
    for row, origin in _with_origins(export.tables[ENTRIES]):
        entry = known.get(row["id"])
        if entry is None:
            findings.append(
                _told("list-entry-new", file, origin, entry=row["id"], name=row["name"])
            )
            _add(row["id"], export, tables, source)
            continue
        if row["name"] != entry.name:
            tables[ENTRIES].change(rows[entry.id], {"name": row["name"]})
        findings += _differences(row, entry, export, file, origin)
        findings += _new_numbers(entry, export, tables[MEMBERS], source=source, file=file)
    files = {name: table.content() for name, table in tables.items() if table.is_changed}
    title = f"IEC 62474 database export, sha256 {sha256}"
    head = head_of(base, source=source, title=title, seen_on=read_on, is_used=bool(files))
    edition = Edition(base.list_id, {**base.files, **files, FILE: head})
    return replace(export, edition=edition, tables=tables, findings=tuple(findings))


def _with_origins(table: ListTable) -> Iterator[tuple[dict[str, str], int]]:
    return zip(table.rows, table.origins, strict=True)


def _add(entry: str, export: ReadTables, tables: dict[str, ListTable], source: str) -> None:
    common = {
        ENTRIES: {"effect": str(Effect.INFORM), "source": source},
        MEMBERS: {"source": source},
        THRESHOLDS: {"unit": "percent", "breached": "above", "source": source},
    }
    for name, table in tables.items():
        key = "id" if name == ENTRIES else "entry"
        for row, origin in _with_origins(export.tables[name]):
            if row[key] == entry:
                table.add({**row, **common[name]}, origin=origin)


def _differences(
    row: dict[str, str], entry: Entry, export: ReadTables, file: str, origin: int
) -> Iterator[RowFinding]:
    limits = [one["value"] for one in export.tables[THRESHOLDS].rows if one["entry"] == entry.id]
    held = {threshold.fraction for threshold in entry.thresholds}
    told = {"level": (row["level"], str(entry.level))} if row["level"] != entry.level else {}
    for value in limits:
        if exact_decimal(value) / _PERCENT not in held:
            shown = " ".join(f"{exact_text(one * _PERCENT)} %" for one in sorted(held))
            told["limit"] = (f"{value} %", shown or "-")
    for aspect, (now, was) in told.items():
        yield _told(
            "list-entry-differs", file, origin, entry=entry.id, aspect=aspect, now=now, was=was
        )


def _new_numbers(
    entry: Entry, export: ReadTables, members: ListTable, *, source: str, file: str
) -> Iterator[RowFinding]:
    held = {member.substance for member in entry.members}
    for row, origin in _with_origins(export.tables[MEMBERS]):
        number = SubstanceId(IdType(row["id_type"]), row["id"])
        if row["entry"] != entry.id or number in held:
            continue
        if entry.element:
            # What share of it is the element is not in the export.
            yield _told("list-member-element", file, origin, entry=entry.id, number=str(number))
        else:
            members.add({**row, "source": source}, origin=origin)


def _vanished(export: ReadTables, known: dict[str, Entry], file: str) -> Iterator[RowFinding]:
    exported = {row["id"] for row in export.tables[ENTRIES].rows}
    for entry in known.values():
        if entry.id not in exported:
            yield _told("list-entry-vanished.kept", file, 0, entry=entry.id, name=entry.name)


def _told(key: str, file: str, row: int, **values: str) -> RowFinding:
    return found_in_row(key, file, row, None, **values)
