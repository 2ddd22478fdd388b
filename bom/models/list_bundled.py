"""The lists that travelled with the package, as they were from one `db upgrade` to the next."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from bom.models.base import Base, Instant, Key

__all__ = ["BundledEdition", "BundledLaw"]


class BundledEdition(Base):
    """One content of a bundled list; contents that return are not kept twice.

    Attributes:
        sha256: as `bom.lists.edition` hashes it.
        files: text of each file by its name.
    """

    __tablename__ = "bundled_edition"

    list_id: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    files: Mapped[dict[str, Any]] = mapped_column(JSON)
    recorded_at: Mapped[Instant]


class BundledLaw(Base):
    """All bundled lists together: exactly one row stands at an instant.

    Attributes:
        follows: the row before, NULL for the first. Unique, so that of two upgrades at once only
            one succeeds the same row.
        editions: sha256 by list id.
        superseded_at: when the next package was recorded, NULL for the row that stands.
    """

    __tablename__ = "bundled_law"

    id: Mapped[Key]
    follows: Mapped[int | None] = mapped_column(ForeignKey("bundled_law.id"), unique=True)
    editions: Mapped[dict[str, Any]] = mapped_column(JSON)
    recorded_at: Mapped[Instant]
    superseded_at: Mapped[Instant | None]
