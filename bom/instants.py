"""Points in time as the store writes them: UTC, ISO 8601, always 27 characters.

Text of fixed width sorts like the time it means, on every database, and reads back unchanged:
``2026-11-20T03:00:00.000000Z``. SQLite has no time type, and PostgreSQL's would come back in the
session's zone.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Final

from bom.errors import InvalidInstant

__all__ = ["INSTANT_WIDTH", "instant_text", "read_instant"]

INSTANT_WIDTH: Final = 27
_FORMAT: Final = "%Y-%m-%dT%H:%M:%S.%fZ"
_BARE_DATE: Final = 10


def instant_text(moment: datetime) -> str:
    """The instant as the store writes it.

    Raises:
        InvalidInstant: the moment has no zone, so nobody knows when it was.
    """
    if moment.tzinfo is None:
        raise InvalidInstant(f"{moment.isoformat()} has no time zone", hint="end it with Z")
    return moment.astimezone(UTC).strftime(_FORMAT)


def read_instant(text: str) -> str:
    """An ISO 8601 instant in the store's writing; a bare date means the end of that day.

    Raises:
        InvalidInstant: no ISO 8601, or a time without zone.
    """
    try:
        if len(text) == _BARE_DATE:
            moment = datetime.combine(date.fromisoformat(text), time.max, tzinfo=UTC)
        else:
            moment = datetime.fromisoformat(text)
    except ValueError as wrong:
        raise InvalidInstant(
            f"“{text[:40]}” is no point in time", hint="write it like 2026-11-20T03:00:00Z"
        ) from wrong
    return instant_text(moment)
