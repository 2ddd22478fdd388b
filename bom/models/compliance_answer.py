"""One compliance answer: is this entry of the declarable list above its threshold?"""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bom.models.base import Base, Instant

__all__ = ["ComplianceAnswer"]


class ComplianceAnswer(Base):
    """An answer as written; `dsl_entry` is the five-digit id of the declarable list."""

    __tablename__ = "compliance_answer"

    declaration_id: Mapped[int] = mapped_column(ForeignKey("declaration.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    dsl_entry: Mapped[str]
    name: Mapped[str]
    above: Mapped[bool]
    application: Mapped[str]
    threshold: Mapped[str]
    mass: Mapped[str | None]
    mass_unit: Mapped[str | None]
    percent: Mapped[str | None]
    use: Mapped[str]
    place: Mapped[str]
    remark: Mapped[str]
    material_code: Mapped[str]
    comment: Mapped[str | None]
    line: Mapped[int]
    recorded_at: Mapped[Instant]
