"""Keys of programs and suppliers: what lets them in is not kept, only what proves it."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from bom.models.base import Base, Instant, Key

__all__ = ["AccessKey", "AccessKeyRevocation"]


class AccessKey(Base):
    """A key that was issued; nothing of it is ever changed.

    Attributes:
        prefix: its public part, by which it is found and spoken of.
        hash: SHA-256 of the whole token, hexadecimal.
        subject: person or program that acts by it, as the audit log names them.
        role: as `api.access.roles` names it.
        supplier: whose parts it opens, "" unless the role is supplier.
        scopes: permissions that it is narrowed to, in sorted order with blanks between; "" = all
            of the role's.
        expires_at: first instant at which it no longer opens anything.
    """

    __tablename__ = "access_key"

    id: Mapped[Key]
    prefix: Mapped[str] = mapped_column(String(16), unique=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    subject: Mapped[str]
    role: Mapped[str] = mapped_column(String(16))
    supplier: Mapped[str]
    scopes: Mapped[str]
    expires_at: Mapped[Instant]
    issued_by: Mapped[str]
    recorded_at: Mapped[Instant]


class AccessKeyRevocation(Base):
    """A key that was taken back."""

    __tablename__ = "access_key_revocation"

    key_id: Mapped[int] = mapped_column(
        ForeignKey("access_key.id"), primary_key=True, autoincrement=False
    )
    reason: Mapped[str]
    revoked_by: Mapped[str]
    recorded_at: Mapped[Instant]
