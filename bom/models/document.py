"""The file that a supplier sent."""

from __future__ import annotations

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from bom.models.base import Base, Instant, Key

__all__ = ["Document"]


class Document(Base):
    """A file exactly as it came, container and all.

    Attributes:
        sha256: of `content`, hexadecimal.
        name: file name without its folder.
    """

    __tablename__ = "document"

    id: Mapped[Key]
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    recorded_at: Mapped[Instant]
