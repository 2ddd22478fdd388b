"""Up to where the change feed has been written."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from bom.models.base import Base, Instant, Key

__all__ = ["FeedTurn"]


class FeedTurn(Base):
    """One judgement of the whole portfolio for the feed.

    Attributes:
        known_at: the last change that it saw, "" for an empty store.
        as_of: the day that it judged.
        engine_version: another version may judge otherwise, so it is a cause of its own.
        changes: how many rows the feed gained.
    """

    __tablename__ = "feed_turn"

    id: Mapped[Key]
    known_at: Mapped[Instant]
    as_of: Mapped[str] = mapped_column(String(10))
    engine_version: Mapped[str]
    changes: Mapped[int]
    recorded_at: Mapped[Instant]
