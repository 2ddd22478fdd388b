"""Accepting a finding for a while: the steps, as use cases."""

from __future__ import annotations

from sqlalchemy.orm import Session

from api.wire.body import Json
from api.wire.justifications import justification_json
from bom.database import Database
from bom.justifications import steps
from bom.justifications.read import read_justification, read_page
from bom.justifications.steps import Proposed
from bom.lists.law_book import read_law_book

__all__ = ["approved", "justification", "justifications", "proposed", "revoked"]


def proposed(database: Database, wanted: Proposed, *, by: str) -> Json:
    """Keep a proposal; raises as `bom.justifications.steps.propose`."""
    with database.readers() as session:
        catalog = read_law_book(session).on(wanted.valid_from)
    with database.writers.begin() as session:
        return justification_json(steps.propose(session, wanted, catalog, by=by))


def approved(database: Database, number: int, *, by: str) -> Json:
    """The second person agrees; raises as `bom.justifications.steps.approve`."""
    with database.writers.begin() as session:
        return justification_json(steps.approve(session, number, by=by))


def revoked(database: Database, number: int, *, by: str, reason: str) -> Json:
    """It counts no more; raises as `bom.justifications.steps.revoke`."""
    with database.writers.begin() as session:
        return justification_json(steps.revoke(session, number, by=by, reason=reason))


def justification(session: Session, number: int) -> Json:
    """One of them.

    Raises:
        UnknownJustification: none of that number.
    """
    return justification_json(read_justification(session, number))


def justifications(session: Session, *, part_number: str, after: int, limit: int) -> Json:
    """One page, oldest first; `next` is the number to ask after, None on the last page."""
    found = read_page(session, part_number=part_number, after=after, most=limit + 1)
    page = found[:limit]
    return {
        "justifications": [justification_json(one) for one in page],
        "next": page[-1].number if len(found) > limit else None,
    }
