"""Who answers."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from bom.models.base import Base, Instant, Key

__all__ = ["Supplier"]


class Supplier(Base):
    """A responding company as its declarations name it.

    Attributes:
        authority, identity: its registered id (e.g. a DUNS number), "" where none was given.
    """

    __tablename__ = "supplier"
    __table_args__ = (UniqueConstraint("name", "authority", "identity"),)

    id: Mapped[Key]
    name: Mapped[str]
    name_local: Mapped[str]
    authority: Mapped[str]
    identity: Mapped[str]
    recorded_at: Mapped[Instant]
