"""The way of a list's content from a draft to the law of the store; every step a row of its own.

A row is never changed, not even by a later step: triggers of the database refuse it. What state a
draft is in follows from which rows there are, so nothing can say “published” and mean otherwise.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from bom.models.base import Base, Instant, Key

__all__ = ["ListApproval", "ListDraft", "ListPublication", "ListRetirement"]


class ListDraft(Base):
    """Content that somebody proposes.

    Attributes:
        files: text of each file by its name, as `bom.lists.edition` hashes it.
        effective_from: first day for which it is the law of the store, once published.
        published_on: day on which the authority announced it, NULL where nobody said.
        based_on: sha256 of the content that it was drafted against, "" for a new list.
        recorded_at: when it was drafted.
    """

    __tablename__ = "list_draft"
    # Not needed to find rows: an approval refers to both, so that it can refuse its own author.
    __table_args__ = (UniqueConstraint("id", "created_by"),)

    id: Mapped[Key]
    list_id: Mapped[str] = mapped_column(index=True)
    version: Mapped[str]
    effective_from: Mapped[str] = mapped_column(String(10))
    published_on: Mapped[str | None] = mapped_column(String(10))
    files: Mapped[dict[str, Any]] = mapped_column(JSON)
    sha256: Mapped[str] = mapped_column(String(64))
    based_on: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str]
    created_by: Mapped[str]
    recorded_at: Mapped[Instant]


class ListApproval(Base):
    """The second pair of eyes; the database itself refuses the author's."""

    __tablename__ = "list_approval"
    __table_args__ = (
        ForeignKeyConstraint(
            ["draft_id", "created_by"], ["list_draft.id", "list_draft.created_by"]
        ),
        CheckConstraint("approved_by <> created_by", name="two_people"),
    )

    draft_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    created_by: Mapped[str]
    approved_by: Mapped[str]
    recorded_at: Mapped[Instant]


class ListPublication(Base):
    """A draft becomes law of the store.

    Attributes:
        follows: draft of the list's publication before, 0 for the first. Unique, so two people
            who publish at once cannot both succeed the same content.
    """

    __tablename__ = "list_publication"
    __table_args__ = (
        UniqueConstraint("list_id", "follows"),
        UniqueConstraint("list_id", "version"),
        UniqueConstraint("list_id", "recorded_at"),
    )

    draft_id: Mapped[int] = mapped_column(
        ForeignKey("list_approval.draft_id"), primary_key=True, autoincrement=False
    )
    list_id: Mapped[str]
    version: Mapped[str]
    follows: Mapped[int]
    published_by: Mapped[str]
    recorded_at: Mapped[Instant]


class ListRetirement(Base):
    """A published content stops being law of the store; the one before it counts again."""

    __tablename__ = "list_retirement"

    draft_id: Mapped[int] = mapped_column(
        ForeignKey("list_publication.draft_id"), primary_key=True, autoincrement=False
    )
    reason: Mapped[str]
    retired_by: Mapped[str]
    recorded_at: Mapped[Instant]
