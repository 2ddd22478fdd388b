"""What was wrong with a stored declaration."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from bom.models.base import Base, Instant

__all__ = ["Finding"]


class Finding(Base):
    """One finding of the reader, kept with the declaration it was made in.

    The texts are kept as they were told: templates may change later, history may not. The
    Japanese ones are "" where a declaration was stored before there were any.
    """

    __tablename__ = "finding"

    declaration_id: Mapped[int] = mapped_column(ForeignKey("declaration.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    severity: Mapped[str] = mapped_column(String(8))
    code: Mapped[str]
    where: Mapped[str]
    line: Mapped[int | None]
    message: Mapped[str]
    hint: Mapped[str]
    message_ja: Mapped[str] = mapped_column(server_default="")
    hint_ja: Mapped[str] = mapped_column(server_default="")
    recorded_at: Mapped[Instant]
