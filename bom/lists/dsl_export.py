"""The export of the IEC 62474 database: XML with one `el` record for each declarable substance.

Source:
    Field names as third-party readers of the export use them (ID, SpecificSubstance, CASnumber,
    ReportingThreshold, ReportingLevel, FirstAdded …); the standard itself is not quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, Final

from bom.findings import RowFinding, found_in_row
from bom.lists.cells import CellReader
from bom.lists.edition import Edition
from bom.lists.errors import UnreadableList
from bom.lists.grid import GridRow
from bom.lists.list_tables import ENTRIES, MEMBERS, THRESHOLDS, ListTable
from bom.lists.list_toml import toml_text
from bom.lists.mapped_table import ReadTables
from chemsherpa.limits import Limits
from chemsherpa.names import Element, line_of
from chemsherpa.safe_xml import parse
from regulations.header import FILE
from regulations.model import Effect, Level
from regulations.quantities import decimal_text, exact_decimal
from regulations.substances import IdType

__all__ = ["is_dsl_export", "read_dsl_export"]

_RECORD: Final = "el"
_LIST: Final = "iec-62474-dsl"
_FIELDS: Final = (
    "ID", "SpecificSubstance", "SubstanceGroup", "CASnumber", "ReportingThreshold",
    "ReportingLevel", "ReportableApplications", "FirstAdded",
)  # fmt: skip
_PLACES: Final = {name: at for at, name in enumerate(_FIELDS)}
_LEFT_ASIDE: Final = (
    "SubstanceClarification", "CommonSynonyms", "TypicalApplications", "ReportingRequirement",
    "Basis", "BasisDescription", "LastRevised", "Comments",
)  # fmt: skip
_LEVELS: Final = {
    "article": Level.ARTICLE,
    "article, mixture": Level.ARTICLE,
    "material": Level.HOMOGENEOUS_MATERIAL,
    # Judged in the material, which is never larger: a report too many, never one too few.
    "product part": Level.HOMOGENEOUS_MATERIAL,
    "product": Level.HOMOGENEOUS_MATERIAL,
}
_SHARE: Final = re.compile(r"(?P<value>[0-9]+(\.[0-9]+)?)\s*(mass)?\s*%", re.ASCII)
_POWER: Final = re.compile(
    r"(?P<value>[0-9]+(\.[0-9]+)?)\s*x\s*10\s*\^\s*-(?P<power>[0-9]{1,2})\s*mass\s*%", re.ASCII
)
_INTENDED: Final = "intentionally added"
_HEAD: Final[Mapping[str, object]] = {
    "id": _LIST,
    "name": "IEC 62474 declarable substance list",
    "authority": "IEC",
    "legal_basis": "IEC 62474, database",
    "binding": False,
    "versions_from": "included_on",
    "not_modelled": [
        "Thresholds that are no share of mass: any content reports.",
        "Applications, and reporting per product or part; both stand in the note of an entry.",
    ],
}


def is_dsl_export(content: bytes) -> bool:
    """Whether the head of a file looks like XML with such records."""
    head = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith(b"<") and b"<el" in content[:65536]


def read_dsl_export(
    content: bytes,
    name: str,
    *,
    sha256: str,
    read_on: date,
    limits: Limits,
) -> ReadTables:
    """An edition of the DSL as if there were none before it; `dsl_update` reads it into one.

    Args:
        content: the export.
        name: what findings call it.
        sha256: of the export, told in its source.
        read_on: day on which somebody looked, for `checked_on`.
        limits: of XML.

    Raises:
        Refused: the XML cannot be read faithfully.
        UnreadableList: it has no record.
    """
    records = parse(content, limits=limits).findall(f".//{_RECORD}")
    if not records:
        raise UnreadableList("unreadable-list.dsl", file=name)
    reader = CellReader(name, _PLACES, {field: field for field in _FIELDS})
    tables = {
        ENTRIES: ListTable(["id", "name", "level", "included_on", "intentional", "citation"]),
        MEMBERS: ListTable(["entry", "id_type", "id", "name"]),
        THRESHOLDS: ListTable(["entry", "value", "from"]),
    }  # fmt: skip
    for record in records:
        _take(_row(record), reader, tables)
    findings = (*reader.findings, *_unread(records, name))
    is_refused = any(finding.severity == "error" for finding in findings)
    files = {table: rows.content() for table, rows in tables.items()}
    head = toml_text(_head(sha256, read_on)).encode()
    edition = None if is_refused else Edition(_LIST, files | {FILE: head})
    return ReadTables(edition, tables, findings, len(records), len(records))


def _head(sha256: str, read_on: date) -> dict[str, Any]:
    common = {"effect": str(Effect.INFORM), "source": "iec", "unit": "percent"}
    source = {"title": f"IEC 62474 database export, sha256 {sha256}", "trust": "A"}
    return {
        **_HEAD,
        "checked_on": read_on,
        "defaults": {**common, "breached": "above"},
        "source": {"iec": source},
    }


def _row(record: Element) -> GridRow:
    return GridRow(
        line_of(record) or 0,
        tuple((record.findtext(field) or "").strip() for field in _FIELDS),
    )


def _take(row: GridRow, reader: CellReader, tables: Mapping[str, ListTable]) -> None:
    before = len(reader.findings)
    number = reader.numbers(row, "ID", IdType.DSL)
    level = _LEVELS.get((reader.word(row, "ReportingLevel") or "").lower())
    if level is None:
        words = ", ".join(_LEVELS)
        reader.refuse(
            "list-word", row, "ReportingLevel", word=_said(row, "ReportingLevel"), words=words
        )
    if not number:
        reader.refuse("list-row.no-id", row, "ID")
    if not reader.has(row, "FirstAdded"):
        reader.refuse("list-row.missing", row, "FirstAdded", column="FirstAdded")
    day = reader.day(row, "FirstAdded") if reader.has(row, "FirstAdded") else None
    cas = reader.numbers(row, "CASnumber", IdType.CAS)
    if level is None or not number or day is None or len(reader.findings) > before:
        return
    entry, name = number[0], _said(row, "SpecificSubstance") or _said(row, "SubstanceGroup")
    value, is_intended = _threshold(row, reader)
    said = {"id": entry, "name": name, "level": str(level), "included_on": day.isoformat()}
    tables[ENTRIES].add(
        {**said, "intentional": "yes" if is_intended else "", "note": "; ".join(_notes(row)),
         "citation": f"IEC 62474, DSL entry {entry}"}, origin=row.number,
    )  # fmt: skip
    for register, one in (("dsl", entry), *(("cas", one) for one in cas or ())):
        member = {"entry": entry, "id_type": register, "id": one, "name": name}
        tables[MEMBERS].add(member, origin=row.number)
    limit = {"entry": entry, "value": value, "from": said["included_on"]}
    tables[THRESHOLDS].add(limit, origin=row.number)


def _threshold(row: GridRow, reader: CellReader) -> tuple[str, bool]:
    """Limit in percent, and whether intentional addition alone reports.

    Without a share of mass the limit is 0: any content reports, which is never too little.
    """
    text = _said(row, "ReportingThreshold")
    is_intended = _INTENDED in text.lower()
    power = _POWER.search(text)
    if power is not None:
        value = exact_decimal(power["value"]) * Fraction(1, 10 ** int(power["power"]))
        return decimal_text(value), is_intended
    share = _SHARE.search(text)
    if share is not None:
        return decimal_text(exact_decimal(share["value"])), is_intended
    if not is_intended or text.lower() != _INTENDED:
        reader.refuse("list-threshold-text", row, "ReportingThreshold", threshold=text)
    return "0", True


def _notes(row: GridRow) -> Iterator[str]:
    for field in ("ReportingLevel", "ReportingThreshold", "ReportableApplications"):
        if said := _said(row, field):
            yield said


def _said(row: GridRow, field: str) -> str:
    return str(row.cells[_PLACES[field]] or "")


def _unread(records: list[Element], name: str) -> Iterator[RowFinding]:
    """Fields that the records hold and nobody reads: told once."""
    found = {str(field.tag) for record in records for field in record}
    for field in sorted(found - {*_FIELDS, *_LEFT_ASIDE}):
        yield found_in_row("list-column.unread", name, 0, field, column=field)
