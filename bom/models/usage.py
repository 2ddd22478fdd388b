"""How many of a child one unit of a parent holds."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from bom.models.base import Base, Instant, Key

__all__ = ["Usage"]


class Usage(Base):
    """One line of a bill of materials.

    Attributes:
        child_part_id: the child as the line names it; its blank revision or manufacturer mean any.
        quantity: decimal text; `quantity_ppb` is it times 10**9, NULL where that is no 64-bit
            integer.
        unit: `each`, or a unit of length, area, volume or mass.
        superseded_at: when a newer file replaced the line.
    """

    __tablename__ = "usage"

    id: Mapped[Key]
    parent_part_id: Mapped[int] = mapped_column(ForeignKey("part.id"), index=True)
    child_part_id: Mapped[int] = mapped_column(ForeignKey("part.id"), index=True)
    quantity: Mapped[str]
    quantity_ppb: Mapped[int | None] = mapped_column(BigInteger)
    unit: Mapped[str] = mapped_column(String(8))
    recorded_at: Mapped[Instant] = mapped_column(index=True)
    superseded_at: Mapped[Instant | None] = mapped_column(index=True)
