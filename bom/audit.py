"""Who did what, in a chain: each event's hash covers the hash of the one before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bom.models import AuditEvent

__all__ = ["Event", "Trail", "chain_head", "read_trail", "record_event", "trail_of"]

_BATCH = 10_000


@dataclass(frozen=True, slots=True)
class Event:
    """One act of one person, as it is stored."""

    number: int
    recorded_at: str
    actor: str
    action: str
    subject: str
    facts: Mapping[str, Any]
    previous: str
    hash: str

    def expected_hash(self) -> str:
        """What the hash must be: SHA-256 over the one before and the canonical JSON of the rest."""
        content = {
            "number": self.number,
            "recorded_at": self.recorded_at,
            "actor": self.actor,
            "action": self.action,
            "subject": self.subject,
            "facts": dict(self.facts),
        }
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256((self.previous + text).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Trail:
    """What the chain says about itself.

    Attributes:
        events: how many there are.
        head: hash of the last one; kept elsewhere, it also betrays a tail that was cut off.
        broken_at: number of the first event that is not what it was; None = all are.
        has_anchor: False where a hash that was kept elsewhere is no event's.
    """

    events: int
    head: str
    broken_at: int | None
    has_anchor: bool

    @property
    def is_whole(self) -> bool:
        """Whether nothing was changed, removed, swapped, inserted or cut off."""
        return self.broken_at is None and self.has_anchor


def record_event(
    session: Session,
    *,
    actor: str,
    action: str,
    subject: str,
    facts: Mapping[str, Any],
    recorded_at: str,
) -> None:
    """Append an event in the writing transaction that does what it tells; the caller commits.

    Writers stand in line, so two events never follow the same one; a unique column holds it too.
    """
    last = session.execute(
        select(AuditEvent.number, AuditEvent.hash).order_by(AuditEvent.number.desc()).limit(1)
    ).first()
    number, previous = (last.number + 1, last.hash) if last else (1, "")
    event = Event(number, recorded_at, actor, action, subject, facts, previous, hash="")
    session.add(
        AuditEvent(
            number=number,
            actor=actor,
            action=action,
            subject=subject,
            facts=dict(facts),
            previous=previous,
            hash=event.expected_hash(),
            recorded_at=recorded_at,
        )
    )
    session.flush()


def chain_head(session: Session) -> Event | None:
    """The last event; None where there is none."""
    return next(iter(_events(session, newest=True)), None)


def read_trail(session: Session, *, after: int = 0) -> Iterator[Event]:
    """All events in order, or those after a number, without keeping them all."""
    yield from _events(session, after=after)


def _events(session: Session, *, after: int = 0, newest: bool = False) -> Iterator[Event]:
    """The events after a number in order, or the last one alone."""
    table = AuditEvent.__table__.c
    wanted = select(
        table.number, table.recorded_at, table.actor, table.action,
        table.subject, table.facts, table.previous, table.hash,
    ).where(table.number > after)  # fmt: skip
    order = table.number.desc() if newest else table.number
    wanted = wanted.order_by(order).limit(1 if newest else None)
    for row in session.execute(wanted, execution_options={"yield_per": _BATCH}):
        yield Event(*row)


def trail_of(events: Iterator[Event], *, anchor: str = "") -> Trail:
    """Check a chain from its first event to its last.

    Args:
        events: in order of number.
        anchor: hash of an event, written down elsewhere; "" = none.
    """
    count, head, broken_at, has_anchor = 0, "", None, not anchor
    for event in events:
        count += 1
        sound = event.number == count and event.previous == head
        if broken_at is None and not (sound and event.hash == event.expected_hash()):
            broken_at = event.number
        head = event.hash
        has_anchor = has_anchor or event.hash == anchor
    return Trail(count, head, broken_at, has_anchor)
