"""Declarations into the store: one transaction each, the same bytes once, in bulk inserts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, tuple_
from sqlalchemy.orm import Session

from bom.chunks import MOST_ROWS, chunks
from bom.history import Clock, next_instant, utc_now
from bom.import_report import ALREADY_KNOWN
from bom.inserts import insert_new, obtain_id
from bom.models import (
    Base,
    ComplianceAnswer,
    Constituent,
    Declaration,
    Document,
    ExemptionClaim,
    Finding,
    Node,
    Part,
    Substance,
    Supplier,
)
from bom.rows import DeclarationRows, declaration_rows
from chemsherpa import document as words
from chemsherpa.document import ListRef
from chemsherpa.file_reading import Reading
from regulations.substances import SubstanceId

__all__ = ["SourceFile", "Stored", "is_stored", "store"]


@dataclass(frozen=True, slots=True)
class SourceFile:
    """The file that a reading came from; `name` without its folder."""

    name: str
    sha256: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of a reading; `declaration_id` is None where nothing was stored."""

    status: str
    declaration_id: int | None


def store(
    session: Session, reading: Reading, *, source: SourceFile, clock: Clock = utc_now
) -> Stored:
    """Store one reading in the session's transaction; the caller commits.

    A rejected reading stores nothing, nor does one whose member bytes are already there.
    """
    if reading.document is None:
        return Stored(reading.status.value, None)
    if is_stored(session, reading.sha256):
        return Stored(ALREADY_KNOWN, None)
    recorded_at = next_instant(session, clock)
    declaration_id = _add_declaration(session, reading, reading.document, source, recorded_at)
    if declaration_id is None:
        return Stored(ALREADY_KNOWN, None)
    rows = declaration_rows(reading.document)
    _number_substances(session, rows, recorded_at)
    findings = [
        {
            "number": number,
            "severity": finding.severity.value,
            "code": finding.code,
            "where": finding.where,
            "line": finding.line,
            "message": finding.message,
            "hint": finding.hint,
        }
        for number, finding in enumerate(reading.findings)
    ]
    own = {"declaration_id": declaration_id, "recorded_at": recorded_at}
    _add_all(session, Finding, findings, own)
    _add_all(session, Node, rows.nodes, own)
    _add_all(session, Constituent, rows.constituents, own)
    _add_all(session, ComplianceAnswer, rows.answers, own)
    _add_all(session, ExemptionClaim, rows.claims, own)
    return Stored(reading.status.value, declaration_id)


def is_stored(session: Session, content_sha256: str) -> bool:
    """Whether a declaration with exactly these member bytes is in the store."""
    found = select(Declaration.id).where(Declaration.content_sha256 == content_sha256)
    return session.execute(found).first() is not None


def _add_declaration(
    session: Session,
    reading: Reading,
    document: words.Declaration,
    source: SourceFile,
    recorded_at: str,
) -> int | None:
    stamp = {"recorded_at": recorded_at}
    columns: dict[str, Any] = {
        "document_id": obtain_id(
            session,
            Document,
            {"sha256": source.sha256},
            {"name": source.name, "content": source.content, **stamp},
        ),
        "part_id": obtain_id(session, Part, _part(document), stamp),
        "supplier_id": _supplier_id(session, document, stamp),
        "member_name": reading.member_name or source.name,
        "content_sha256": reading.sha256,
        "status": reading.status.value,
        **_header(document),
        **stamp,
    }
    # Another importer may have stored the same bytes since we looked.
    adding = insert_new(session, Declaration, unique=["content_sha256"])
    added = session.execute(adding.values(columns).returning(Declaration.id))
    return added.scalar_one_or_none()


def _part(document: words.Declaration) -> dict[str, str]:
    return {
        "part_number": document.part_number,
        "revision": document.revision,
        "manufacturer": document.manufacturer,
        "name": document.name,
    }


def _header(document: words.Declaration) -> dict[str, Any]:
    comment = document.comment
    return {
        "scheme": document.scheme.value,
        "schema_version": document.schema_version,
        "tool": document.tool,
        "requester_part_number": document.requester_part_number,
        "response_date": document.response.date if document.response else "",
        "confirmed_at": max(comment.compliance_confirmed_at, comment.composition_confirmed_at),
        "unit_type": document.unit_type,
        "has_composition": document.has_composition,
        "has_compliance": document.has_compliance,
        "composition_confirmed": comment.composition_confirmed,
        "declared": {
            "composition": _lists(document.declared.composition),
            "compliance": _lists(document.declared.compliance),
            "full_material": document.declared.full_material,
        },
    }


def _lists(references: tuple[ListRef, ...]) -> list[dict[str, str]]:
    return [
        {"identity": each.identity, "authority": each.authority, "version": each.version}
        for each in references
    ]


def _supplier_id(
    session: Session, document: words.Declaration, stamp: dict[str, str]
) -> int | None:
    response = document.response
    if response is None:
        return None
    company = response.company_id
    unique = {
        "name": response.company,
        "authority": company.authority if company else "",
        "identity": company.identity if company else "",
    }
    return obtain_id(session, Supplier, unique, {"name_local": response.company_local, **stamp})


def _number_substances(session: Session, rows: DeclarationRows, recorded_at: str) -> None:
    wanted = sorted({(each.id_type.value, each.value) for each in rows.identities if each})
    for some in chunks(wanted, most=MOST_ROWS):
        new = [
            {"id_type": id_type, "id_value": value, "recorded_at": recorded_at}
            for id_type, value in some
        ]
        session.execute(insert_new(session, Substance, unique=["id_type", "id_value"]), new)
    numbers = _substance_numbers(session, wanted)
    for row, identity in zip(rows.constituents, rows.identities, strict=True):
        row["substance_id"] = _number(numbers, identity)


def _substance_numbers(
    session: Session, wanted: list[tuple[str, str]]
) -> dict[tuple[str, str], int]:
    numbers: dict[tuple[str, str], int] = {}
    key = tuple_(Substance.id_type, Substance.id_value)
    found = select(Substance.id_type, Substance.id_value, Substance.id)
    for some in chunks(wanted, most=MOST_ROWS):
        rows = session.execute(found.where(key.in_(some)))
        numbers |= {(id_type, value): number for id_type, value, number in rows}
    return numbers


def _number(numbers: dict[tuple[str, str], int], identity: SubstanceId | None) -> int | None:
    return None if identity is None else numbers[identity.id_type.value, identity.value]


def _add_all(
    session: Session, table: type[Base], rows: Sequence[dict[str, Any]], own: dict[str, Any]
) -> None:
    if rows:
        session.connection().execute(insert(table), [{**row, **own} for row in rows])
