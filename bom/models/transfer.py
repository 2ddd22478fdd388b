"""What somebody declared that becomes of a mixture."""

from __future__ import annotations

from sqlalchemy import Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from bom.models.base import Base, Instant, Key

__all__ = ["MixtureTransfer"]


class MixtureTransfer(Base):
    """A transfer exactly as it came; of each mixture one stands, the database holds it to that.

    Attributes:
        part_number, revision, manufacturer: of the mixture; blank means any.
        sha256: of `content`, hexadecimal.
        superseded_at: when a newer one for the same mixture replaced it.
    """

    __tablename__ = "transfer"
    __table_args__ = (
        Index(
            "uq_transfer_standing",
            "part_number",
            "revision",
            "manufacturer",
            unique=True,
            sqlite_where=text("superseded_at IS NULL"),
            postgresql_where=text("superseded_at IS NULL"),
        ),
    )

    id: Mapped[Key]
    part_number: Mapped[str] = mapped_column(index=True)
    revision: Mapped[str]
    manufacturer: Mapped[str]
    name: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    recorded_at: Mapped[Instant] = mapped_column(index=True)
    superseded_at: Mapped[Instant | None] = mapped_column(index=True)
