"""Counting again, by another way than the arrays: from above, by recursion, in fractions.

Nothing here is shared with the array engine but the input; `engine.explain` rests on it, and
property tests hold the two equal.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from engine.arrays import NOTHING_DECLARED, UNIDENTIFIED, Amount, BomArrays, Kind
from engine.relatives import rules_like
from engine.rules import RuleSet
from engine.suspects import suspects
from regulations.model import Entry, Level, Member
from regulations.substances import SubstanceId

__all__ = ["Fact", "facts_of", "is_judged_here", "mass_of", "share_of"]


@dataclass(frozen=True, slots=True)
class Fact:
    """One constituent that counts: share of its material, factor, mass of it in the node.

    Attributes:
        low, high: counted share of the material, factor included, 1 = all; `high` is None where
            a mass was told for a material without one.
        mass: nanograms of the material in one node; None where unknown.
    """

    constituent: int
    material: int
    factor: Fraction
    low: Fraction
    high: Fraction | None
    mass: Fraction | None


def facts_of(bom: BomArrays, rules: RuleSet, entry: Entry, node: int) -> Iterator[Fact]:
    """Constituents that an entry counts in a node; for a part, only in an article's own matter."""
    members = _members(rules, entry)
    for material, units in _materials(bom, entry, node):
        mass = mass_of(bom, material)
        for row in range(int(bom.contents[material]), int(bom.contents[material + 1])):
            number = int(bom.constituents.substance[row])
            member = None if number == UNIDENTIFIED else members.get(bom.substances[number])
            if member is None and not _may_be(bom, rules, entry, row):
                continue
            factor = member.factor if member else Fraction(1)
            vague = member is None or member.upper_bound
            low, high = _amount(bom, row, factor, vague=vague)
            known = None if mass is None or units is None else mass * units
            yield Fact(row, material, factor, low, high, known)


def _members(rules: RuleSet, entry: Entry) -> dict[SubstanceId, Member]:
    """Members by every number that they have; a number that the entry itself lists goes first."""
    own = {member.substance: member for member in entry.members}
    others: dict[SubstanceId, Member] = {}
    for listed in sorted(own):
        for number in rules.identity.numbers_of(listed):
            others.setdefault(number, own[listed])
    return others | own


def _may_be(bom: BomArrays, rules: RuleSet, entry: Entry, row: int) -> bool:
    """Whether a constituent that is no member may hold or be one: a group, an ambiguous number.

    An unidentified one always may, unless a full declaration vouches for it.
    """
    number = int(bom.constituents.substance[row])
    if number != UNIDENTIFIED:
        substance = bom.substances[number]
        kin = rules.kin.get(substance, frozenset())
        name = bom.names.get(substance, "")
        alike = rules_like(rules, substance, name) if entry.relatives else ()
        return (
            any(member.substance in kin for member in entry.members)
            or any(rules.entries[rule] is entry for rule in alike)
            or _is_alike(rules, entry, substance)
        )
    evidence = int(bom.nodes.evidence[bom.constituents.material[row]])
    if evidence == NOTHING_DECLARED or not bom.evidences[evidence].full_material:
        return True
    if row not in bom.constituents.written:
        return True
    written = bom.constituents.written[row]
    return rules.entries.index(entry) in suspects(rules, [written])[written]


def _is_alike(rules: RuleSet, entry: Entry, substance: SubstanceId) -> bool:
    """Whether its number may be a member's, and the list does not tell the two apart."""
    perhaps = rules.identity.perhaps(substance)
    return any(member.substance in perhaps for member in entry.members) and not any(
        other.list_id == entry.list_id and substance in _members(rules, other)
        for other in rules.entries
    )


def _materials(bom: BomArrays, entry: Entry, node: int) -> Iterator[tuple[int, Fraction | None]]:
    """Materials that the node's numerator counts, with their units in it; None = not told."""
    if bom.nodes.kind[node] != Kind.PART:
        yield node, Fraction(1)
    elif entry.level is Level.ARTICLE and bom.nodes.is_article[node]:
        yield from _within(bom, node, Fraction(1))


