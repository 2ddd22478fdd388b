"""Whether all that a question would show of a part is one supplier's own word."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bom.chunks import padded
from bom.models import Declaration, Part, Supplier, Usage

__all__ = ["is_own"]


def is_own(
    session: Session,
    supplier: str,
    part_number: str,
    *,
    revision: str = "",
    manufacturer: str = "",
) -> bool:
    """Whether every part that the number means, or ever meant, is the supplier's alone.

    A part that our bill of materials fills with other parts is nobody's own, and so is a number
    that several suppliers answer to: the answer would be made of both. What was superseded counts
    too, for a question about the past would show it.

    Args:
        session: of the store.
        supplier: as its declarations name it.
        part_number: as asked; blank revision and manufacturer mean any.
        revision: as asked.
        manufacturer: as asked.
    """
    makers = _makers(session, part_number, revision, manufacturer)
    if session.scalar(select(Usage.id).where(Usage.parent_part_id.in_(makers)).limit(1)):
        return False
    answering = _answering(session, list(makers))
    if answering:
        # A bare number in our bill of materials says nothing where a declaration does.
        return all(names == {supplier} for names in answering.values())
    return bool(makers) and set(makers.values()) == {supplier}


def _makers(session: Session, part_number: str, revision: str, manufacturer: str) -> dict[int, str]:
    """Manufacturers of the parts of that number, and of those declared in answer to it."""
    asked = select(Declaration.part_id).where(Declaration.requester_part_number == part_number)
    parts = select(Part.id, Part.manufacturer).where(
        or_(Part.part_number == part_number, Part.id.in_(asked))
    )
    if revision:
        parts = parts.where(Part.revision == revision)
    if manufacturer:
        parts = parts.where(Part.manufacturer == manufacturer)
    return {row[0]: row[1] for row in session.execute(parts)}


def _answering(session: Session, part_ids: Sequence[int]) -> dict[int, set[str | None]]:
    """Who declared each part that somebody declared; None where nobody signed."""
    rows = session.execute(
        select(Declaration.part_id, Supplier.name)
        .outerjoin(Supplier, Supplier.id == Declaration.supplier_id)
        .where(Declaration.part_id.in_(padded(part_ids)))
    )
    found: dict[int, set[str | None]] = {}
    for part_id, name in rows:
        found.setdefault(part_id, set()).add(name)
    return found
