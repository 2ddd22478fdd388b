"""Certificates: the standing of a supplier follows from the days, and from nothing that ran."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bom.certificates.certificates import (
    Held,
    Scheme,
    Standing,
    add_certificate,
    read_certificates,
    standing,
)
from bom.certificates.errors import InvalidCertificate

from .factories import Shelf, ticking

ISO = Held("Acme", Scheme.ISO_14001, "E-1", "Register", "", date(2024, 4, 1), date(2027, 3, 31))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2024-03-31", Standing.NONE),
        ("2024-04-01", Standing.CERTIFIED),
        ("2026-12-31", Standing.CERTIFIED),
        ("2027-01-01", Standing.EXPIRING),
        ("2027-03-31", Standing.EXPIRING),
        ("2027-04-01", Standing.EXPIRED),
    ],
)
def test_the_standing_changes_with_the_days_alone(day: str, expected: Standing) -> None:
    assert standing([ISO], on=date.fromisoformat(day)) is expected


def test_one_valid_certificate_is_enough_and_none_is_none() -> None:
    old = replace(ISO, number="E-0", valid_until=date(2024, 5, 1))
    assert standing([old, ISO], on=date(2025, 1, 1)) is Standing.CERTIFIED
    assert standing([], on=date(2025, 1, 1)) is Standing.NONE


def test_a_renewal_that_is_known_keeps_a_supplier_from_expiring() -> None:
    renewal = replace(ISO, number="E-2", valid_from=date(2027, 2, 1), valid_until=date(2030, 1, 31))
    assert standing([ISO, renewal], on=date(2027, 1, 15)) is Standing.EXPIRING
    assert standing([ISO, renewal], on=date(2027, 2, 1)) is Standing.CERTIFIED


def test_a_correction_replaces_and_the_past_stays_askable(shelf: Shelf) -> None:
    with shelf.database.writers.begin() as session:
        add_certificate(session, ISO, by="Aoki", clock=ticking)
    before = (ticking() + timedelta(hours=1)).isoformat()
    short = replace(ISO, valid_until=date(2025, 1, 1))
    with shelf.database.writers.begin() as session:
        add_certificate(session, short, by="Baba", clock=lambda: ticking() + timedelta(hours=2))
    with shelf.database.readers() as session:
        assert read_certificates(session, "Acme") == [short]
        assert read_certificates(session, "Acme", known_at=before) == [ISO]
        assert read_certificates(session, "Another") == []


@pytest.mark.parametrize(
    "wrong",
    [
        replace(ISO, supplier=" "),
        replace(ISO, number=""),
        replace(ISO, valid_until=date(2024, 3, 31)),
        replace(ISO, document_sha256="ABC"),
    ],
)
def test_a_certificate_that_cannot_be_one_is_refused(shelf: Shelf, wrong: Held) -> None:
    with pytest.raises(InvalidCertificate), shelf.database.writers.begin() as session:
        add_certificate(session, wrong, by="Aoki")
