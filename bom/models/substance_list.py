"""The lists of law and company that the store was judged with, kept as they were."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bom.models.base import Base, Instant, Key

__all__ = ["ListEntry", "ListVersion", "SubstanceList"]


class SubstanceList(Base):
    """One content of a list: its data changed = a new row, never an edited one.

    Attributes:
        list_id: e.g. ``eu-rohs``.
        sha256: of the list's data files, from the loader.
    """

    __tablename__ = "substance_list"
    __table_args__ = (UniqueConstraint("list_id", "sha256"),)

    id: Mapped[Key]
    list_id: Mapped[str]
    name: Mapped[str]
    authority: Mapped[str]
    legal_basis: Mapped[str]
    binding: Mapped[bool]
    example: Mapped[bool]
    checked_on: Mapped[str] = mapped_column(String(10))
    sha256: Mapped[str]
    recorded_at: Mapped[Instant]


class ListVersion(Base):
    """A version of the list and where it comes from."""

    __tablename__ = "list_version"

    substance_list_id: Mapped[int] = mapped_column(
        ForeignKey("substance_list.id"), primary_key=True
    )
    version: Mapped[str] = mapped_column(primary_key=True)
    effective_from: Mapped[str] = mapped_column(String(10))
    source_title: Mapped[str]
    source_url: Mapped[str]
    trust: Mapped[str] = mapped_column(String(1))
    recorded_at: Mapped[Instant]


class ListEntry(Base):
    """An entry of the list; `facts` holds members, thresholds and flags, numbers as text."""

    __tablename__ = "list_entry"

    substance_list_id: Mapped[int] = mapped_column(
        ForeignKey("substance_list.id"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entry: Mapped[str]
    name: Mapped[str]
    effect: Mapped[str] = mapped_column(String(12))
    level: Mapped[str] = mapped_column(String(24))
    included_on: Mapped[str] = mapped_column(String(10))
    removed_on: Mapped[str | None] = mapped_column(String(10))
    citation: Mapped[str]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    source_title: Mapped[str]
    source_url: Mapped[str]
    trust: Mapped[str] = mapped_column(String(1))
    recorded_at: Mapped[Instant]
