"""A second opinion on a structure file: recursion and fractions, from the documents alone.

Written from the design, the interfaces and the rule reference before the engine was read: the JSON
tree and a law of plain data (`tests.written_law`), walked down by recursion.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from tests.oracle_tree import Ends, Node, Row, Tree, materials, part
from tests.written_law import Written

__all__ = ["Told", "told"]

FAILS = {"exceeded", "exemption_invalid"}
OPEN = {"possible", "not_covered", "no_data", "conflict"}
BREACHED = {"restrict": "exceeded", "declare": "declare", "control": "controlled"}


@dataclass
class Told:
    """What the oracle says: outcome by (path, list, entry), and what it comes to."""

    cells: dict[tuple[tuple[str, ...], str, str], str] = field(default_factory=dict)
    statuses: dict[str, str] = field(default_factory=dict)
    by_part: dict[str, Fraction] = field(default_factory=dict)
    duties: set[tuple[str, tuple[str, ...], str, str]] = field(default_factory=set)


@dataclass(eq=False)
class Counted:
    """A row as an entry counts it, with how many of its material one node of the cell holds."""

    row: Row
    factors: Ends
    material: Node
    units: Fraction

    @property
    def shares(self) -> Ends | None:
        """Least and most of its material; None where only a mass was told."""
        ends = self.row.shares
        return ends and (self.factors[0] * ends[0], self.factors[1] * ends[1])

    @property
    def told(self) -> Ends | None:
        """Least and most nanograms in one material, where only a mass was told."""
        ends = self.row.told
        return ends and (self.factors[0] * ends[0], self.factors[1] * ends[1])

    def ends(self, cell: Node, whole: Fraction | None) -> Ends | None:
        """Least and most of a cell of some mass; None where a mass is missing."""
        is_all = cell.held == [(1, self.material)] and self.material.mass is None
        if self.shares and (cell is self.material or is_all):
            return self.shares
        mass, told = (self.material.mass, self.shares) if self.shares else (Fraction(1), self.told)
        if whole is None or mass is None or told is None:
            return None
        times = mass * self.units / whole
        return told[0] * times, told[1] * times


def told(tree: Tree, law: Written, as_of: date, category: str) -> Told:
    """Judge a structure file that was already found readable."""
    root, answer = part(tree["part"], (), tree.get("declared"), frozenset()), Told()
    root.bounded(root.mass)
    units = [node for node in root.below() if node.is_unit]
    for list_id, entries in law.entries.items():
        seen, shares = set(), [Fraction(1)]
        for entry in entries:
            limit = law.limit(entry, as_of, category)
            if limit is None:
                continue
            rule, undecided = Rule(entry, limit, law, as_of, category), set()
            for cell, rows in cells_of(root, entry, law).items():
                word = rule.outcome(cell, rows)
                undecided |= {c.row for c in rows if word == "no_data"}
                answer.cells[cell.path, list_id, entry["id"]] = word
                answer.duties |= duties(rule, cell, rows, word, tree.get("annual_tonnes", {}))
                seen.add(word)
            words = [silence(unit, entry, undecided, law) for unit in units]
            seen |= set(words)
            shares.append(Fraction(words.count("not_present"), len(words)))
        answer.by_part[list_id], answer.statuses[list_id] = min(shares), status(seen)
    return answer


def status(seen: set[str]) -> str:
    """Two axes in one word: a known violation outranks silence, silence outranks the rest."""
    if seen & FAILS:
        return "non_compliant"
    if seen & OPEN:
        return "unknown"
    if "exempt" in seen:
        return "compliant_with_exemption"
    return "compliant" if seen - {"not_applicable"} else "not_applicable"


def cells_of(root: Node, entry: Tree, law: Written) -> dict[Node, list[Counted]]:
    """Nodes with a denominator of their own, and the rows that count against each."""
    found: dict[Node, list[Counted]] = {}
    base: dict[Node, list[Counted]] = {}
    for one, around in materials(root, {}):
        holder, times = around.get(entry["level"], (None, Fraction(1)))
        is_own = one.is_of(entry["level"])
        rows = list(counted(one, entry, law, Fraction(1) if holder is None else times))
        if rows and (holder is None or is_own):
            found[one] = [Counted(c.row, c.factors, one, Fraction(1)) for c in rows]
        if rows and holder is not None and (not is_own or entry["level"] == "article"):
            (base if is_own else found).setdefault(holder, []).extend(rows)
    for article in base.keys() & found.keys():  # a coated article is judged with its base material
        found[article] += base[article]
    return found


def counted(one: Node, entry: Tree, law: Written, units: Fraction) -> Iterator[Counted]:
    """Rows of a material that an entry counts."""
    vouched = bool((one.speaks or {}).get("full_material_declaration"))
    for row in one.rows or []:
        factors = law.factors(row.tree, entry, vouched=vouched)
        if factors is not None:
            yield Counted(row, factors, one, units)


@dataclass(frozen=True)
class Rule:
    """One entry on one day for one category of equipment."""

    entry: Tree
    limit: Fraction
    law: Written
    day: date
    category: str

    def is_beyond(self, share: Fraction) -> bool:
        return share >= self.limit if self.entry["at_or_above"] else share > self.limit

    def side(self, cell: Node, rows: list[Counted]) -> str:
        """`breached`, `possible`, `no_data` or `below`; a known breach needs no other number."""
        sure = [end[0] for c in rows if (end := c.ends(cell, cell.most))]
        known = [end[1] for c in rows if (end := c.ends(cell, cell.mass))]
        purposes, low, high = self.purposes(rows), sum(sure), sum(known, Fraction(0))
        alone = {c.material: [Fraction(0), Fraction(0)] for c in rows}
        for c, n in ((c, n) for c in rows for n in (0, 1)):
            alone[c.material][n] += c.shares[n] if c.shares else 2 * n
        whole = cell.mass is None and {one for _, one in cell.held} == alone.keys()
        mean = min((ends[0] for ends in alone.values()), default=0) if whole else 0
        if "sure" in purposes or (rows and self.is_beyond(Fraction(max(low, mean)))):
            is_bare = cell.rows is not None and not cell.is_of(self.entry["level"])
            return "possible" if is_bare else "breached"
        thinkable = (*(ends[1] for ends in alone.values()), high)
        if len(known) < len(rows) and any(map(self.is_beyond, thinkable)):
            return "no_data"
        return "possible" if "open" in purposes or (known and self.is_beyond(high)) else "below"

    def purposes(self, rows: list[Counted]) -> set[str]:
        """Whether something was added on purpose, where the entry asks for that."""
        if not self.entry["intentional"]:
            return set()
        told_of = [(c.row.tree.get("intentionally_added"), c.row) for c in rows]
        open_ = {"open" for told_as, _ in told_of if told_as is None}
        return open_ | {"sure" for told_as, row in told_of if told_as and self.law.number(row.tree)}

    def outcome(self, cell: Node, rows: list[Counted]) -> str:
        """The side, unless claimed exemptions excuse what is on the wrong one."""
        found = self.side(cell, rows)
        if found == "below":
            return found
        claims = {c: self.law.claims(c.row.tree, self.entry) for c in rows}
        rulings = {c: {self.ruling(c, one, rows) for one in claims[c]} for c in rows}
        rest = [c for c in rows if "holds" not in rulings[c]]
        if not rest or self.side(cell, rest) == "below":
            return "exempt"
        refused = [c for c in rest if "open" not in rulings[c]]
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
        if found["categories"] and self.category not in found["categories"]:
            return "fails"
        least, most = Fraction(found["lower"] or 0), Fraction(found["upper"] or 10**40)
        same = [each for each in rows if each.material is c.material]
        low = sum((each.shares[0] if each.shares else Fraction(0) for each in same), Fraction(0))
        high = sum(
            (each.shares[1] if each.shares else each.factors[1] for each in same), Fraction(0)
        )
        if low > most or high < least:
            return "fails"
        return "holds" if least <= low and high <= most else "open"


def silence(unit: Node, entry: Tree, undecided: set[Row], law: Written) -> str:
    """What silence means in a unit of coverage, unless what it does say cannot be decided."""
    rows = {row for node in unit.below() for row in node.rows or []}
    if unit.speaks is None or rows & undecided:
        return "no_data"
    return "not_present" if law.silence(unit.speaks, entry) else "not_covered"


def duties(
    rule: Rule, cell: Node, rows: list[Counted], word: str, tonnes: dict[str, str]
) -> set[tuple[str, tuple[str, ...], str, str]]:
    """What must be done about each substance from which day on."""
    found = set()
    for number in {rule.law.number(c.row.tree) for c in rows} - {None}:
        kinds = {"controlled": ["company_controlled"], "declare": ["reach_art33"]}.get(word, [])
        if word == "declare" and rule.day >= date(2021, 1, 5):
            kinds.append("scip")
        due = rule.day >= rule.law.six_months_after(rule.entry)
        if word == "declare" and due and Fraction(tonnes.get(str(number), 0)) > 1:
            kinds.append("reach_art7_2")
        found |= {(kind, cell.path, rule.entry["id"], str(number)) for kind in kinds}
    return found
