"""Why a finding is accepted for a while: reason, evidence, two people, an end; every step a row."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from bom.models.base import Base, Instant, Key

__all__ = ["Justification", "JustificationApproval", "JustificationRevocation"]


class Justification(Base):
    """What somebody proposes to accept: one part, one entry, some substances, up to a share.

    Attributes:
        part_number, revision, manufacturer: the part in which the substance lies; blank is blank.
        substances: CAS, EC or SN numbers; a finding that counts any other is not meant.
        up_to_ppm: decimal text; what is found above it is not meant either.
        reason: why it is acceptable.
        evidence: where that is proved: a document, a report number, an address.
        valid_from, expires_on: first and last day.
    """

    __tablename__ = "justification"
    # Not needed to find rows: an approval refers to both, so that it can refuse its own author.
    __table_args__ = (UniqueConstraint("id", "author"),)

    id: Mapped[Key]
    part_number: Mapped[str] = mapped_column(index=True)
    revision: Mapped[str]
    manufacturer: Mapped[str]
    list_id: Mapped[str]
    entry: Mapped[str]
    substances: Mapped[list[Any]] = mapped_column(JSON)
    up_to_ppm: Mapped[str]
    reason: Mapped[str]
    evidence: Mapped[str]
    author: Mapped[str]
    valid_from: Mapped[str] = mapped_column(String(10))
    expires_on: Mapped[str] = mapped_column(String(10))
    recorded_at: Mapped[Instant]


class JustificationApproval(Base):
    """The second pair of eyes; the database itself refuses the author's."""

    __tablename__ = "justification_approval"
    __table_args__ = (
        ForeignKeyConstraint(
            ["justification_id", "author"], ["justification.id", "justification.author"]
        ),
        CheckConstraint("approved_by <> author", name="two_people"),
    )

    justification_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    author: Mapped[str]
    approved_by: Mapped[str]
    recorded_at: Mapped[Instant]


class JustificationRevocation(Base):
    """It stops to count before its last day, or is withdrawn before it ever did."""

    __tablename__ = "justification_revocation"

    justification_id: Mapped[int] = mapped_column(
        ForeignKey("justification.id"), primary_key=True, autoincrement=False
    )
    reason: Mapped[str]
    revoked_by: Mapped[str]
    recorded_at: Mapped[Instant]
