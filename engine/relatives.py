"""Substances that no member list names, though their names say that they belong to a group."""

from __future__ import annotations

from collections.abc import Mapping

from engine.arrays import BomArrays
from engine.rules import RuleSet
from regulations.substances import SubstanceId

__all__ = ["relatives", "rules_like"]


def relatives(bom: BomArrays, rules: RuleSet) -> Mapping[SubstanceId, frozenset[int]]:
    """Rules that a declared substance may belong to by its name alone.

    Source:
        ECHA, Candidate List: the member lists of groups are not exhaustive; “and its salts” holds
        salts that nobody has listed.
    """
    if rules.vocabulary.any_relative is None:
        return {}
    named = (one for one in bom.substances if one in bom.names)
    found = {one: rules_like(rules, one, bom.names[one]) for one in named}
    return {substance: alike for substance, alike in found.items() if alike}


def rules_like(rules: RuleSet, substance: SubstanceId, name: str) -> frozenset[int]:
    """Rules whose group the name belongs to, those that count the substance anyway left out."""
    if not name:
        return frozenset()
    counted = {one.entry for one in rules.membership.entries_of(substance)}
    return rules.vocabulary.related(name) - counted
