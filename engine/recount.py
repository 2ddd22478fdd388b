"""Counting again, by another way than the arrays: from above, by recursion, in fractions.

Nothing here is shared with the array engine but the input; `engine.explain` rests on it, and
property tests hold the two equal.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from engine.arrays import UNIDENTIFIED, Amount, BomArrays, Kind
from engine.enclosure import around, is_of, materials_in
from engine.evidence import NOTHING_DECLARED
from engine.fact import Fact
from engine.relatives import rules_like
from engine.reweigh import is_all_of, mass_of
from engine.rules import RuleSet
from engine.suspects import suspects
from regulations.model import Entry, Level, Member
from regulations.substances import SubstanceId

__all__ = ["facts_of", "is_judged_here"]


def facts_of(bom: BomArrays, rules: RuleSet, entry: Entry, node: int) -> Iterator[Fact]:
    """Constituents that an entry counts in a node; for a part, only in an article's own matter."""
    held = [
        (material, units)
        for material, units in materials_in(bom, entry.level, node)
        if bom.contents[material] < bom.contents[material + 1]
    ]
    members = _members(rules, entry) if held else {}
    for material, units in held:
        mass = mass_of(bom, material)
        for row in range(int(bom.contents[material]), int(bom.contents[material + 1])):
            number = int(bom.constituents.substance[row])
            substance = None if number == UNIDENTIFIED else bom.substances[number]
            member = None if substance is None else members.get(substance)
            if member is None and not _may_be(bom, rules, entry, row):
                continue
            factor = member.factor if member else Fraction(1)
            vague = member is None or member.upper_bound
            low, high = _amount(bom, row, factor, vague=vague)
            known = None if mass is None or units is None else mass * units
            yield Fact(
                row,
                material,
                factor,
                low,
                high,
                units,
                known,
                substance,
                Amount(int(bom.constituents.amount[row])),
                int(bom.constituents.intentional[row]),
                material == node or is_all_of(bom, material, node),
                _told(bom, row, units, factor, vague=vague),
            )


def _told(
    bom: BomArrays, row: int, units: Fraction | None, factor: Fraction, *, vague: bool
) -> tuple[Fraction, Fraction] | None:
    ends = bom.constituents.masses.get(row)
    if ends is None or units is None:
        return None
    return (Fraction(0) if vague else ends[0] * factor * units), ends[1] * factor * units


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


def _amount(
    bom: BomArrays, row: int, factor: Fraction, *, vague: bool
) -> tuple[Fraction, Fraction | None]:
    amount = bom.constituents.amount[row]
    if amount == Amount.UNKNOWN:
        return Fraction(0), factor
    low, high = bom.constituents.low.exact(row), bom.constituents.high.exact(row)
    if amount == Amount.MASS_ONLY or low is None or high is None:
        return Fraction(0), None
    return (Fraction(0) if vague else low * factor), high * factor


def is_judged_here(bom: BomArrays, entry: Entry, node: int, facts: tuple[Fact, ...]) -> bool:
    """Whether the node is a denominator of the entry for what was found in it."""
    if not facts:
        return False
    if entry.level is Level.ARTICLE and bom.nodes.kind[node] == Kind.PART:
        return not all(bom.nodes.is_article[fact.material] for fact in facts)
    if bom.nodes.kind[node] == Kind.PART or is_of(bom, entry.level, node):
        return True
    return around(bom, entry.level, node) is None
