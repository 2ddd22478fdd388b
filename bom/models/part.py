"""What our bill of materials and suppliers' declarations name by number."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from bom.models.base import Base, Instant, Key

__all__ = ["Part"]


class Part(Base):
    """A part number in one revision of one manufacturer under one name.

    A declaration fills all four. A bill of materials has no names and may leave revision and
    manufacturer blank: its row (with `name` "") is the reference, and `bom.resolution` says which
    parts answer to it.
    """

    __tablename__ = "part"
    __table_args__ = (UniqueConstraint("part_number", "revision", "manufacturer", "name"),)

    id: Mapped[Key]
    part_number: Mapped[str]
    revision: Mapped[str]
    manufacturer: Mapped[str]
    name: Mapped[str]
    recorded_at: Mapped[Instant]
