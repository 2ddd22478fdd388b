"""The steps of a justification: proposed, approved by a second person, revoked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import insert
from sqlalchemy.orm import Session

from bom.audit import record_event
from bom.history import Clock, next_instant, utc_now
from bom.instants import instant_text
from bom.justifications.errors import InvalidJustification
from bom.justifications.read import Recorded, State, read_justification
from bom.lists.people import is_same, person
from bom.lists.refusals import SamePerson, StepOutOfOrder
from bom.models import Justification, JustificationApproval, JustificationRevocation
from bom.resolution import find_parts
from regulations.catalog import Catalog
from regulations.errors import InvalidQuantity, InvalidSubstanceId
from regulations.quantities import exact_decimal
from regulations.substances import substance_id

__all__ = ["Proposed", "approve", "propose", "revoke"]

_LONGEST: Final = timedelta(days=3 * 366)
_PARTS_PER_MILLION: Final = 10**6


@dataclass(frozen=True, slots=True)
class Proposed:
    """What somebody wants to have accepted; blank revision and manufacturer mean any, if one."""

    part_number: str
    revision: str
    manufacturer: str
    list_id: str
    entry: str
    substances: Sequence[str]
    up_to_ppm: str
    reason: str
    evidence: str
    valid_from: date
    expires_on: date


def propose(
    session: Session, wanted: Proposed, catalog: Catalog, *, by: str, clock: Clock = utc_now
) -> Recorded:
    """Keep a proposal; it changes no verdict yet. The caller commits.

    Raises:
        InvalidJustification: a part that is none or not one, an entry that the list does not have,
            a substance that is none, no reason, no evidence, no end or one that lies too far away.
        UnknownList: no such list.
        InvalidStep: nobody's name.
    """
    actor, now = person(by), instant_text(clock())
    revision, manufacturer = _one_part(session, wanted)
    _check(wanted, catalog)
    row = {
        "part_number": wanted.part_number,
        "revision": revision,
        "manufacturer": manufacturer,
        "list_id": wanted.list_id,
        "entry": wanted.entry,
        "substances": sorted({_substance(each) for each in wanted.substances}),
        "up_to_ppm": wanted.up_to_ppm,
        "reason": _told(wanted.reason, "a reason"),
        "evidence": _told(wanted.evidence, "evidence: a document, a report, an address"),
        "author": actor,
        "valid_from": wanted.valid_from.isoformat(),
        "expires_on": wanted.expires_on.isoformat(),
        "recorded_at": now,
    }
    number = session.execute(insert(Justification).values(**row).returning(Justification.id))
    found = read_justification(session, number.scalar_one())
    _record(
        session,
        "justification-proposal",
        found,
        actor=actor,
        now=now,
        facts={"reason": found.reason},
    )
    return found


def approve(session: Session, number: int, *, by: str, clock: Clock = utc_now) -> Recorded:
    """The second person agrees; from this instant on it counts. The caller commits.

    Raises:
        UnknownJustification: none of that number.
        SamePerson: it is the author.
        StepOutOfOrder: it was approved or revoked before.
        InvalidStep: nobody's name.
    """
    actor, found = person(by), read_justification(session, number)
    if found.state is not State.PROPOSED:
        raise StepOutOfOrder(f"justification {number} is {found.state}")
    if is_same(actor, found.author):
        raise SamePerson(
            f"{actor} wrote justification {number} and cannot approve it",
            hint="a second person has to look at it",
        )
    now = next_instant(session, clock)
    row = {"justification_id": number, "author": found.author, "approved_by": actor}
    session.execute(insert(JustificationApproval).values(**row, recorded_at=now))
    _record(session, "justification-approval", found, actor=actor, now=now, facts={})
    return read_justification(session, number)


def revoke(
    session: Session, number: int, *, by: str, reason: str, clock: Clock = utc_now
) -> Recorded:
    """It stops to count from this instant on, or never will. The caller commits.

    Raises:
        UnknownJustification: none of that number.
        StepOutOfOrder: it was revoked before.
        InvalidJustification: no reason.
        InvalidStep: nobody's name.
    """
    actor, found = person(by), read_justification(session, number)
    if found.state is State.REVOKED:
        raise StepOutOfOrder(f"justification {number} is {found.state}")
    told, now = _told(reason, "a reason"), next_instant(session, clock)
    row = {"justification_id": number, "reason": told, "revoked_by": actor}
    session.execute(insert(JustificationRevocation).values(**row, recorded_at=now))
    _record(
        session, "justification-revocation", found, actor=actor, now=now, facts={"reason": told}
    )
    return read_justification(session, number)


def _one_part(session: Session, wanted: Proposed) -> tuple[str, str]:
    """Revision and manufacturer of the one part that is meant."""
    parts = find_parts(
        session,
        wanted.part_number,
        revision=wanted.revision,
        manufacturer=wanted.manufacturer,
    )
    found = sorted({(part.revision, part.manufacturer) for part in parts})
    if len(found) == 1:
        return found[0]
    told = "; ".join(f"revision “{revision}” of “{maker}”" for revision, maker in found[:5])
    raise InvalidJustification(
        f"“{wanted.part_number[:80]}” is {f'several parts: {told}' if found else 'no part'}",
        hint="a justification is about one part: name its revision and manufacturer",
    )


def _check(wanted: Proposed, catalog: Catalog) -> None:
    entries = {entry.id for entry in catalog.get(wanted.list_id).entries}
    if wanted.entry not in entries:
        raise InvalidJustification(f"{wanted.list_id} has no entry “{wanted.entry[:80]}”")
    if not wanted.substances:
        raise InvalidJustification(
            "no substance is named", hint="name each that the finding may count"
        )
    try:
        ppm = exact_decimal(wanted.up_to_ppm)
    except InvalidQuantity as wrong:
        raise InvalidJustification(wrong.message, hint="up_to_ppm is a decimal text") from wrong
    if not 0 < ppm < _PARTS_PER_MILLION:
        raise InvalidJustification(
            "up_to_ppm lies between 0 and 1 000 000",
            hint="the greatest share that was looked at; what is found above it is not meant",
        )
    if not wanted.valid_from <= wanted.expires_on <= wanted.valid_from + _LONGEST:
        raise InvalidJustification(
            "it has to end, after its first day and within three years",
            hint="a finding that stays acceptable is looked at again and justified anew",
        )


def _substance(text: str) -> str:
    try:
        return str(substance_id(text))
    except InvalidSubstanceId as wrong:
        raise InvalidJustification(wrong.message, hint=wrong.hint) from wrong


def _told(text: str, wanted: str) -> str:
    tidy = " ".join(text.split())
    if not tidy:
        raise InvalidJustification(f"it needs {wanted}")
    return tidy


def _record(
    session: Session,
    action: str,
    found: Recorded,
    *,
    actor: str,
    now: str,
    facts: Mapping[str, Any],
) -> None:
    about = {
        "part_number": found.part_number,
        "list": found.list_id,
        "entry": found.entry,
        "expires_on": found.expires_on.isoformat(),
    }
    record_event(
        session,
        actor=actor,
        action=action,
        subject=f"justification {found.number}",
        facts={**about, **facts},
        recorded_at=now,
    )
