"""Declarations into the store: one transaction each, the same bytes once, in bulk inserts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from bom.history import Clock, next_instant, utc_now
from bom.importing.prepared import Content, PreparedMember, prepared
from bom.importing.report import ALREADY_KNOWN
from bom.importing.row_numbers import RowNumbers
from bom.importing.rows import Row, Rows
from bom.inserts import add_rows, insert_new_id, obtain_id
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
)
from chemsherpa import findings
from chemsherpa.file_reading import Reading
from regulations.language import Language

__all__ = ["SourceFile", "Stored", "is_stored", "store", "store_member"]


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
    member = prepared(reading)
    return store_member(session, member, source=source, numbers=RowNumbers(), clock=clock)


def store_member(
    session: Session,
    member: PreparedMember,
    *,
    source: SourceFile,
    numbers: RowNumbers,
    clock: Clock = utc_now,
) -> Stored:
    """The same for a reading that was flattened before, in this process or another.

    Args:
        session: a writing session; the caller commits, and then says `numbers.keep()`.
        member: what was read.
        source: the file it stood in.
        numbers: of suppliers and substances, known from declarations before this one.
        clock: the time that rows are recorded at.
    """
    content = member.content
    if content is None:
        return Stored(member.report.status, None)
    if is_stored(session, member.sha256):
        return Stored(ALREADY_KNOWN, None)
    at = next_instant(session, clock)
    numbers.forget_unkept()
    columns = {
        **_file(session, member, source, at),
        "part_id": obtain_id(session, Part, content.part, {"recorded_at": at}),
        "supplier_id": numbers.supplier(session, content.supplier, at),
        **content.header,
        "recorded_at": at,
    }
    # Another importer may have stored the same bytes since we looked.
    declaration_id = insert_new_id(session, Declaration, ["content_sha256"], columns)
    if declaration_id is None:
        return Stored(ALREADY_KNOWN, None)
    _add_contents(session, member, content, numbers, (declaration_id, at))
    return Stored(member.report.status, declaration_id)


def is_stored(session: Session, content_sha256: str) -> bool:
    """Whether a declaration with exactly these member bytes is in the store."""
    found = session.connection().execute(_same_bytes(), {"sha256": content_sha256})
    return found.first() is not None


@cache
def _same_bytes() -> Select[int]:
    return select(Declaration.id).where(Declaration.content_sha256 == bindparam("sha256"))


def _file(session: Session, member: PreparedMember, source: SourceFile, at: str) -> dict[str, Any]:
    file = {"name": source.name, "content": source.content, "recorded_at": at}
    return {
        "document_id": obtain_id(session, Document, {"sha256": source.sha256}, file),
        "member_name": member.report.name or source.name,
        "content_sha256": member.sha256,
        "status": member.report.status,
    }


def _add_contents(
    session: Session,
    member: PreparedMember,
    content: Content,
    numbers: RowNumbers,
    own: tuple[int, str],
) -> None:
    rows = content.rows
    substances = numbers.substances(session, rows.identities, own[1])
    named = Rows(
        ("substance_id", *rows.constituents.columns),
        tuple(
            (substance, *row)
            for substance, row in zip(substances, rows.constituents.values, strict=True)
        ),
    )
    _add(session, Finding, _findings(member.report.findings), own)
    _add(session, Node, rows.nodes, own)
    _add(session, Constituent, named, own)
    _add(session, ComplianceAnswer, rows.answers, own)
    _add(session, ExemptionClaim, rows.claims, own)


def _findings(told: Sequence[findings.Finding]) -> Rows:
    return Rows.of([_finding(number, finding) for number, finding in enumerate(told)])


def _finding(number: int, finding: findings.Finding) -> Row:
    english, japanese = (finding.said(language) for language in Language)
    return {
        "number": number,
        "severity": finding.severity.value,
        "code": finding.code,
        "where": finding.where,
        "line": finding.line,
        "message": english.reason,
        "hint": english.hint,
        "message_ja": japanese.reason,
        "hint_ja": japanese.hint,
    }


def _add(session: Session, table: type[Base], rows: Rows, own: tuple[int, str]) -> None:
    columns = ("declaration_id", "recorded_at", *rows.columns)
    add_rows(session, table, columns, [(*own, *row) for row in rows.values])
