"""A second opinion on a structure file: recursion and fractions, from the documents alone.

Written from the design, the interfaces and the rule reference before the engine was read: the JSON
tree as nodes with rows, and a law of plain data (`tests.written_law`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from tests.written_law import Written

__all__ = ["Told", "told"]

Tree = dict[str, Any]
Path = tuple[str, ...]
Ends = tuple[Fraction, Fraction]
NANOGRAMS = {"ng": 1, "ug": 10**3, "mg": 10**6, "g": 10**9, "kg": 10**12}
SHARES = {"percent": Fraction(1, 100), "ppm": Fraction(1, 10**6)}
UNTOLD = Fraction(10**30)  # "present, amount unknown" is possible under every limit
BREACHED = {"restrict": "exceeded", "declare": "declare", "control": "controlled"}
STATUSES = {
    "non_compliant": {"exceeded", "exemption_invalid"},
    "unknown": {"possible", "not_covered", "no_data", "conflict"},
    "compliant_with_exemption": {"exempt"},
}  # a known violation outranks silence, silence outranks the rest


class Told(NamedTuple):
    """What the oracle says: outcome by (path, list, entry), and what it comes to."""

    cells: dict[tuple[Path, str, str], str]
    statuses: dict[str, str]
    by_part: dict[str, Fraction]
    duties: set[tuple[str, Path, str, str]]


def told(tree: Tree, law: Written, as_of: date, category: str) -> Told:
    """Judge a structure file that was already found readable."""
    top, answer = tree["part"], Told({}, {}, {}, set())
    root = node_of(top, (top["part_number"],), tree.get("declared", {}), count=Fraction(1))
    for list_id, entries in law.entries.items():
        seen, shares = set[str](), [Fraction(1)]
        for entry in entries:
            if (limit := law.limit(entry, as_of, category)) is None:
                continue
            rule, undecided = Rule(entry, limit, law, as_of, category), set[Node]()
            for cell, rows in rule.cells(root).items():
                word = answer.cells[cell.path, list_id, entry["id"]] = rule.outcome(cell, rows)
                seen.add(word)
                for number in filter(None, {law.number(row.tree) for row in rows}):
                    duties = rule.duties(word, tree.get("annual_tonnes", {}).get(number, "0"))
                    answer.duties.update((duty, cell.path, entry["id"], number) for duty in duties)
                for row in rows if word == "no_data" else ():
                    undecided |= {row.material, *row.material.above}
            words = [rule.silence(unit, undecided) for unit in root.below() if unit.is_unit]
            seen |= set(words)
            shares.append(Fraction(words.count("not_present"), len(words)))
        found = [status for status, marks in STATUSES.items() if seen & marks]
        answer.by_part[list_id], answer.statuses[list_id] = min(shares), (*found, "compliant")[0]
    return answer


@dataclass(eq=False)
class Node:
    """A part or a material; substances that stand on a part are one material of the part's mass.

    `above` is what holds it, nearest first; `count` is how many of it the top of the tree holds.
    """

    path: Path
    above: tuple[Node, ...]
    count: Fraction
    levels: set[str]
    mass: Fraction | None
    speaks: Tree | None
    is_unit: bool
    held: list[Node] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def below(self) -> Iterator[Node]:
        yield self
        for child in self.held:
            yield from child.below()

    def most(self) -> Fraction | None:
        """The most that it can weigh: all of what holds it, where nobody weighed it."""
        wholes = [node.mass * node.count for node in (self, *self.above) if node.mass]
        return wholes[0] / self.count if wholes else None


def node_of(tree: Tree, path: Path, speaks: Tree, *above: Node, count: Fraction) -> Node:
    """A part or a material with all that it holds; a repeated name gets its number."""
    is_part, speaks, given = "part_number" in tree, tree.get("declared", speaks), tree.get("mass")
    heard = speaks if tree.keys() & {"parts", "materials", "substances", "declared"} else None
    is_unit = not tree.get("parts") if is_part else not above[0].is_unit
    mass = given and Fraction(given["value"]) * NANOGRAMS[given["unit"]]
    node = Node(path, above, count, levels_of(tree, above), mass, heard, is_unit)
    node.rows = [row_of(one, node) for one in (() if is_part else tree["substances"])]
    held = [(use["part"], use.get("quantity", 1)) for use in tree.get("parts", ())]
    held += [(leaf, 1) for leaf in tree.get("materials", ())]
    labels = [one.get("part_number") or one["id"] for one, _ in held]
    for place, (one, quantity) in enumerate(held):
        number = labels[: place + 1].count(labels[place])
        below = (*path, labels[place] + (f"#{number}" if number > 1 else ""))
        child = node_of(one, below, speaks, node, *above, count=count * Fraction(quantity))
        node.held.append(child)
    if is_part and "substances" in tree:
        own = {"substances": tree["substances"], "mass": given}
        node.held.append(node_of(own, path, speaks, node, *above, count=count))
    if node.mass is None and node.held and all(child.mass for child in node.held):
        node.mass = sum(child.mass * child.count for child in node.held) / count
    return node


def levels_of(tree: Tree, above: tuple[Node, ...]) -> set[str]:
    """The levels of which it is one; what is inside of a laminate is none."""
    is_inside = any("laminate" in node.levels for node in above)
    is_one = {
        "product": not above,
        "part": "part_number" in tree,
        "homogeneous_material": "part_number" not in tree,
        "article": tree.get("is_article", "part_number" in tree and not tree.get("parts")),
        "laminate": "laminate" in tree.get("context", ()) and not is_inside,
    }
    return {level for level, holds in is_one.items() if holds}


@dataclass(eq=False)
class Row:
    """A substance of a material: shares of it, or nanograms where nobody weighed the material."""

    tree: Tree
    material: Node
    ends: Ends
    is_share: bool = True
    factors: Ends = (Fraction(1), Fraction(1))

    def share(self, end: int, cell: Node, whole: Fraction | None) -> Fraction | None:
        """Least or most share of a cell of some mass; None where a mass is missing."""
        counted = self.factors[end] * self.ends[end]
        mass = self.material.mass if self.is_share else Fraction(1)
        if mass is None and (cell is self.material or cell.held == [self.material]):
            return counted
        if whole is None or mass is None:
            return None
        return counted * mass * self.material.count / cell.count / whole


def row_of(tree: Tree, material: Node) -> Row:
    for unit in SHARES.keys() & tree.keys():
        return Row(tree, material, ends(tree[unit], SHARES[unit]))
    if "mass" not in tree:
        return Row(tree, material, (Fraction(0), UNTOLD))
    unit = NANOGRAMS[tree["mass"]["unit"]] / (material.mass or Fraction(1))
    told = tree["mass"].get("value", tree["mass"])
    return Row(tree, material, ends(told, unit), is_share=material.mass is not None)


def ends(told: Any, unit: Fraction) -> Ends:
    low, high = (told["min"], told["max"]) if isinstance(told, dict) else (told, told)
    return Fraction(low) * unit, Fraction(high) * unit


def content(material: Node, rows: list[Row]) -> Ends:
    """Least and most of its rows as a share of a material; anything, where only a mass was told."""
    told = [(row.factors, row.ends if row.is_share else (0, 1))
            for row in rows if row.material is material]  # fmt: skip
    low, high = (sum(factors[end] * ends[end] for factors, ends in told) for end in (0, 1))
    return low, high


@dataclass(frozen=True)
class Rule:
    """One entry on one day for one category of equipment."""

    entry: Tree
    limit: Fraction
    law: Written
    day: date
    category: str

    def cells(self, root: Node) -> dict[Node, list[Row]]:
        """Nodes with a denominator of their own, and the rows that count against each."""
        found, base = defaultdict[Node, list[Row]](list), defaultdict[Node, list[Row]](list)
        for row in self.counted(root):
            chain = (row.material, *row.material.above)
            own, *outer = [one for one in chain if self.entry["level"] in one.levels] or chain[:1]
            found[own].append(row)
            if outer and own is row.material and self.entry["level"] == "article":
                base[outer[0]].append(row)
        for article in base.keys() & found.keys():  # the coated one, with its base material
            found[article] += base[article]
        return found

    def counted(self, root: Node) -> Iterator[Row]:
        """The rows for which the entry asks."""
        for row in (row for node in root.below() for row in node.rows):
            vouched = bool(row.material.speaks.get("full_material_declaration"))
            if factors := self.law.factors(row.tree, self.entry, vouched=vouched):
                yield replace(row, factors=factors)

    def is_beyond(self, share: Fraction | int) -> bool:
        return share >= self.limit if self.entry["at_or_above"] else share > self.limit

    def side(self, cell: Node, rows: list[Row]) -> str:
        """`breached`, `possible`, `no_data` or `below`; a known breach needs no other number."""
        least = sum(share for row in rows if (share := row.share(0, cell, cell.most())))
        most = [share for row in rows if (share := row.share(1, cell, cell.mass)) is not None]
        alone = {row.material: content(row.material, rows) for row in rows}
        if cell.mass is None and rows and alone.keys() == set(cell.held):  # a mean of them
            least = max(least, min(low for low, _ in alone.values()))
        purposes = {(row.tree.get("intentionally_added"), bool(self.law.number(row.tree)))
                    for row in rows if self.entry["intentional"]}  # fmt: skip
        if (True, True) in purposes or self.is_beyond(least):
            return "breached" if self.entry["level"] in cell.levels else "possible"
        thinkable = (*(high for _, high in alone.values()), sum(most))
        if len(most) < len(rows) and any(map(self.is_beyond, thinkable)):
            return "no_data"
        is_open = any(told_as is None for told_as, _ in purposes)
        return "possible" if is_open or (most and self.is_beyond(sum(most))) else "below"

    def outcome(self, cell: Node, rows: list[Row]) -> str:
        """The side, unless claimed exemptions excuse what is on the wrong one."""
        rulings = {row: set(self.rulings(row, rows)) for row in rows}
        found, rest, refused = (
            self.side(cell, [row for row in rows if not rulings[row] & excused])
            for excused in (set(), {"holds"}, {"holds", "open"})
        )
        if rest == "below" and found != "below":
            return "exempt"
        if {found, refused} != {"breached"}:
            return found if found in {"below", "no_data"} else "possible"
        return "exemption_invalid" if any(rulings.values()) else BREACHED[self.entry["effect"]]

    def rulings(self, row: Row, rows: list[Row]) -> Iterator[str]:
        """`holds`, `open` or `fails` by claim: by element, day, category and content."""
        low, high = content(row.material, rows)
        for claim in self.law.claims(row.tree, self.entry):
            found = self.law.exemption(claim, self.entry, self.day, self.category)
            if found is None or high < found[0] or found[1] < low:
                yield "fails"
            else:
                yield "holds" if found[0] <= low and high <= found[1] else "open"

    def silence(self, unit: Node, undecided: set[Node]) -> str:
        """What it means in a unit of coverage, unless what is said cannot be decided."""
        if unit.speaks is None or unit in undecided:
            return "no_data"
        return "not_present" if self.law.silence(unit.speaks, self.entry) else "not_covered"

    def duties(self, word: str, tonnes: str) -> list[str]:
        """What must be done about a substance from which day on."""
        if word != "declare":
            return ["company_controlled"] if word == "controlled" else []
        is_registered = Fraction(tonnes) > 1 and self.day >= self.law.six_months_after(self.entry)
        scip = ["scip"] if self.day >= date(2021, 1, 5) else []
        return ["reach_art33", *scip, *(["reach_art7_2"] if is_registered else [])]
