"""When the store last changed, and the instant that the next change gets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from bom.instants import instant_text
from bom.models import (
    BundledLaw,
    Declaration,
    JustificationApproval,
    JustificationRevocation,
    ListPublication,
    ListRetirement,
    MixtureTransfer,
    Usage,
)

__all__ = [
    "Clock",
    "instants",
    "last_change",
    "last_change_query",
    "next_instant",
    "utc_now",
    "visible",
]

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The time of the machine, with its zone."""
    return datetime.now(UTC)


def last_change(session: Session, *, known_at: str | None = None) -> str | None:
    """Instant of the last recorded change, up to an instant if one is given; None if there is none.

    Naming the change and not the question makes two questions between two changes the same.
    """
    if known_at is None:
        found = session.connection().execute(_newest(until=False)).one()
    else:
        found = session.connection().execute(_newest(until=True), {"known_at": known_at}).one()
    return max((text for text in found if text), default=None)


def last_change_query() -> Select[*tuple[Any, ...]]:
    """One row of instants, some NULL; the greatest is the last change. For who has no session."""
    return _newest(until=False)


def instants() -> tuple[InstrumentedAttribute[Any], ...]:
    """The columns that say when something changed that an answer may depend on."""
    return (
        # The first recording changes no answer: before it the same lists count.
        BundledLaw.superseded_at,
        Declaration.recorded_at,
        ListPublication.recorded_at,
        ListRetirement.recorded_at,
        JustificationApproval.recorded_at,
        JustificationRevocation.recorded_at,
        MixtureTransfer.recorded_at,
        Usage.recorded_at,
        Usage.superseded_at,
    )


@cache
def _newest(*, until: bool) -> Select[*tuple[Any, ...]]:
    # Asked before every declaration that is stored, so it is built once.
    newest = []
    for column in instants():
        latest = select(func.max(column))
        if until:
            latest = latest.where(column <= bindparam("known_at"))
        newest.append(latest.scalar_subquery())
    return select(*newest)


def next_instant(session: Session, clock: Clock) -> str:
    """Now, but later than every change before: a clock set back must not rewrite the past.

    Two changes never share an instant, so “as known at” can always tell them apart.
    """
    now, last = instant_text(clock()), last_change(session)
    if last is None or now > last:
        return now
    return instant_text(datetime.fromisoformat(last) + timedelta(microseconds=1))


def visible(
    recorded: InstrumentedAttribute[str],
    superseded: InstrumentedAttribute[str | None],
    known_at: str | None,
) -> ColumnElement[bool]:
    """The rows that stood at an instant; None means now."""
    if known_at is None:
        return superseded.is_(None)
    return (recorded <= known_at) & or_(superseded.is_(None), superseded > known_at)
