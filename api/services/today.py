"""The day that a question without a day is asked for."""

from __future__ import annotations

from datetime import UTC, date, datetime

__all__ = ["today"]


def today() -> date:
    """The day in UTC: the same answer everywhere."""
    return datetime.now(tz=UTC).date()
