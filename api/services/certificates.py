"""Suppliers' certificates, as use cases."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from api.services.today import today
from api.wire.body import Json
from bom.certificates.certificates import (
    Held,
    add_certificate,
    read_certificates,
    standing,
)
from bom.database import Database

__all__ = ["certificates_json", "entered"]


def certificates_json(
    session: Session, supplier: str, *, on: date, known_at: str | None = None
) -> Json:
    """The certificates and what they come to; a supplier nobody certified has `none`.

    Raises:
        InvalidInstant: `known_at` is no instant.
    """
    held = read_certificates(session, supplier, known_at=known_at)
    return {
        "supplier": supplier,
        "as_of": on.isoformat(),
        "standing": standing(held, on=on).value,
        "certificates": [_certificate(one) for one in held],
    }


def entered(database: Database, held: Held, *, by: str) -> Json:
    """Put one in; what the supplier's certificates come to now.

    Raises:
        InvalidCertificate, InvalidStep: as `bom.certificates.certificates.add_certificate`.
    """
    with database.writers.begin() as session:
        add_certificate(session, held, by=by)
    with database.readers() as session:
        return certificates_json(session, held.supplier, on=today())


def _certificate(one: Held) -> Json:
    return {
        "scheme": one.scheme.value,
        "number": one.number,
        "body": one.body,
        "site": one.site,
        "valid_from": one.valid_from.isoformat(),
        "valid_until": one.valid_until.isoformat(),
        "document_sha256": one.document_sha256 or None,
    }
