"""A substance in a material."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, ForeignKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from bom.models.base import Base, Instant

__all__ = ["Constituent"]


class Constituent(Base):
    """A substance that a declaration names in one material.

    Attributes:
        identity: the declared id as written, "" when undisclosed.
        substance_id: NULL where that id is in no register or has a wrong check digit.
        percent: as declared; `low_percent` and `high_percent` only where a range was.
        low_ppb, high_ppb: share of the material times 10**9, equal without a range, NULL where
            that is no integer or no share was declared.
        voluntary: reported though not managed.
    """

    __tablename__ = "constituent"
    __table_args__ = (
        ForeignKeyConstraint(
            ["declaration_id", "node_number"], ["node.declaration_id", "node.number"]
        ),
    )

    declaration_id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    node_number: Mapped[int]
    name: Mapped[str]
    identity: Mapped[str]
    substance_id: Mapped[int | None] = mapped_column(ForeignKey("substance.id"), index=True)
    percent: Mapped[str | None]
    low_percent: Mapped[str | None]
    high_percent: Mapped[str | None]
    low_ppb: Mapped[int | None] = mapped_column(BigInteger)
    high_ppb: Mapped[int | None] = mapped_column(BigInteger)
    mass: Mapped[str | None]
    mass_unit: Mapped[str | None] = mapped_column(String(4))
    voluntary: Mapped[bool | None]
    use_description: Mapped[str | None]
    comment: Mapped[str | None]
    line: Mapped[int]
    recorded_at: Mapped[Instant]
