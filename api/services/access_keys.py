"""Keys: issue, list, take back."""

from __future__ import annotations

from datetime import date

from api.access.errors import InvalidKeyRequest
from api.access.roles import GRANTS, Permission, Role
from api.services.stores import opened
from api.wire.body import Json
from bom.access.keys import Grant, StoredKey, issue_key, read_keys, revoke_key
from bom.history import utc_now

__all__ = ["issued", "keys_json", "revoked"]


def issued(
    url: str,
    subject: str,
    role: Role,
    *,
    by: str,
    supplier: str = "",
    only: tuple[Permission, ...] = (),
    expires_on: date | None = None,
) -> Json:
    """A new key; its token is told this once.

    Raises:
        InvalidKeyRequest: a supplier without a name, a name with another role, a permission that
            the role does not hold.
        InvalidLifetime: a last day that cannot be.
        InvalidStep: nobody's name.
    """
    if bool(supplier) != (role is Role.SUPPLIER):
        raise InvalidKeyRequest(
            "a supplier's key names the supplier, and no other key does",
            hint="--role supplier --supplier NAME, as its declarations write it",
        )
    if beyond := sorted(set(only) - GRANTS[role]):
        raise InvalidKeyRequest(f"the role {role} does not hold {', '.join(beyond)}")
    grant = Grant(subject, role.value, supplier, frozenset(only), expires_on)
    with opened(url) as database, database.writers.begin() as session:
        token = issue_key(session, grant, by=by)
        stored = list(read_keys(session))[-1]
    return {"token": token, **_told(stored)}


def keys_json(url: str) -> Json:
    """All keys, also those that open nothing any more; tokens are not kept."""
    with opened(url) as database, database.readers() as session:
        return {"keys": [_told(one) for one in read_keys(session)]}


def revoked(url: str, key: str, *, by: str, reason: str = "") -> Json:
    """Take a key back; workers notice within a minute.

    Raises:
        InvalidKeyRequest: no key of that id is there to be taken back.
        InvalidStep: nobody's name.
    """
    with opened(url) as database, database.writers.begin() as session:
        if not revoke_key(session, key, by=by, reason=reason):
            raise InvalidKeyRequest(f"no key “{key[:40]}” can be revoked", hint="see: keys list")
    return {"key": key, "revoked": True}


def _told(key: StoredKey) -> Json:
    state = "revoked" if key.revoked_at else "good" if key.is_good(utc_now()) else "expired"
    return {
        "key": key.prefix,
        "subject": key.subject,
        "role": key.role,
        "supplier": key.supplier,
        "only": key.scopes.split(),
        "state": state,
        "expires_at": key.expires_at,
        "issued_by": key.issued_by,
        "issued_at": key.issued_at,
        "revoked_at": key.revoked_at,
    }
