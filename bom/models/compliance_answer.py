"""One compliance answer: is this entry of the declarable list above its threshold?"""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bom.models.base import Base, Instant

__all__ = ["ComplianceAnswer"]


class ComplianceAnswer(Base):
    """An answer that says more than “below”; `dsl_entry` is the id of the declarable list.

    An answer that says nothing else stands in `Declaration.declared` only, in runs of ids: 194 of
    196 are of that kind, and as rows they would be two thirds of the store.
    """

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
