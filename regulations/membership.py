"""From a substance to the entries that count it, and with which factor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Final, NamedTuple

from regulations.kinship import Kin
from regulations.model import Entry
from regulations.substances import SubstanceId

__all__ = ["Counted", "Membership"]


_ALL: Final = Fraction(1)


class Counted(NamedTuple):
    """How an entry counts a substance.

    Attributes:
        entry: place of the entry in `Membership.entries`.
        factor: mass counted per mass of the substance.
        is_upper_bound: its composition is not known; at most so much counts.
    """

    entry: int
    factor: Fraction
    is_upper_bound: bool = False


@dataclass(frozen=True, slots=True)
class Membership:
    """An index over entries.

    Attributes:
        entries: in the order given; an entry's index is its place here.
        by_substance: the entries that count a substance, each once however often it is listed.
    """

    entries: tuple[Entry, ...]
    by_substance: Mapping[SubstanceId, tuple[Counted, ...]]

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Membership:
        """Index the members of the entries."""
        kept = tuple(entries)
        found: dict[SubstanceId, list[Counted]] = {}
        for index, entry in enumerate(kept):
            for member in {member.substance: member for member in entry.members}.values():
                counted = Counted(index, member.factor, member.upper_bound)
                found.setdefault(member.substance, []).append(counted)
        frozen = {substance: tuple(places) for substance, places in found.items()}
        return cls(kept, MappingProxyType(frozen))

    def with_kin(self, kin: Kin) -> Membership:
        """The same, with names for many counted as an upper bound by entries of their kin."""
        found = dict(self.by_substance)
        for name, single in kin.items():
            counted = {one.entry: one for one in self.entries_of(name)}
            related = {one.entry for other in single for one in self.entries_of(other)}
            for entry in related - counted.keys():
                counted[entry] = Counted(entry, _ALL, is_upper_bound=True)
            if counted:
                found[name] = tuple(counted[entry] for entry in sorted(counted))
        return Membership(self.entries, MappingProxyType(found))

    def entries_of(self, substance: SubstanceId) -> tuple[Counted, ...]:
        """Every entry that counts the substance."""
        return self.by_substance.get(substance, ())

    def lists_of(self, substance: SubstanceId) -> tuple[str, ...]:
        """Ids of the lists that count the substance, sorted."""
        found = {self.entries[one.entry].list_id for one in self.entries_of(substance)}
        return tuple(sorted(found))
