"""Which part changed its status, and because of what."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from bom.models.base import Base, Instant, Key

__all__ = ["VerdictChange"]


class VerdictChange(Base):
    """One part under one list; `id` is the cursor of whoever reads the feed.

    Attributes:
        kind: as `engine.impact` names it; a new duty leaves the status alone and still is one.
            `status` where the portfolio was judged again, whatever the reason.
        before: status until then, "" where the part was not there.
        after: status from then on, "" where the part is there no longer.
        as_of: the day that was judged; where it lies ahead the row announces.
        cause: what had changed: words of `bom.changes.causes`, a blank between them.
        draft_id: what was published or retired; NULL for every other cause.
    """

    __tablename__ = "verdict_change"

    id: Mapped[Key]
    part_number: Mapped[str] = mapped_column(index=True)
    revision: Mapped[str]
    manufacturer: Mapped[str]
    name: Mapped[str]
    list_id: Mapped[str]
    kind: Mapped[str] = mapped_column(String(24))
    before: Mapped[str] = mapped_column(String(24))
    after: Mapped[str] = mapped_column(String(24))
    as_of: Mapped[str] = mapped_column(String(10))
    cause: Mapped[str] = mapped_column(String(80))
    draft_id: Mapped[int | None] = mapped_column(ForeignKey("list_publication.draft_id"))
    recorded_at: Mapped[Instant]