def _within(
    bom: BomArrays, part: int, units: Fraction | None
) -> Iterator[tuple[int, Fraction | None]]:
    for usage in range(int(bom.children[part]), int(bom.children[part + 1])):
        child = int(bom.usages.child[usage])
        quantity = bom.usages.quantity.exact(usage)
        count = None if units is None or quantity is None else units * quantity
        if bom.nodes.is_boundary[child]:
            continue
        if bom.nodes.kind[child] != Kind.PART:
            yield child, count
        elif not bom.nodes.is_article[child]:
            yield from _within(bom, child, count)


def _amount(
    bom: BomArrays, row: int, factor: Fraction, *, vague: bool
) -> tuple[Fraction, Fraction | None]:
    amount = bom.constituents.amount[row]
    if amount == Amount.MASS_ONLY:
        return Fraction(0), None
    if amount == Amount.UNKNOWN:
        return Fraction(0), factor
    low, high = bom.constituents.low.exact(row), bom.constituents.high.exact(row)
    if low is None or high is None:
        return Fraction(0), None
    return (Fraction(0) if vague else low * factor), high * factor


def is_judged_here(bom: BomArrays, entry: Entry, node: int, facts: tuple[Fact, ...]) -> bool:
    """Whether the node is a denominator of the entry for what was found in it."""
    if not facts:
        return False
    if entry.level is Level.HOMOGENEOUS_MATERIAL or bom.nodes.kind[node] == Kind.PART:
        own = [fact for fact in facts if not bom.nodes.is_article[fact.material]]
        return bool(own) or entry.level is Level.HOMOGENEOUS_MATERIAL
    return bool(bom.nodes.is_article[node]) or _article_around(bom, node) is None


def _article_around(bom: BomArrays, node: int) -> int | None:
    at = node
    while not bom.nodes.is_boundary[at]:
        above = [u for u in range(len(bom.usages)) if bom.usages.child[u] == at]
        if len(above) != 1:
            return None
        at = int(bom.usages.parent[above[0]])
        if bom.nodes.is_article[at]:
            return at
    return None


def mass_of(bom: BomArrays, node: int) -> Fraction | None:
    """Nanograms of one node: stated, else the sum of what it holds; None where one is missing."""
    stated = bom.nodes.mass.exact(node)
    if stated is not None:
        return stated
    total, parts = Fraction(0), 0
    for usage in range(int(bom.children[node]), int(bom.children[node + 1])):
        if bom.usages.alternative[usage]:
            continue
        mass = mass_of(bom, int(bom.usages.child[usage]))
        quantity = bom.usages.quantity.exact(usage)
        if mass is None or quantity is None:
            return None
        total += mass * quantity
        parts += 1
    return total if parts else None


def share_of(
    bom: BomArrays,
    node: int,
    facts: tuple[Fact, ...],
    denominator: Fraction | None,
    *,
    high: bool,
) -> Fraction | None:
    """Counted mass over the node's mass, 1 = all; None where a mass decides and is missing."""
    total = Fraction(0)
    for fact in facts:
        counted = fact.high if high else fact.low
        if counted is None:
            return None
        if fact.material == node or _is_all_of(bom, fact.material, node):
            total += counted
        elif not denominator:
            return None
        elif fact.mass is None:
            if high:
                return None
        else:
            total += counted * fact.mass / denominator
    return total


def _is_all_of(bom: BomArrays, material: int, node: int) -> bool:
    first, last = int(bom.children[node]), int(bom.children[node + 1])
    return (
        last - first == 1
        and bom.usages.child[first] == material
        and bom.usages.quantity.exact(first) == 1
        and bom.nodes.mass.exact(material) is None
    )
