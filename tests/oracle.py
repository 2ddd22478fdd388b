"""A second opinion on a structure file: recursion and fractions, from the documents alone.

Written from the design, the interfaces and the rule reference before the engine was read: the JSON
tree and a law of plain data (`tests.written_law`), walked down by recursion.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from tests.oracle_tree import Counted, Node, Tree, materials, part
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


def told(tree: Tree, law: Written, as_of: date, category: str) -> Told:
    """Judge a structure file that was already found readable."""
    root, answer = part(tree["part"], (), tree.get("declared")), Told()
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
                undecided |= {id(c.row) for c in rows if word == "no_data"}
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
    for one, times, article in materials(root, Fraction(1), None):
        rows = counted(one, entry, law)
        inside = [(c.row, c.low, c.high, one, one.mass and times * one.mass) for c in rows]
        if not rows:
            continue
        if entry["level"] != "article" or article is None or one.is_article:
            found[one] = rows
        if entry["level"] == "article" and article is not None:
            held = [Counted(*each) for each in inside]
            (base if one.is_article else found).setdefault(article, []).extend(held)
    for article in base.keys() & found.keys():  # a coated article is judged with its base material
        found[article] += base[article]
    return found


def counted(one: Node, entry: Tree, law: Written) -> list[Counted]:
    """Rows of a material that an entry counts, as shares of the material."""
    found = []
    vouched = bool((one.speaks or {}).get("full_material_declaration"))
    for row in one.rows or []:
        factors = law.factors(row.tree, entry, vouched=vouched)
        if factors is None:
            continue
        ends = (None, None) if row.low is None else (factors[0] * row.low, factors[1] * row.high)
        found.append(Counted(row, *ends, one, Fraction(1)))
    return found


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
        whole = Fraction(1) if cell.rows is not None else cell.mass
        only = cell.held[0] if len(cell.held) == 1 else (0, None)
        if rows and only == (1, rows[0].material) and rows[0].material.mass is None:
            whole, rows = Fraction(1), [replace(c, mass=Fraction(1)) for c in rows]
        ends = [
            (c.low * c.mass / whole, c.high * c.mass / whole)
            for c in rows
            if whole and c.low is not None and c.high is not None and c.mass is not None
        ]
        low, high = (sum((end[n] for end in ends), Fraction(0)) for n in (0, 1))
        purposes = self.purposes(rows)
        if "sure" in purposes or (ends and self.is_beyond(low)):
            orphan = cell.rows is not None and not cell.is_article
            return "possible" if orphan and self.entry["level"] == "article" else "breached"
        if len(ends) < len(rows):
            alone = {c.material: Fraction(0) for c in rows}
            for c in rows:
                alone[c.material] += Fraction(2) if c.high is None else c.high
            if any(map(self.is_beyond, (*alone.values(), high))):
                return "no_data"
        return "possible" if "open" in purposes or (ends and self.is_beyond(high)) else "below"

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
        claims = {id(c): self.law.claims(c.row.tree, self.entry) for c in rows}
        rulings = {id(c): {self.ruling(c, one, rows) for one in claims[id(c)]} for c in rows}
        rest = [c for c in rows if "holds" not in rulings[id(c)]]
        if not rest or self.side(cell, rest) == "below":
            return "exempt"
        refused = [c for c in rest if "open" not in rulings[id(c)]]
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
        low = sum((each.low or Fraction(0) for each in same), Fraction(0))
        high = sum((Fraction(1) if each.high is None else each.high for each in same), Fraction(0))
        if low > most or high < least:
            return "fails"
        return "holds" if least <= low and high <= most else "open"


def silence(unit: Node, entry: Tree, undecided: set[int], law: Written) -> str:
    """What silence means in a unit of coverage, unless what it does say cannot be decided."""
    rows = [row for node in unit.below() for row in node.rows or []]
    if unit.speaks is None or any(id(row) in undecided for row in rows):
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
