"""Up to which Candidate List batch a chemSHERPA list version covers the law."""

from __future__ import annotations

import functools
import re
from bisect import bisect_right
from datetime import date
from typing import Final

from regulations.catalog import DATA
from regulations.tables import read_table

__all__ = ["covers_until"]

_COLUMNS: Final = "list_version covers_until trust"
_VERSION: Final = re.compile(r"[0-9]{1,4}(\.[0-9]{1,4}){1,3}", re.ASCII)


def covers_until(list_version: str) -> date | None:
    """Inclusion date of the newest batch that the list version is known to cover.

    A version without a known date takes that of the nearest lower one: it covers at least that,
    and coverage assumed too early only asks a supplier once more.

    Args:
        list_version: as declared, e.g. ``2.10.00``.

    Returns:
        The date; None below 1.00 or for a text that is no version.

    Source:
        Pages and sample declarations that name a list version and its batch, each with its trust in
        `data/chemsherpa-lists/versions.csv`.
    """
    text = list_version.strip()
    if not _VERSION.fullmatch(text):
        return None
    known = _known()
    place = bisect_right([version for version, _ in known], _numbers(text))
    return known[place - 1][1] if place else None


@functools.cache
def _known() -> tuple[tuple[tuple[int, ...], date], ...]:
    rows = read_table(DATA / "chemsherpa-lists" / "versions.csv", columns=_COLUMNS)
    return tuple(
        sorted(
            (_numbers(row.required("list_version")), row.required_day("covers_until"))
            for row in rows
        )
    )


def _numbers(text: str) -> tuple[int, ...]:
    """Comparable form; 2.10 and 2.10.00 are the same version."""
    parts = [int(part) for part in text.split(".")]
    return tuple(parts + [0] * (4 - len(parts)))
