"""The state that the change feed has told, and what has happened since.

Whoever applies the rows in order, each to its (part, list), and leaves out those that announce a
day to come, holds the status of every part as of the last turn: `told` does the same in SQL.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from bom.chunks import chunks
from bom.history import Clock, utc_now
from bom.instants import instant_text
from bom.models import (
    Declaration,
    FeedTurn,
    JustificationApproval,
    JustificationRevocation,
    ListPublication,
    ListRetirement,
    MixtureTransfer,
    Usage,
    VerdictChange,
)

__all__ = ["Key", "State", "Turned", "add_turn", "causes", "last_turn", "told"]

_DAY: Final = 10
_ROWS: Final = 5_000


class Key(NamedTuple):
    """One part under one list."""

    part_number: str
    revision: str
    manufacturer: str
    name: str
    list_id: str


State = Mapping[Key, str]
"""Status by part and list."""


@dataclass(frozen=True, slots=True)
class Turned:
    """Up to where the feed has been written.

    Attributes:
        number: 0 where it never was.
    """

    number: int = 0
    known_at: str = ""
    as_of: str = ""
    engine_version: str = ""

    def knows(self, other: Turned) -> bool:
        """Whether the same was judged already: the same rows, day and rules."""
        mine = (self.known_at, self.as_of, self.engine_version)
        return bool(self.number) and mine == (other.known_at, other.as_of, other.engine_version)


def last_turn(session: Session) -> Turned:
    """The last one; an empty one where the feed was never written."""
    columns = (FeedTurn.id, FeedTurn.known_at, FeedTurn.as_of, FeedTurn.engine_version)
    row = session.execute(select(*columns).order_by(FeedTurn.id.desc()).limit(1)).first()
    return Turned() if row is None else Turned(*row)


def told(session: Session) -> dict[Key, str]:
    """The status of every (part, list) that follows from the feed."""
    table = VerdictChange.__table__.c
    key = (
        table.part_number,
        table.revision,
        table.manufacturer,
        table.name,
        table.list_id,
    )
    counts = table.as_of <= func.substr(table.recorded_at, 1, _DAY)
    newest = select(func.max(table.id)).where(counts).group_by(*key)
    rows = session.execute(select(*key, table.after).where(table.id.in_(newest)))
    return {Key(*row[:-1]): row[-1] for row in rows if row[-1]}


def causes(session: Session, turn: Turned, now: Turned) -> str:
    """What has happened since a turn, in words with a blank between them.

    `declarations`, `usages`, `transfers`, `lists`, `justifications`: rows of that kind are new.
    `day`: another day is judged. `engine`: another version of it judges.
    """
    words = {
        "declarations": (Declaration.recorded_at,),
        "usages": (Usage.recorded_at, Usage.superseded_at),
        "transfers": (MixtureTransfer.recorded_at,),
        "lists": (ListPublication.recorded_at, ListRetirement.recorded_at),
        "justifications": (
            JustificationApproval.recorded_at,
            JustificationRevocation.recorded_at,
        ),
    }
    found = [
        word
        for word, columns in words.items()
        if any(
            (session.execute(select(func.max(column))).scalar_one() or "") > turn.known_at
            for column in columns
        )
    ]
    if turn.number and turn.as_of != now.as_of:
        found.append("day")
    if turn.number and turn.engine_version != now.engine_version:
        found.append("engine")
    return " ".join(found)


def add_turn(
    session: Session,
    seen: Turned,
    now: Turned,
    state: State,
    *,
    clock: Clock = utc_now,
) -> int:
    """Append what differs from what was told; the caller commits.

    Args:
        session: of `Database.writers`.
        seen: the last turn when the portfolio was judged.
        now: what was judged: rows, day and rules.
        state: the status of every (part, list) as judged.
        clock: tells when.

    Returns:
        How many rows were added: none where somebody was faster.
    """
    if last_turn(session).number != seen.number:
        return 0
    recorded_at = instant_text(clock())
    common = {
        "kind": "status",
        "as_of": now.as_of,
        "cause": causes(session, seen, now) or "lists",
        "draft_id": None,
        "recorded_at": recorded_at,
    }
    rows = [{**row, **common} for row in _differences(told(session), state)]
    for some in chunks(rows, most=_ROWS):
        session.execute(insert(VerdictChange), some)
    turn = {
        "known_at": now.known_at,
        "as_of": now.as_of,
        "engine_version": now.engine_version,
        "changes": len(rows),
        "recorded_at": recorded_at,
    }
    session.execute(insert(FeedTurn), [turn])
    return len(rows)


def _differences(before: State, after: State) -> Iterator[dict[str, Any]]:
    """In the order of parts, so that the same change gives the same rows in every store."""
    keys: Sequence[Key] = sorted(before.keys() | after.keys())
    for key in keys:
        was, will_be = before.get(key, ""), after.get(key, "")
        if was != will_be:
            yield {**key._asdict(), "before": was, "after": will_be}
