"""The same question asked the plain way: one recursive query per part, in SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

import numpy as np

from engine.arrays import UNIDENTIFIED, BomArrays
from engine.compile import EFFECTS
from engine.masses import node_masses
from engine.outcomes import Status
from engine.rules import RuleSet
from engine.silence import covered_by

__all__ = ["load", "status_of_part"]

SCALE, PER_BILLION = 10**5, 10**9

TABLES = """
CREATE TABLE node (id INTEGER PRIMARY KEY, part INT, mass INT, evidence INT, unit INT);
CREATE TABLE usage (parent INT, child INT, quantity INT);
CREATE TABLE content (material INT, substance INT, ppb INT);
CREATE TABLE member (substance INT, rule INT, factor INT, certain INT);
CREATE TABLE rule (id INTEGER PRIMARY KEY, article INT, limit_ppb INT, at INT, intentional INT,
                   effect TEXT);
CREATE TABLE covered (evidence INTEGER PRIMARY KEY, complete INT);
"""
INDEXES = """
CREATE INDEX usage_parent ON usage (parent, child, quantity);
CREATE INDEX usage_child ON usage (child, parent, quantity);
CREATE INDEX content_material ON content (material, substance, ppb);
CREATE INDEX member_substance ON member (substance, rule, factor, certain);
"""

# Masses are so light that mass x parts per billion x factor stays below 2**63.
STATUS = """
WITH RECURSIVE below (id) AS (
    SELECT ? UNION SELECT usage.child FROM below JOIN usage ON usage.parent = below.id
),
counted (node, rule, mass, low, high) AS (
    SELECT CASE rule.article WHEN 1 THEN holder.id ELSE material.id END, rule.id,
           CASE rule.article WHEN 1 THEN holder.mass ELSE material.mass END,
           SUM(material.mass * CASE rule.article WHEN 1 THEN usage.quantity ELSE 1 END
               * content.ppb * member.factor * member.certain),
           SUM(material.mass * CASE rule.article WHEN 1 THEN usage.quantity ELSE 1 END
               * content.ppb * member.factor)
    FROM below
    JOIN node AS material ON material.id = below.id AND material.part = 0
    JOIN usage ON usage.child = material.id
    JOIN node AS holder ON holder.id = usage.parent
    JOIN content ON content.material = material.id
    JOIN member ON member.substance = content.substance
    JOIN rule ON rule.id = member.rule
    GROUP BY 1, 2, 3
),
judged (fails, open) AS (
    SELECT MAX(effect = 'restrict'
               AND (low > limit_ppb * 100000 * mass OR (at AND low >= limit_ppb * 100000 * mass))),
           MAX((high > limit_ppb * 100000 * mass OR (at AND high >= limit_ppb * 100000 * mass)
                OR intentional)
               AND NOT (low > limit_ppb * 100000 * mass
                        OR (at AND low >= limit_ppb * 100000 * mass)))
    FROM counted JOIN rule ON rule.id = counted.rule
),
gap (open) AS (
    SELECT MAX(NOT COALESCE(covered.complete, 0))
    FROM below JOIN node USING (id) LEFT JOIN covered ON covered.evidence = node.evidence
    WHERE node.unit
)
SELECT CASE WHEN judged.fails THEN 'non_compliant'
            WHEN judged.open OR gap.open THEN 'unknown'
            ELSE 'compliant' END
FROM judged, gap
"""


def load(bom: BomArrays, rules: RuleSet) -> sqlite3.Connection:
    """The portfolio and the rules as tables in memory, indexed; not part of what is timed."""
    database = sqlite3.connect(":memory:")
    database.executescript(TABLES)
    nodes, held = bom.nodes, bom.constituents
    if np.any(held.substance == UNIDENTIFIED):
        raise ValueError("the query knows nothing of unidentified substances")
    mass = np.nan_to_num(node_masses(bom).floats, nan=0).astype(np.int64)
    _fill(database, "node", np.arange(len(nodes)), nodes.kind == 0, mass, nodes.evidence,
          nodes.is_unit)  # fmt: skip
    quantity = bom.usages.quantity.counts // PER_BILLION
    _fill(database, "usage", bom.usages.parent, bom.usages.child, quantity)
    _fill(database, "content", held.material, held.substance, held.low.counts)
    members = [
        (number, one.entry, int(one.factor * SCALE), int(not one.is_upper_bound))
        for number, substance in enumerate(bom.substances)
        for one in rules.membership.entries_of(substance)
    ]
    database.executemany("INSERT INTO member VALUES (?, ?, ?, ?)", members)
    database.executemany("INSERT INTO rule VALUES (?, ?, ?, ?, ?, ?)", _rules(rules))
    complete = covered_by(bom.evidences, rules).all(axis=1)[:-1]
    _fill(database, "covered", np.arange(len(bom.evidences)), complete)
    database.executescript(INDEXES)
    return database


def status_of_part(database: sqlite3.Connection, node: int) -> Status:
    (word,) = database.execute(STATUS, (node,)).fetchone()
    return Status(word)


def _rules(rules: RuleSet) -> Iterable[tuple[int, int, int, int, int, str]]:
    for rule in range(len(rules)):
        limit = rules.limits[rule] * PER_BILLION
        if limit.denominator != 1:
            raise ValueError(f"{rules.entries[rule].id}: a limit finer than one part per billion")
        yield (
            rule,
            int(rules.is_article_level[rule]),
            int(limit),
            int(rules.at_or_above[rule]),
            int(rules.intentional[rule]),
            EFFECTS[int(rules.effect[rule])].value,
        )


def _fill(database: sqlite3.Connection, table: str, *columns: np.ndarray) -> None:
    marks = ", ".join("?" * len(columns))
    rows = zip(*(column.astype(np.int64).tolist() for column in columns), strict=True)
    database.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608
