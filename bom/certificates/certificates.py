"""Certificates put in and corrected, and the standing of a supplier, derived from the days."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from bom.audit import record_event
from bom.certificates.errors import InvalidCertificate
from bom.history import Clock, utc_now, visible
from bom.instants import instant_text, read_instant
from bom.lists.people import person
from bom.models import Certificate

__all__ = ["Held", "Scheme", "Standing", "add_certificate", "read_certificates", "standing"]

_EXPIRING: Final = timedelta(days=90)
_SHA256: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)


class Scheme(StrEnum):
    """By which rules somebody was certified.

    Source:
        Green procurement guidelines accept ISO 14001, Eco-Action 21, KES and the like, and a
        self-assessment where there is none.
    """

    ISO_14001 = "iso-14001"
    EMAS = "emas"
    ECO_ACTION_21 = "eco-action-21"
    KES = "kes"
    ECO_STAGE = "eco-stage"
    SELF_ASSESSMENT = "self-assessment"
    OTHER = "other"


class Standing(StrEnum):
    """What a supplier's certificates come to on a day."""

    CERTIFIED = "certified"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Held:
    """A certificate; names as in `bom.models.Certificate`."""

    supplier: str
    scheme: Scheme
    number: str
    body: str
    site: str
    valid_from: date
    valid_until: date
    document_sha256: str = ""


def add_certificate(session: Session, held: Held, *, by: str, clock: Clock = utc_now) -> Held:
    """Keep a certificate; one of the same supplier, scheme and number is corrected by it.

    The caller commits.

    Raises:
        InvalidCertificate: no supplier or number, days the wrong way round, a hash that is none.
        InvalidStep: nobody's name.
    """
    actor, now = person(by), instant_text(clock())
    _check(held)
    same = (
        Certificate.supplier == held.supplier,
        Certificate.scheme == held.scheme.value,
        Certificate.number == held.number,
        Certificate.site == held.site,
        Certificate.superseded_at.is_(None),
    )
    session.execute(
        update(Certificate).where(*same).values(superseded_at=now),
        execution_options={"synchronize_session": False},
    )
    row = {
        "supplier": held.supplier,
        "scheme": held.scheme.value,
        "body": held.body,
        "number": held.number,
        "site": held.site,
        "valid_from": held.valid_from.isoformat(),
        "valid_until": held.valid_until.isoformat(),
        "document_sha256": held.document_sha256,
        "entered_by": actor,
        "recorded_at": now,
    }
    session.execute(insert(Certificate), [row])
    facts = {key: row[key] for key in ("scheme", "number", "valid_from", "valid_until")}
    subject = f"certificate of {held.supplier}"
    record_event(
        session, actor=actor, action="certificate", subject=subject, facts=facts, recorded_at=now
    )
    return held


def read_certificates(
    session: Session, supplier: str, *, known_at: str | None = None
) -> list[Held]:
    """A supplier's certificates as known at an instant, the longest valid first."""
    instant = None if known_at is None else read_instant(known_at)
    columns = (
        Certificate.supplier,
        Certificate.scheme,
        Certificate.number,
        Certificate.body,
        Certificate.site,
        Certificate.valid_from,
        Certificate.valid_until,
        Certificate.document_sha256,
    )
    rows = session.execute(
        select(*columns)
        .where(Certificate.supplier == supplier)
        .where(visible(Certificate.recorded_at, Certificate.superseded_at, instant))
        .order_by(Certificate.valid_until.desc(), Certificate.id)
    )
    return [
        Held(
            *row[:1],
            Scheme(row[1]),
            *row[2:5],
            date.fromisoformat(row[5]),
            date.fromisoformat(row[6]),
            row[7],
        )
        for row in rows
    ]


def standing(certificates: Iterable[Held], *, on: date) -> Standing:
    """What they come to on a day; the day after the last one needs no job to have run.

    A certificate that begins later counts for nothing yet. `EXPIRING`: within 90 days nothing is
    valid any more, as far as is known.
    """
    begun = [one for one in certificates if one.valid_from <= on]
    valid = [one for one in begun if one.valid_until >= on]
    if not valid:
        return Standing.EXPIRED if begun else Standing.NONE
    last = max(one.valid_until for one in valid)
    return Standing.EXPIRING if last < on + _EXPIRING else Standing.CERTIFIED


def _check(held: Held) -> None:
    if not held.supplier.strip() or not held.number.strip():
        raise InvalidCertificate("a certificate has a supplier and a number")
    if held.valid_from > held.valid_until:
        raise InvalidCertificate(
            f"it would end on {held.valid_until}, before it begins on {held.valid_from}"
        )
    if held.document_sha256 and not _SHA256.fullmatch(held.document_sha256):
        raise InvalidCertificate("document_sha256 is 64 hexadecimal digits, in small letters")
