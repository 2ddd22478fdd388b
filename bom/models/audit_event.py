"""Who did what, chained so that a change, a removal, a swap or an insertion is found."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from bom.models.base import Base, Instant

__all__ = ["AuditEvent"]


class AuditEvent(Base):
    """One act of one person.

    Attributes:
        number: 1, 2, 3 … without a gap.
        previous: hash of the event before, "" for the first; unique, so the chain cannot fork.
        hash: SHA-256 of `previous` and the canonical JSON of the rest.
    """

    __tablename__ = "audit_event"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    actor: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    previous: Mapped[str] = mapped_column(String(64), unique=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    recorded_at: Mapped[Instant]
