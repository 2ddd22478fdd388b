"""The same questions as recursive queries in SQLite, one part at a time."""

from __future__ import annotations

import sqlite3

import numpy as np

from engine.exact import IntArray

from .flat import Flat, Totals

__all__ = ["Sqlite"]

TABLES = """
CREATE TABLE usage (parent INT, child INT, pieces INT);
CREATE TABLE hit (part INT, list INT);
CREATE TABLE held (part INT, substance INT, whole INT, rest INT);
"""
INDEXES = """
CREATE INDEX usage_parent ON usage (parent, child, pieces);
CREATE INDEX usage_child ON usage (child, parent);
CREATE INDEX hit_part ON hit (part, list);
CREATE INDEX held_part ON held (part, substance, whole, rest);
CREATE INDEX held_substance ON held (substance, part);
"""
VERDICT = """
WITH RECURSIVE below (id) AS (
    SELECT ? UNION SELECT child FROM below JOIN usage ON parent = id
)
SELECT DISTINCT list FROM below JOIN hit ON part = id
"""
ROLLUP = """
WITH RECURSIVE below (id, units) AS (
    SELECT ?, 1 UNION ALL SELECT child, units * pieces FROM below JOIN usage ON parent = id
)
SELECT substance, SUM(units * whole), SUM(units * rest)
FROM below JOIN held ON part = id GROUP BY substance
"""
UPWARD = """
WITH RECURSIVE above (id) AS (
    SELECT part FROM held WHERE substance IN ({marks})
    UNION SELECT parent FROM above JOIN usage ON child = id
)
SELECT COUNT(*) FROM above
"""


class Sqlite:
    """In memory, indexed, with the answers of the leaves given."""

    def __init__(self, flat: Flat, bits: IntArray, leaves: Totals) -> None:
        """Load it; not part of what is timed.

        Args:
            flat: the graph.
            bits: lists reached in every leaf.
            leaves: rollup rows of the leaves.
        """
        self._database = sqlite3.connect(":memory:")
        self._database.executescript(TABLES)
        self._fill("usage", flat.parent, flat.child, flat.pieces)
        for place in range(64):
            part = np.flatnonzero(bits >> np.uint64(place) & np.uint64(1))
            self._fill("hit", part, np.full(len(part), place))
        self._fill("held", leaves.part, leaves.substance, leaves.whole, leaves.rest)
        self._database.executescript(INDEXES)

    def _fill(self, table: str, *columns: IntArray) -> None:
        marks = ", ".join("?" * len(columns))
        rows = zip(*(column.tolist() for column in columns), strict=True)
        self._database.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608

    def verdict(self, part: int) -> int:
        """Lists reached in or below a part, as bits."""
        return sum(1 << place for (place,) in self._database.execute(VERDICT, (part,)))

    def rollup(self, part: int) -> dict[int, int]:
        """Nanograms times parts per billion by substance."""
        rows = self._database.execute(ROLLUP, (part,))
        return {one: whole * 10**9 + rest for one, whole, rest in rows}

    def parts_with(self, substances: list[int]) -> int:
        """How many parts hold one of some substances."""
        marks = ", ".join("?" * len(substances))
        query = UPWARD.format(marks=marks)
        return int(self._database.execute(query, substances).fetchone()[0])
