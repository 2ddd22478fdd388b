"""A second opinion on a structure file: recursion and fractions, from the documents alone.

Written from the design, the interfaces and the rule reference before the engine was read: the JSON
tree and a law of plain data (`tests.written_law`), walked down by recursion.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import product
from typing import NamedTuple

from tests.oracle_tree import Ends, Node, Row, Tree, part
from tests.written_law import Written

__all__ = ["Told", "told"]

BREACHED = {"restrict": "exceeded", "declare": "declare", "control": "controlled"}
STATUSES = {
    "non_compliant": {"exceeded", "exemption_invalid"},
    "unknown": {"possible", "not_covered", "no_data", "conflict"},
    "compliant_with_exemption": {"exempt"},
}  # a known violation outranks silence, silence outranks the rest
Path = tuple[str, ...]


class Told(NamedTuple):
    """What the oracle says: outcome by (path, list, entry), and what it comes to."""

    cells: dict[tuple[Path, str, str], str]
    statuses: dict[str, str]
    by_part: dict[str, Fraction]
    duties: set[tuple[str, Path, str, str]]


def told(tree: Tree, law: Written, as_of: date, category: str) -> Told:
    """Judge a structure file that was already found readable."""
    top, answer = tree["part"], Told({}, {}, {}, set())
    root = part(top, (top["part_number"],), tree.get("declared"), set())
    root.bounded(root.mass)
    units = [node for node in root.below() if node.is_unit]
    for list_id, entries in law.entries.items():
        seen, shares = set(), [Fraction(1)]
        for entry in entries:
            limit = law.limit(entry, as_of, category)
            if limit is None:
                continue
            rule, undecided = Rule(entry, limit, law, as_of, category), set()
            for cell, rows in rule.cells(root).items():
                word = rule.outcome(cell, rows)
                undecided |= {c.row for c in rows if word == "no_data"}
                answer.cells[cell.path, list_id, entry["id"]] = word
                for duty, number in rule.duties(rows, word, tree.get("annual_tonnes", {})):
                    answer.duties.add((duty, cell.path, entry["id"], number))
                seen.add(word)
            words = [rule.silence(unit, undecided) for unit in units]
            seen |= set(words)
            shares.append(Fraction(words.count("not_present"), len(words)))
        found = [status for status, marks in STATUSES.items() if seen & marks]
        rest = "compliant" if seen - {"not_applicable"} else "not_applicable"
        answer.by_part[list_id], answer.statuses[list_id] = min(shares), (*found, rest)[0]
    return answer


@dataclass(frozen=True, eq=False)
class Counted:
    """A row as an entry counts it: least and most factor, and units of its material in a cell."""

    row: Row
    material: Node
    factors: Ends
    units: Fraction = Fraction(1)

    def content(self, end: int) -> Fraction:
        """Least or most share of its material; all of it where only a mass was told."""
        return self.factors[end] * (self.row.ends if self.row.is_share else (0, 1))[end]

    def share(self, end: int, cell: Node, whole: Fraction | None) -> Fraction | None:
        """Least or most share of a cell of some mass; None where a mass is missing."""
        is_all = cell.held == [(1, self.material)] and self.material.mass is None
        if self.row.is_share and (is_all or cell is self.material):
            return self.content(end)
        mass = self.material.mass if self.row.is_share else Fraction(1)
        if whole is None or mass is None:
            return None
        return self.factors[end] * self.row.ends[end] * mass * self.units / whole


@dataclass(frozen=True)
class Rule:
    """One entry on one day for one category of equipment."""

    entry: Tree
    limit: Fraction
    law: Written
    day: date
    category: str

    def cells(self, root: Node) -> dict[Node, list[Counted]]:
        """Nodes with a denominator of their own, and the rows that count against each."""
        found, base = defaultdict[Node, list[Counted]](list), defaultdict[Node, list[Counted]](list)
        level = self.entry["level"]

        def walk(node: Node, holder: Node | None, units: Fraction) -> None:
            is_own = level in node.levels
            vouched = bool(node.speaks and node.speaks.get("full_material_declaration"))
            told = [(row, self.law.factors(row.tree, self.entry, vouched=vouched))
                    for row in node.rows or []]  # fmt: skip
            rows = [Counted(row, node, factors) for row, factors in told if factors]
            if rows and (is_own or holder is None):
                found[node] = rows
            if rows and holder is not None and (not is_own or level == "article"):
                (base if is_own else found)[holder] += [replace(c, units=units) for c in rows]
            if node.rows is None and is_own and (level != "product" or holder is None):
                holder, units = node, Fraction(1)
            for quantity, child in node.held:
                walk(child, holder, units * quantity)

        walk(root, None, Fraction(1))
        for article in base.keys() & found.keys():  # the coated one, with its base material
            found[article] += base[article]
        return found

    def is_beyond(self, share: Fraction | int) -> bool:
        return share >= self.limit if self.entry["at_or_above"] else share > self.limit

    def side(self, cell: Node, rows: list[Counted]) -> str:
        """`breached`, `possible`, `no_data` or `below`; a known breach needs no other number."""
        least = sum(share for c in rows if (share := c.share(0, cell, cell.most)))
        most = [share for c in rows if (share := c.share(1, cell, cell.mass)) is not None]
        # Of what was told by mass alone, a material may hold anything from nothing to too much.
        alone = defaultdict[Node, list[Fraction]](lambda: [Fraction(0), Fraction(0)])
        for c, end in product(rows, (0, 1)):
            alone[c.material][end] += c.content(end) if c.row.is_share else 2 * end
        is_mean = cell.mass is None and {one for _, one in cell.held} == alone.keys()
        least = max(least, min(low for low, _ in alone.values()) if is_mean else 0)
        purposes = {(c.row.tree.get("intentionally_added"), bool(self.law.number(c.row.tree)))
                    for c in rows if self.entry["intentional"]}  # fmt: skip
        if (True, True) in purposes or self.is_beyond(least):
            is_bare = cell.rows is not None and self.entry["level"] not in cell.levels
            return "possible" if is_bare else "breached"
        thinkable = (*(high for _, high in alone.values()), sum(most))
        if len(most) < len(rows) and any(map(self.is_beyond, thinkable)):
            return "no_data"
        is_open = any(told_as is None for told_as, _ in purposes)
        return "possible" if is_open or (most and self.is_beyond(sum(most))) else "below"

    def outcome(self, cell: Node, rows: list[Counted]) -> str:
        """The side, unless claimed exemptions excuse what is on the wrong one."""
        found = self.side(cell, rows)
        if found == "below":
            return found
        claims = {c: self.law.claims(c.row.tree, self.entry) for c in rows}
        rulings = {c: {self.ruling(c, one, rows) for one in claims[c]} for c in rows}
        rest = [c for c in rows if "holds" not in rulings[c]]
        refused = [c for c in rest if "open" not in rulings[c]]
        if not rest or self.side(cell, rest) == "below":
            return "exempt"
        if found == "no_data":
            return found
        if found == "possible" or not refused or self.side(cell, refused) != "breached":
            return "possible"
        return "exemption_invalid" if any(claims.values()) else BREACHED[self.entry["effect"]]

    def ruling(self, c: Counted, claim: str, rows: list[Counted]) -> str:
        """`holds`, `open` or `fails`: element, category, day, and the content of the material."""
        found = self.law.exemption(claim, self.day)
        if found is None or self.entry["element"] not in found["elements"]:
            return "fails"
        least, most = Fraction(found["lower"] or 0), Fraction(found["upper"] or 10**40)
        same = [one for one in rows if one.material is c.material]
        low, high = (sum(one.content(end) for one in same) for end in (0, 1))
        is_meant = self.category in (found["categories"] or [self.category])
        if not is_meant or low > most or high < least:
            return "fails"
        return "holds" if least <= low and high <= most else "open"

    def silence(self, unit: Node, undecided: set[Row]) -> str:
        """What it means in a unit of coverage, unless what is said cannot be decided."""
        rows = {row for node in unit.below() for row in node.rows or []}
        if unit.speaks is None or rows & undecided:
            return "no_data"
        return "not_present" if self.law.silence(unit.speaks, self.entry) else "not_covered"

    def duties(
        self, rows: list[Counted], word: str, tonnes: dict[str, str]
    ) -> Iterator[tuple[str, str]]:
        """What must be done about each substance from which day on."""
        for number in filter(None, {self.law.number(c.row.tree) for c in rows}):
            if word == "controlled":
                yield "company_controlled", number
            if word == "declare":
                yield "reach_art33", number
                yield from [("scip", number)] if self.day >= date(2021, 1, 5) else []
                due = self.day >= self.law.six_months_after(self.entry)
                if due and Fraction(tonnes.get(number, 0)) > 1:
                    yield "reach_art7_2", number
