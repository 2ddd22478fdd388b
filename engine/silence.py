"""What is known where nothing was found: what silence proves, and what was answered."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Final, NamedTuple

import numpy as np

from engine.arrays import BoolArray
from engine.evidence import Evidence
from engine.rules import EntryName, RuleSet
from regulations.catalog import Catalog
from regulations.model import Entry, Level
from regulations.substances import SubstanceId

__all__ = ["Proofs", "answered_below", "covered_by", "proofs_of"]

_COMPANY: Final = "company-"

Proofs = tuple[frozenset[EntryName], ...]
"""Sets of entries; an entry is proven absent when one entry of each set is."""


def covered_by(evidences: Sequence[Evidence], rules: RuleSet) -> BoolArray:
    """Whether an entry's outcome is known where nothing was found: evidences down, rules across.

    It is known where silence proves absence and where the declarant answered himself, be it above
    or below. The last row is “nothing declared” and covers nothing, so that evidence number -1
    finds it.

    Source:
        A chemSHERPA composition lists managed substances only; absence proves something for the
        lists behind its criteria (LR01 to LR09, IC01, IC02) up to its own list version. An
        IEC 62474 answer proves something for the entry that it is about, and for no other.
    """
    matrix = np.zeros((len(evidences) + 1, len(rules)), dtype=bool)
    silent: dict[Evidence, BoolArray] = {}
    column = _columns(rules)
    for row, evidence in enumerate(evidences):
        # Answers differ from declaration to declaration, what else there is hardly does.
        key = Evidence(evidence.full_material, evidence.scheme_until, evidence.lists)
        if key not in silent:
            silent[key] = _by_silence(key, rules)
        matrix[row] = silent[key]
        below = [name for name, _ in evidence.below]
        matrix[row, [column[name] for name in (*below, *evidence.above) if name in column]] = True
        if below and not evidence.full_material:
            known = {*below} - evidence.partly | _spoken_of(key, rules)
            matrix[row] |= _proven(rules, known)
    return matrix


def answered_below(evidences: Sequence[Evidence], rules: RuleSet) -> BoolArray:
    """Entries that the declarant says are not above their limit; shaped as `covered_by`."""
    matrix = np.zeros((len(evidences) + 1, len(rules)), dtype=bool)
    column = _columns(rules)
    for row, evidence in enumerate(evidences):
        matrix[row, [column[name] for name, _ in evidence.below if name in column]] = True
    return matrix


def proofs_of(catalog: Catalog, entries: Sequence[Entry]) -> tuple[Proofs | None, ...]:
    """What proves each entry of a company absent, None for entries of the law.

    A company entry is proven through its members, and only by a law that asks about the same level
    and not later: silence below 0.1 % of the article says nothing about 0.1 % of a material, nor
    about 75 ppm.
    """
    known = _company_proofs(catalog)
    return tuple(known.get((entry.list_id, entry.id)) for entry in entries)


@functools.lru_cache(maxsize=8)
def _company_proofs(catalog: Catalog) -> Mapping[EntryName, Proofs | None]:
    """For every company entry of a catalog: whatever the day, so the law of many days shares it."""
    laws: dict[SubstanceId, list[_Law]] = {}
    for found in catalog.lists.values():
        for entry in found.entries:
            most = max((t.fraction for t in entry.thresholds), default=Fraction(0))
            law = _Law((entry.list_id, entry.id), entry.level, most)
            for number in catalog.identity.closed(member.substance for member in entry.members):
                laws.setdefault(number, []).append(law)
    return {
        (entry.list_id, entry.id): _proofs(entry, laws)
        for found in catalog.lists.values()
        if found.id.startswith(_COMPANY)
        for entry in found.entries
    }


class _Law(NamedTuple):
    name: EntryName
    level: Level
    most: Fraction


def _proofs(entry: Entry, laws: Mapping[SubstanceId, list[_Law]]) -> Proofs | None:
    least = min((threshold.fraction for threshold in entry.thresholds), default=Fraction(0))
    found = {
        frozenset(
            law.name
            for law in laws.get(member.substance, ())
            if law.level is entry.level and law.most <= least
        )
        for member in entry.members
    }
    return tuple(sorted(found, key=sorted)) if found and all(found) else None


def _by_silence(evidence: Evidence, rules: RuleSet) -> BoolArray:
    if evidence.full_material:
        return np.ones(len(rules), dtype=bool)
    own = np.array([_reaches(evidence, entry) for entry in rules.entries], dtype=bool)
    return own | _proven(rules, _spoken_of(evidence, rules))


def _reaches(evidence: Evidence, entry: Entry) -> bool:
    managed, until = entry.managed_from, evidence.scheme_until
    if until is not None and managed is not None and managed <= until:
        return True
    return any(name == entry.list_id and entry.included_on <= day for name, day in evidence.lists)


def _proven(rules: RuleSet, known: Iterable[EntryName]) -> BoolArray:
    absent = frozenset(known)
    proven = np.zeros(len(rules), dtype=bool)
    if absent:
        for rule, proofs in enumerate(rules.proofs):
            proven[rule] = proofs is not None and not any(map(absent.isdisjoint, proofs))
    return proven


def _spoken_of(evidence: Evidence, rules: RuleSet) -> frozenset[EntryName]:
    return frozenset(
        (entry.list_id, entry.id)
        for name, day in evidence.lists
        for entry in rules.catalog.get(name).entries
        if entry.included_on <= day
    )


def _columns(rules: RuleSet) -> dict[EntryName, int]:
    return {(entry.list_id, entry.id): rule for rule, entry in enumerate(rules.entries)}
