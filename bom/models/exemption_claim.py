"""The declarer's statement that an exemption applies."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bom.models.base import Base, Instant

__all__ = ["ExemptionClaim"]


class ExemptionClaim(Base):
    """A claim on a constituent or on a compliance answer, exactly one of them.

    Attributes:
        list_identity: as written, e.g. ``EU-RoHS-AnnexIII``.
        identity: the key, e.g. ``00040-B-00``; `reg_index` what people read: ``6(c)``.
    """

    __tablename__ = "exemption_claim"
    __table_args__ = (
        ForeignKeyConstraint(
            ["declaration_id", "constituent_number"],
            ["constituent.declaration_id", "constituent.number"],
        ),
        ForeignKeyConstraint(
            ["declaration_id", "answer_number"],
            ["compliance_answer.declaration_id", "compliance_answer.number"],
        ),
        CheckConstraint(
            "(constituent_number IS NULL) <> (answer_number IS NULL)", name="one_target"
        ),
    )

    declaration_id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    constituent_number: Mapped[int | None]
    answer_number: Mapped[int | None]
    list_identity: Mapped[str]
    list_version: Mapped[str]
    identity: Mapped[str]
    reg_index: Mapped[str]
    description: Mapped[str]
    line: Mapped[int]
    recorded_at: Mapped[Instant]
