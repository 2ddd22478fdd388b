"""What lies in a store: a fingerprint of everything, and whether it is what the files say."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from bom.importing.prepared import PreparedMember, prepare
from bom.importing.rows import Rows
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

__all__ = ["fingerprint", "unguarded", "unlike_their_files"]


def fingerprint(session: Session) -> str:
    """One hash over every row of every table, whatever order they lie in."""
    digest = hashlib.sha256()
    for name, table in sorted(Base.metadata.tables.items()):
        digest.update(name.encode())
        for row in sorted(repr(tuple(row)) for row in session.execute(select(table))):
            digest.update(row.encode())
    return digest.hexdigest()


def unguarded(session: Session, table: str) -> None:
    """Take the triggers off a table, as somebody does who means harm."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        return
    named = text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table")
    for name in session.execute(named, {"table": table}).scalars().all():
        session.execute(text(f"DROP TRIGGER {name}"))


def unlike_their_files(session: Session) -> list[str]:
    """Declarations whose rows are not what reading their stored bytes again gives."""
    found = (
        select(Declaration, Document.content, Document.name, Part.part_number)
        .join(Document, Declaration.document_id == Document.id)
        .join(Part, Declaration.part_id == Part.id)
    )
    wrong = []
    for declaration, content, name, part_number in session.execute(found):
        read = {member.sha256: member for member in prepare(content, name).members}
        member = read.get(declaration.content_sha256)
        if member is None or not _is_whole(session, declaration.id, member):
            wrong.append(part_number)
    return wrong


def _is_whole(session: Session, declaration_id: int, member: PreparedMember) -> bool:
    assert member.content is not None
    rows = member.content.rows
    told = [(each.code, each.message) for each in member.report.findings]
    return told == list(_of(session, Finding, declaration_id, ("code", "message"))) and all(
        list(each.values) == list(_of(session, table, declaration_id, each.columns))
        for table, each in _tables(rows)
    )


def _tables(rows: Any) -> Iterator[tuple[type[Base], Rows]]:
    yield Node, rows.nodes
    yield Constituent, rows.constituents
    yield ComplianceAnswer, rows.answers
    yield ExemptionClaim, rows.claims


def _of(
    session: Session, table: Any, declaration_id: int, columns: tuple[str, ...]
) -> Iterator[tuple[Any, ...]]:
    chosen = [getattr(table, column) for column in columns or ("number",)]
    rows = select(*chosen).where(table.declaration_id == declaration_id).order_by(table.number)
    return (tuple(row) for row in session.execute(rows))
