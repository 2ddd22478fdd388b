"""The same questions as joins in DuckDB, a level at a time, exact by 128-bit integers."""

from __future__ import annotations

from typing import Any

import numpy as np

from .flat import CHECK, Flat, Totals

__all__ = ["Duckdb"]

LEAF = """
CREATE OR REPLACE TABLE bits AS
WITH listed AS (SELECT material, substance, ppb FROM content
                WHERE substance IN (SELECT substance FROM entry)),
of_material AS (SELECT material, substance, SUM(ppb) AS amount FROM listed GROUP BY ALL),
of_article AS (
    SELECT part, substance, SUM(amount * mass::HUGEINT) AS amount
    FROM of_material JOIN material USING (material) GROUP BY ALL
),
hit AS (
    SELECT part, list FROM of_article JOIN article USING (part) JOIN entry USING (substance)
    WHERE per_article AND (amount > most * mass::HUGEINT
                           OR ("at" AND amount = most * mass::HUGEINT))
    UNION ALL
    SELECT part, list FROM of_material JOIN entry USING (substance)
    JOIN material USING (material)
    WHERE NOT per_article AND (amount > most OR ("at" AND amount = most))
)
SELECT part, BIT_OR(1::UBIGINT << list) AS word FROM hit GROUP BY part
"""
RISE = """
INSERT INTO bits SELECT parent, BIT_OR(word)
FROM usage_{level} JOIN bits ON part = child GROUP BY parent
"""
ROLL = """
INSERT INTO total SELECT parent, substance, SUM(pieces * amount)
FROM usage_{level} JOIN total ON part = child GROUP BY parent, substance
"""


class Duckdb:
    """In memory, on all cores; tables are loaded before anything is timed."""

    def __init__(self, flat: Flat, leaves: Totals) -> None:
        import duckdb  # noqa: PLC0415 - a rival only, missing in most installations

        self._database: Any = duckdb.connect(":memory:")
        self._levels = int(flat.level.max())
        entries = flat.entries.T
        self._load("content", material=flat.row_material, substance=flat.row_substance,
                   ppb=flat.row_ppb)  # fmt: skip
        self._load("material", material=np.arange(len(flat.material_part)),
                   part=flat.material_part, mass=flat.material_mass)  # fmt: skip
        self._load("article", part=np.arange(flat.parts), mass=flat.article_mass)
        self._load("entry", substance=entries[0], list=entries[1], per_article=entries[2] == 1,
                   most=entries[3], at=entries[4] == 1)  # fmt: skip
        for level in range(1, self._levels + 1):
            rows = flat.level[flat.parent] == level
            self._load(f"usage_{level}", parent=flat.parent[rows], child=flat.child[rows],
                       pieces=flat.pieces[rows])  # fmt: skip
        self._load("leaf", part=leaves.part, substance=leaves.substance, whole=leaves.whole,
                   rest=leaves.rest)  # fmt: skip

    def _load(self, table: str, **columns: np.ndarray) -> None:
        self._database.register("incoming", columns)
        self._database.execute(f"CREATE TABLE {table} AS SELECT * FROM incoming")  # noqa: S608
        self._database.unregister("incoming")

    def judge_leaves(self) -> None:
        self._database.execute(LEAF)

    def carry_up(self) -> None:
        for level in range(1, self._levels + 1):
            self._database.execute(RISE.format(level=level))

    def bits(self, parts: int) -> np.ndarray:
        """Lists reached in or below every part."""
        found = self._database.execute("SELECT part, word FROM bits").fetchnumpy()
        bits = np.zeros(parts, dtype=np.uint64)
        bits[found["part"]] = found["word"]
        return bits

    def start_rollup(self) -> None:
        self._database.execute(
            "CREATE OR REPLACE TABLE total AS SELECT part, substance, "
            "whole::HUGEINT * 1000000000 + rest AS amount FROM leaf"
        )

    def rollup(self) -> None:
        for level in range(1, self._levels + 1):
            self._database.execute(ROLL.format(level=level))

    def checksum(self) -> tuple[int, int]:
        """As `flat.checksum`."""
        rows, found = self._database.execute(
            f"SELECT COUNT(*), SUM(((part * 1000003 + substance) % {CHECK})"  # noqa: S608
            f" * (amount % {CHECK}) % {CHECK}) FROM total"
        ).fetchone()
        return int(rows), int(found) % CHECK

    def close(self) -> None:
        self._database.close()
