"""How many entries a list has of each day, kept beside it so that a lint can count them again."""

from __future__ import annotations

from collections import Counter
from itertools import accumulate
from typing import Final

from bom.lists.list_tables import ListTable

__all__ = ["BATCHES", "recount"]

BATCHES: Final = "batches.csv"


def recount(batches: ListTable, entries: ListTable) -> None:
    """Bring the counts up to the entries; a new day has no announced size until somebody notes it.

    Days that the entries no longer have stay, with none.
    """
    counted = Counter(row["included_on"] for row in entries.rows)
    known = {row["included_on"]: row for row in batches.rows}
    days = sorted(counted.keys() | known.keys())
    sums = accumulate(counted[day] for day in days)
    rows = [
        {
            **known.get(day, {"included_on": day, "announced": ""}),
            "entries": str(counted[day]),
            "cumulative": str(total),
        }
        for day, total in zip(days, sums, strict=True)
    ]
    if rows != batches.rows:
        batches.rows, batches.origins = rows, [0] * len(rows)
        batches.is_changed = True
