"""One supplier's word about one part."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from bom.models.base import Base, Instant, Key

__all__ = ["Declaration"]


class Declaration(Base):
    """A declaration as it came; a newer one never changes it.

    Attributes:
        content_sha256: of the member's bytes; the same bytes are stored once, whatever the
            container.
        confirmed_at: the later of the two confirmations in the product comment, as written.
        declared: the lists it was made against: `composition` and `compliance`, each a list of
            `identity`, `authority`, `version`; `full_material`; and `answered`: the keys of the
            compliance answers `above` and `below`, five-digit ones as runs, and `confirmed`.
        superseded_at: when it was withdrawn. Being older than another declaration of the same
            part is no withdrawal: which one speaks is decided when asked.
    """

    __tablename__ = "declaration"

    id: Mapped[Key]
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    member_name: Mapped[str]
    content_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    scheme: Mapped[str] = mapped_column(String(16))
    schema_version: Mapped[str]
    tool: Mapped[str]
    part_id: Mapped[int] = mapped_column(ForeignKey("part.id"), index=True)
    supplier_id: Mapped[int | None] = mapped_column(ForeignKey("supplier.id"), index=True)
    requester_part_number: Mapped[str] = mapped_column(index=True)
    response_date: Mapped[str]
    confirmed_at: Mapped[str]
    status: Mapped[str] = mapped_column(String(24))
    unit_type: Mapped[str]
    has_composition: Mapped[bool]
    has_compliance: Mapped[bool]
    composition_confirmed: Mapped[bool | None]
    declared: Mapped[dict[str, Any]] = mapped_column(JSON)
    recorded_at: Mapped[Instant] = mapped_column(index=True)
    superseded_at: Mapped[Instant | None]
