"""An environmental management certificate of a supplier, or a self-assessment in its place."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from bom.models.base import Base, Instant, Key

__all__ = ["Certificate"]


class Certificate(Base):
    """One certificate; whether the supplier is certified is derived from the days, never stored.

    Attributes:
        supplier: the company's name as its declarations give it.
        scheme: `iso-14001`, `eco-action-21`, `kes`, … as `bom.certificates.Scheme` lists them.
        body: who certified, "" for a self-assessment.
        number: the certificate's own.
        site: which of the supplier's sites it holds for, "" for all.
        valid_from, valid_until: first and last day.
        document_sha256: of the document as filed, "" where none was.
        entered_by: who put it in.
        superseded_at: when a correction replaced it.
    """

    __tablename__ = "certificate"

    id: Mapped[Key]
    supplier: Mapped[str] = mapped_column(index=True)
    scheme: Mapped[str] = mapped_column(String(24))
    body: Mapped[str]
    number: Mapped[str]
    site: Mapped[str]
    valid_from: Mapped[str] = mapped_column(String(10))
    valid_until: Mapped[str] = mapped_column(String(10))
    document_sha256: Mapped[str] = mapped_column(String(64))
    entered_by: Mapped[str]
    recorded_at: Mapped[Instant]
    superseded_at: Mapped[Instant | None]
