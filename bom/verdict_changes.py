"""The feed of parts whose answer changed, and which publications have not been fed into it yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, insert, select
from sqlalchemy.orm import Session

from bom.audit import record_event
from bom.history import Clock, utc_now
from bom.instants import instant_text, read_instant
from bom.models import AuditEvent, ListPublication, ListRetirement, VerdictChange
from bom.part_index import PartKey

__all__ = ["Turn", "add_changes", "changes_of", "read_changes", "turns_to_judge"]

_JUDGED: Final = "verdicts-judged"
_LONGEST: Final = 18
"""Digits of the greatest number that every database takes."""


@dataclass(frozen=True, slots=True)
class Turn:
    """An instant at which the law of the store changed.

    Attributes:
        is_retirement: the content stopped to count; else it began to.
        recorded_at: the change holds from this instant on.
    """

    draft_id: int
    is_retirement: bool
    recorded_at: str

    @property
    def name(self) -> str:
        """As the audit trail calls it."""
        return f"draft {self.draft_id} {'retired' if self.is_retirement else 'published'}"


def turns_to_judge(session: Session) -> tuple[Turn, ...]:
    """The changes of law, oldest first, whose effect on the parts nobody has recorded yet."""
    judged = select(AuditEvent.subject).where(AuditEvent.action == _JUDGED)
    done = set(session.execute(judged).scalars())
    turns = [
        Turn(row.draft_id, is_retirement, row.recorded_at)
        for table, is_retirement in ((ListPublication, False), (ListRetirement, True))
        for row in session.execute(select(table.draft_id, table.recorded_at))
    ]
    waiting = [turn for turn in turns if turn.name not in done]
    return tuple(sorted(waiting, key=lambda turn: turn.recorded_at))


def add_changes(
    session: Session,
    turn: Turn,
    rows: Sequence[Mapping[str, str]],
    *,
    as_of: str,
    clock: Clock = utc_now,
) -> int:
    """Append what a change of law did to the parts; the caller commits.

    Args:
        session: of `Database.writers`.
        turn: the change of law.
        rows: part_number, revision, manufacturer, name, list_id, kind, before, after.
        as_of: the day that was judged.
        clock: tells when.

    Returns:
        How many rows were added: none where somebody was faster.
    """
    if turn not in turns_to_judge(session):
        return 0
    recorded_at = instant_text(clock())
    common = {
        "as_of": as_of,
        "cause": "lists",
        "draft_id": turn.draft_id,
        "recorded_at": recorded_at,
    }
    if rows:
        session.execute(insert(VerdictChange), [{**row, **common} for row in rows])
    record_event(
        session,
        actor="chemgate",
        action=_JUDGED,
        subject=turn.name,
        facts={"as_of": as_of, "changes": len(rows)},
        recorded_at=recorded_at,
    )
    return len(rows)


def read_changes(
    session: Session, *, since: str = "", most: int
) -> tuple[list[dict[str, Any]], bool]:
    """The changes after a cursor, oldest first, and whether there are more.

    Args:
        session: of the store.
        since: the `id` of a change, or an ISO 8601 instant; "" = from the beginning.
        most: rows of one page.

    Raises:
        InvalidInstant: `since` is neither.
    """
    table = VerdictChange.__table__.c
    found: Select[*tuple[Any, ...]] = select(*table).order_by(table.id).limit(most + 1)
    if since.isascii() and since.isdigit() and len(since) <= _LONGEST:
        found = found.where(table.id > int(since))
    elif since:
        found = found.where(table.recorded_at > read_instant(since))
    rows = [dict(row._mapping) for row in session.execute(found)]  # noqa: SLF001 - its public name
    return rows[:most], len(rows) > most


def changes_of(session: Session, part: PartKey) -> list[dict[str, Any]]:
    """All changes of one part, oldest first."""
    table = VerdictChange.__table__.c
    own = (table[key] == value for key, value in part._asdict().items())
    found = session.execute(select(*table).where(*own).order_by(table.id))
    return [dict(row._mapping) for row in found]  # noqa: SLF001 - its public name
