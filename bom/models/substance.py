"""The identifiers under which declarations name substances, each once."""

from __future__ import annotations

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bom.models.base import Base, Instant, Key

__all__ = ["Substance"]


class Substance(Base):
    """A registered identifier; ten million constituents then carry an integer, not a text."""

    __tablename__ = "substance"
    __table_args__ = (UniqueConstraint("id_type", "id_value"),)

    id: Mapped[Key]
    id_type: Mapped[str] = mapped_column(String(8))
    id_value: Mapped[str]
    recorded_at: Mapped[Instant]
