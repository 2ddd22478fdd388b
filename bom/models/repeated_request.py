"""A request that its sender may send again, and the answer that it got."""

from __future__ import annotations

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from bom.models.base import Base, Instant

__all__ = ["RepeatedRequest"]


class RepeatedRequest(Base):
    """The first request with some `Idempotency-Key` of one caller.

    Attributes:
        caller: whose key it is; two callers may choose the same one.
        sha256: of method, path and body: another request under the same key is refused.
        status, headers, content: of the answer; `status` is NULL while it is being worked on.
        recorded_at: it is forgotten a day after.
    """

    __tablename__ = "repeated_request"

    caller: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    status: Mapped[int | None]
    headers: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    recorded_at: Mapped[Instant] = mapped_column(index=True)
