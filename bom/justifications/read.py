"""Justifications as they stand, and those in force on a day as known at an instant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from bom.instants import read_instant
from bom.justifications.errors import UnknownJustification
from bom.models import Justification, JustificationApproval, JustificationRevocation, Part

__all__ = ["Recorded", "State", "in_force", "part_ids_of", "read_justification", "read_page"]


class State(StrEnum):
    """How far a justification has come; on which days it counts is another matter."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Recorded:
    """A justification with the steps that were taken; names as in `bom.models.Justification`."""

    number: int
    part_number: str
    revision: str
    manufacturer: str
    list_id: str
    entry: str
    substances: tuple[str, ...]
    up_to_ppm: str
    reason: str
    evidence: str
    author: str
    valid_from: date
    expires_on: date
    recorded_at: str
    approved_by: str | None
    approved_at: str | None
    revoked_by: str | None
    revoked_at: str | None
    revoked_because: str | None

    @property
    def state(self) -> State:
        """The last step that was taken."""
        if self.revoked_at:
            return State.REVOKED
        return State.APPROVED if self.approved_at else State.PROPOSED


def read_justification(session: Session, number: int) -> Recorded:
    """One of them.

    Raises:
        UnknownJustification: none of that number.
    """
    row = session.execute(_all().where(Justification.id == number)).first()
    if row is None:
        raise UnknownJustification(f"no justification {number}")
    return _recorded(row)


def read_page(
    session: Session, *, part_number: str = "", after: int = 0, most: int
) -> list[Recorded]:
    """The justifications after a number, oldest first; of one part number where it is given."""
    wanted = _all().where(Justification.id > after).order_by(Justification.id).limit(most)
    if part_number:
        wanted = wanted.where(Justification.part_number == part_number)
    return [_recorded(row) for row in session.execute(wanted)]


def in_force(session: Session, *, as_of: date, known_at: str | None) -> list[Recorded]:
    """Those that were approved and not revoked by an instant, and count on a day.

    Args:
        session: of `Database.readers`.
        as_of: the day that is judged.
        known_at: ISO 8601; None = now.
    """
    day = as_of.isoformat()
    counts = and_(Justification.valid_from <= day, Justification.expires_on >= day)
    if known_at is None:
        stands = and_(
            JustificationApproval.recorded_at.is_not(None),
            JustificationRevocation.recorded_at.is_(None),
        )
    else:
        instant = read_instant(known_at)
        stands = and_(
            JustificationApproval.recorded_at <= instant,
            or_(
                JustificationRevocation.recorded_at.is_(None),
                JustificationRevocation.recorded_at > instant,
            ),
        )
    rows = session.execute(_all().where(counts, stands).order_by(Justification.id))
    return [_recorded(row) for row in rows]


def part_ids_of(session: Session, one: Recorded) -> frozenset[int]:
    """The parts that a justification names, whatever they are called beside their number."""
    named = select(Part.id).where(
        Part.part_number == one.part_number,
        Part.revision == one.revision,
        Part.manufacturer == one.manufacturer,
    )
    return frozenset(session.execute(named).scalars())


def _all() -> Select[*tuple[Any, ...]]:
    proposed = Justification
    return (
        select(
            proposed.id, proposed.part_number, proposed.revision, proposed.manufacturer,
            proposed.list_id, proposed.entry, proposed.substances, proposed.up_to_ppm,
            proposed.reason, proposed.evidence, proposed.author, proposed.valid_from,
            proposed.expires_on, proposed.recorded_at,
            JustificationApproval.approved_by, JustificationApproval.recorded_at,
            JustificationRevocation.revoked_by, JustificationRevocation.recorded_at,
            JustificationRevocation.reason,
        )
        .outerjoin(JustificationApproval, JustificationApproval.justification_id == proposed.id)
        .outerjoin(JustificationRevocation, JustificationRevocation.justification_id == proposed.id)
    )  # fmt: skip


def _recorded(row: Any) -> Recorded:  # noqa: ANN401 - a row of eighteen columns
    values = list(row)
    values[6] = tuple(values[6])
    values[11:13] = [date.fromisoformat(values[11]), date.fromisoformat(values[12])]
    return Recorded(*values)
