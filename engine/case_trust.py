"""How far a case can be relied on: as far as the weakest of what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from engine.rules import RuleSet
from engine.verdict import CaseSubstance
from regulations.model import Entry, Member, Threshold, Trust
from regulations.substances import SubstanceId

__all__ = ["case_trust", "members_of"]

_NOTHING: Final[Mapping[SubstanceId, Member]] = MappingProxyType({})


def case_trust(
    entry: Entry,
    threshold: Threshold,
    members: Mapping[SubstanceId, Member] = _NOTHING,
    substances: tuple[CaseSubstance, ...] = (),
) -> Trust:
    """The weakest of everything the case rests on."""
    counted = [members.get(one.substance) for one in substances if one.substance]
    # A group or alloy counts by what it may hold: derived or from knowledge, so the weaker is said.
    trusts = [Trust.K if member is None else member.trust for member in counted]
    return max([entry.source.trust, threshold.trust, *trusts])


def members_of(rules: RuleSet, rule: int) -> Mapping[SubstanceId, Member]:
    """Members of an entry by every number that they have; do not write into it."""
    found = rules.members.get(rule)
    if found is None:
        found = rules.members[rule] = _by_every_number(rules, rule)
    return found


def _by_every_number(rules: RuleSet, rule: int) -> dict[SubstanceId, Member]:
    own = {member.substance: member for member in rules.entries[rule].members}
    others = {
        number: member
        for listed, member in own.items()
        for number in rules.identity.numbers_of(listed)
    }
    return others | own
