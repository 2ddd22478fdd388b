"""The change feed follows the store: whatever changed a status is told, not only a list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from api.services.changes import record_changes
from api.services.law import engine_version
from api.services.portfolio import Portfolio, evaluate_portfolio
from bom.change_feed import Key, Turned, add_turn, last_turn
from bom.database import Database
from bom.history import Clock, last_change, utc_now
from engine.outcomes import Status, worst_status

__all__ = ["follow", "is_followed"]


def follow(database: Database, *, clock: Clock = utc_now) -> int:
    """Judge the portfolio if rows, day or rules are others than at the last turn; rows gained.

    Reading and judging take no write lock. A list that was published and not judged yet goes
    first, with its consequences entry by entry; then whatever else has become of a status.
    Lists that do not bind are told of when they are published, and not followed.

    Args:
        database: the store.
        clock: tells the day that is judged, in UTC.
    """
    added = record_changes(database)
    now, seen = _turns(database, clock)
    if seen.knows(now):
        return added
    with database.readers() as session:
        portfolio = evaluate_portfolio(session, as_of=date.fromisoformat(now.as_of), causes=0)
    judged = replace(now, known_at=portfolio.known_at or "")
    with database.writers.begin() as session:
        return added + add_turn(session, seen, judged, _state(portfolio), clock=clock)


def is_followed(database: Database, *, clock: Clock = utc_now) -> bool:
    """Whether nothing happened since `follow` looked last; two statements, no judging."""
    now, seen = _turns(database, clock)
    return seen.knows(now)


def _turns(database: Database, clock: Clock) -> tuple[Turned, Turned]:
    """What would be judged now, and what was judged last."""
    with database.readers() as session:
        now = Turned(
            known_at=last_change(session) or "",
            as_of=clock().date().isoformat(),
            engine_version=engine_version(),
        )
        return now, last_turn(session)


def _state(portfolio: Portfolio) -> dict[Key, str]:
    """The status by part and list; a part and its own declaration beside it are one."""
    found: dict[Key, list[Status]] = {}
    for row in portfolio.rows:
        facts = row.facts
        part = (facts.part_number, facts.revision, facts.manufacturer, facts.name)
        for list_id, status in _lists(portfolio, row.lists):
            found.setdefault(Key(*part, list_id), []).append(status)
    return {key: worst_status(statuses).value for key, statuses in found.items()}


def _lists(portfolio: Portfolio, statuses: Iterable[Status]) -> Iterable[tuple[str, Status]]:
    return zip(portfolio.law.rules.lists, statuses, strict=True)
