"""Calendar days as other formats write them: year first, or not read at all."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from chemsherpa.findings import Finding, found

__all__ = ["iso_day", "told_day"]

_YEAR_FIRST: Final = re.compile(
    r"(?P<year>[0-9]{4})(?P<mark>[-/.]?)(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})"
    r"([T ][0-9:.Z+-]*)?",
    re.ASCII,
)
_UNDIVIDED: Final = 8


def iso_day(text: str) -> str | None:
    """The day as ``2024-01-31``, None for any text that does not say it beyond doubt.

    01/02/2024 is January to some and February to others, and the date decides which declaration
    speaks; so only texts with the year in front are read.
    """
    match = _YEAR_FIRST.fullmatch(text.strip())
    if match is None or (not match["mark"] and len(text.strip()) < _UNDIVIDED):
        return None
    if not match["mark"] and len(match["month"] + match["day"]) != len("0131"):
        return None
    try:
        return date(int(match["year"]), int(match["month"]), int(match["day"])).isoformat()
    except ValueError:
        return None


def told_day(text: str, where: str, line: int | None, told: list[Finding]) -> str:
    """The day as ``2024-01-31``; "" and a finding where the text does not say it beyond doubt."""
    day = iso_day(text)
    if day is None:
        told.append(found("date-unclear", where, line, text=text))
    return day or ""
