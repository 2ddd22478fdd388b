"""Keys in the store: issued once, found by their public part, taken back.

A token is 256 random bits. SHA-256 over it is enough to keep: there is nothing to guess from a
dictionary, so a slow hash would only slow every question down, and a copy of the store still does
not let anybody in.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import Select, insert, select
from sqlalchemy.orm import Session

from bom.audit import record_event
from bom.history import Clock, utc_now
from bom.instants import instant_text
from bom.lists.people import person
from bom.models import AccessKey, AccessKeyRevocation
from regulations.errors import ComplianceError

__all__ = [
    "LONGEST_DAYS",
    "Grant",
    "InvalidLifetime",
    "StoredKey",
    "find_key",
    "issue_key",
    "prefix_of",
    "read_keys",
    "revoke_key",
]

LONGEST_DAYS: Final = 366
"""A key that nobody has to think about again outlives its owner's job."""

_MARK: Final = "cg"
_PREFIX_BYTES: Final = 5
_SECRET_BYTES: Final = 32


class InvalidLifetime(ComplianceError, ValueError):
    """A last day of a key that is over, or too far away."""

    code = "invalid-lifetime"


@dataclass(frozen=True, slots=True)
class Grant:
    """What a key is to open.

    Attributes:
        subject: person or program that acts by it.
        role: as `api.access.roles` names it.
        supplier: whose parts, for a supplier.
        scopes: permissions that it is narrowed to; none = all of the role's.
        expires_on: last day on which it opens anything (UTC); None = a year from now.
    """

    subject: str
    role: str
    supplier: str = ""
    scopes: frozenset[str] = frozenset()
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class StoredKey:
    """A key as the store knows it: without what opens.

    Attributes:
        scopes: as the row has them, with blanks between; "" = all of the role's.
    """

    prefix: str
    hash: str
    subject: str
    role: str
    supplier: str
    scopes: str
    expires_at: str
    issued_by: str
    issued_at: str
    revoked_at: str | None

    def opens_with(self, token: str) -> bool:
        """Whether the token is this key's, in a time that does not depend on how near it is."""
        return hmac.compare_digest(_hash(token), self.hash)

    def is_good(self, moment: datetime) -> bool:
        """Whether it is neither taken back nor expired."""
        return self.revoked_at is None and instant_text(moment) < self.expires_at


def issue_key(session: Session, grant: Grant, *, by: str, clock: Clock = utc_now) -> str:
    """Make a key and tell its token, this once; the caller commits.

    Raises:
        InvalidStep: nobody's name, for the key or for who issues it.
        InvalidLifetime: a last day in the past or further away than `LONGEST_DAYS`.
    """
    prefix = secrets.token_hex(_PREFIX_BYTES)
    token = f"{_MARK}_{prefix}_{secrets.token_urlsafe(_SECRET_BYTES)}"
    row = {
        "prefix": prefix,
        "subject": person(grant.subject),
        "role": grant.role,
        "supplier": grant.supplier,
        "scopes": " ".join(sorted(grant.scopes)),
        "expires_at": instant_text(_end(grant.expires_on, clock())),
        "issued_by": person(by),
        "recorded_at": instant_text(clock()),
    }
    session.execute(insert(AccessKey), [{**row, "hash": _hash(token)}])
    _told(session, "key-issue", row, by=row["issued_by"], at=row["recorded_at"])
    return token


def revoke_key(
    session: Session, prefix: str, *, by: str, reason: str = "", clock: Clock = utc_now
) -> bool:
    """Take a key back; whether there was one to take. The caller commits.

    Raises:
        InvalidStep: nobody's name.
    """
    key_id = session.scalar(
        select(AccessKey.id)
        .outerjoin(AccessKeyRevocation, AccessKeyRevocation.key_id == AccessKey.id)
        .where(AccessKey.prefix == prefix, AccessKeyRevocation.key_id.is_(None))
    )
    if key_id is None:
        return False
    actor, now = person(by), instant_text(clock())
    row = {"key_id": key_id, "reason": reason, "revoked_by": actor, "recorded_at": now}
    session.execute(insert(AccessKeyRevocation), [row])
    _told(session, "key-revoke", {"prefix": prefix, "reason": reason}, by=actor, at=now)
    return True


def find_key(session: Session, prefix: str) -> StoredKey | None:
    """The key with a public part, good or not; None where there is none."""
    row = session.execute(_keys().where(AccessKey.prefix == prefix)).first()
    return None if row is None else StoredKey(*tuple(row))


def read_keys(session: Session) -> Iterator[StoredKey]:
    """All keys, oldest first."""
    for row in session.execute(_keys().order_by(AccessKey.id)):
        yield StoredKey(*tuple(row))


def prefix_of(token: str) -> str:
    """The public part of a token, "" where it is none of ours."""
    mark, _, rest = token.partition("_")
    prefix, _, secret = rest.partition("_")
    return prefix if mark == _MARK and secret else ""


def _keys() -> Select[*tuple[Any, ...]]:
    return select(
        AccessKey.prefix, AccessKey.hash, AccessKey.subject, AccessKey.role, AccessKey.supplier,
        AccessKey.scopes, AccessKey.expires_at, AccessKey.issued_by, AccessKey.recorded_at,
        AccessKeyRevocation.recorded_at,
    ).outerjoin(AccessKeyRevocation, AccessKeyRevocation.key_id == AccessKey.id)  # fmt: skip


def _end(day: date | None, now: datetime) -> datetime:
    """The first instant after the last day."""
    if day is None:
        return now + timedelta(days=LONGEST_DAYS - 1)
    end = datetime.combine(day, time.min, tzinfo=UTC) + timedelta(days=1)
    if not now < end <= now + timedelta(days=LONGEST_DAYS):
        raise InvalidLifetime(
            f"a key lasts until today at least and {LONGEST_DAYS} days at most, not until {day}",
            hint="--expires YYYY-MM-DD",
        )
    return end


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _told(session: Session, action: str, row: dict[str, str], *, by: str, at: str) -> None:
    facts = {name: value for name, value in row.items() if name not in {"prefix", "recorded_at"}}
    record_event(
        session, actor=by, action=action, subject=f"key {row['prefix']}", facts=facts,
        recorded_at=at,
    )  # fmt: skip
