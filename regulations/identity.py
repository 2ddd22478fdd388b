"""Which registered numbers name one substance, and which only may.

A substance has a CAS and an EC number, but the two registers do not agree on what one substance is:
an EC number may stand for several CAS numbers and the other way round. Only a pair that nothing
contradicts is one substance; every other pair may be one. Names decide nothing here.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final, NamedTuple

from regulations.model import Entry, Trust
from regulations.substances import IdType, SubstanceId
from regulations.tables import read_table

__all__ = ["STRANGERS", "Identity", "Pair", "identity_of", "registered_pairs"]

_DATA: Final = Path(__file__).resolve().parent / "data" / "identity"
_Sets = Mapping[SubstanceId, frozenset[SubstanceId]]


class Pair(NamedTuple):
    """A CAS and an EC number that somebody writes beside one another."""

    cas: SubstanceId
    ec: SubstanceId


@dataclass(frozen=True, slots=True)
class Identity:
    """Classes of numbers.

    Attributes:
        same: every number of a substance that has several, its own included.
        alike: numbers of other substances, with which a register pairs one of its own.
    """

    same: _Sets
    alike: _Sets

    def numbers_of(self, one: SubstanceId) -> frozenset[SubstanceId]:
        """All numbers of the substance, the one asked about included."""
        return self.same.get(one) or frozenset({one})

    def perhaps(self, one: SubstanceId) -> frozenset[SubstanceId]:
        """Numbers that may name the same substance, and may not."""
        return self.alike.get(one, frozenset())

    def chosen(self, one: SubstanceId) -> SubstanceId:
        """One number for all of them: the CAS number where there is one."""
        return min(self.numbers_of(one))

    def closed(self, some: Iterable[SubstanceId]) -> frozenset[SubstanceId]:
        """Some substances by every number they have."""
        return frozenset(number for one in some for number in self.numbers_of(one))


STRANGERS: Final = Identity(MappingProxyType({}), MappingProxyType({}))
"""Every number is a substance of its own: what holds where no register is asked."""


def identity_of(entries: Iterable[Entry]) -> Identity:
    """The classes that the registers and some entries of law make.

    One substance are a CAS and an EC number that stand alone beside one another in the law, or
    that are each paired with nothing else anywhere. The law goes first: where it names one pair
    and a register others, the others are only alike.

    Source:
        CAS Registry and EC Inventory as ECHA pairs them; that a pair of the law goes before one of
        a register is our rule.
    """
    law = frozenset(_listed(entries))
    pairs = law | registered_pairs()
    known, listed = _partners(pairs), _partners(law)
    same: dict[SubstanceId, frozenset[SubstanceId]] = {}
    for pair in pairs:
        if _is_only(pair, known) or (pair in law and _is_only(pair, listed)):
            same |= dict.fromkeys(pair, frozenset(pair))
    return Identity(MappingProxyType(same), MappingProxyType(_alike(pairs, same)))


@functools.cache
def registered_pairs() -> frozenset[Pair]:
    """Pairs of the registers, as far as they are near a number that a bundled list names.

    Source:
        ECHA, registered substances and CLP Annex VI, as `data/identity/sources.csv` says.
    """
    sources = read_table(_DATA / "sources.csv", columns="key title trust retrieved_on")
    known = {row.required("key"): row.word("trust", Trust) for row in sources}
    found = []
    for row in read_table(_DATA / "pairs.csv", columns="cas ec source"):
        if row.required("source") not in known:
            raise row.complaint("source", "no such key in sources.csv")
        found.append(
            Pair(
                SubstanceId(IdType.CAS, row.required("cas")),
                SubstanceId(IdType.EC, row.required("ec")),
            )
        )
    return frozenset(found)


def _listed(entries: Iterable[Entry]) -> Iterable[Pair]:
    """Pairs of the law: under one name of one entry one CAS and one EC number, and no other."""
    for entry in entries:
        numbers: defaultdict[str, set[SubstanceId]] = defaultdict(set)
        for member in entry.members:
            if member.substance.id_type in (IdType.CAS, IdType.EC):
                numbers[member.name].add(member.substance)
        for found in numbers.values():
            if [one.id_type for one in sorted(found)] == [IdType.CAS, IdType.EC]:
                yield Pair(*sorted(found))


def _partners(pairs: Iterable[Pair]) -> Mapping[SubstanceId, set[SubstanceId]]:
    found: defaultdict[SubstanceId, set[SubstanceId]] = defaultdict(set)
    for cas, ec in pairs:
        found[cas].add(ec)
        found[ec].add(cas)
    return found


def _is_only(pair: Pair, partners: Mapping[SubstanceId, set[SubstanceId]]) -> bool:
    return len(partners[pair.cas]) == 1 and len(partners[pair.ec]) == 1


def _alike(pairs: Iterable[Pair], same: _Sets) -> dict[SubstanceId, frozenset[SubstanceId]]:
    """For each number those of the classes with which some number of its own class is paired."""
    found: defaultdict[SubstanceId, set[SubstanceId]] = defaultdict(set)
    for pair in pairs:
        cas, ec = (same.get(one) or frozenset({one}) for one in pair)
        if cas == ec:
            continue
        for one in cas:
            found[one] |= ec
        for one in ec:
            found[one] |= cas
    return {one: frozenset(others) for one, others in found.items()}
