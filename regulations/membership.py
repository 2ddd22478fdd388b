"""From a substance to the entries that count it, and with which factor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Final, NamedTuple

from regulations.identity import Identity
from regulations.kinship import Kin
from regulations.model import Entry
from regulations.substances import SubstanceId

__all__ = ["Counted", "Membership"]


_ALL: Final = Fraction(1)
_NONE: Final[frozenset[SubstanceId]] = frozenset()


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

    def widened(self, identity: Identity, kin: Kin) -> Membership:
        """The same for every number under which a member may be declared.

        Another number of a member counts as the member. What may stand for one, a name for many or
        a number that a register pairs with another substance, counts as an upper bound; the latter
        not in a list that names the number itself, and so tells the two apart.
        """
        listed = self.by_substance.keys()
        asked = {*listed, *kin, *identity.closed(listed)}
        asked |= {other for one in listed for other in identity.perhaps(one)}
        found = {number: self._counted(number, identity, kin) for number in asked}
        known = {number: counted for number, counted in found.items() if counted}
        return Membership(self.entries, MappingProxyType(known))

    def _counted(self, one: SubstanceId, identity: Identity, kin: Kin) -> tuple[Counted, ...]:
        counted = {each.entry: each for each in self.entries_of(one)}
        for number in sorted(identity.numbers_of(one) - {one}):
            for each in self.entries_of(number):
                counted.setdefault(each.entry, each)
        told_apart = {self.entries[entry].list_id for entry in counted}
        held = kin.get(one, _NONE) & self.by_substance.keys()
        possible = {each.entry for number in held for each in self.by_substance[number]}
        possible |= {
            each.entry
            for number in identity.perhaps(one)
            for each in self.entries_of(number)
            if self.entries[each.entry].list_id not in told_apart
        }
        for entry in possible - counted.keys():
            counted[entry] = Counted(entry, _ALL, is_upper_bound=True)
        return tuple(counted[entry] for entry in sorted(counted))

    def entries_of(self, substance: SubstanceId) -> tuple[Counted, ...]:
        """Every entry that counts the substance."""
        return self.by_substance.get(substance, ())

    def lists_of(self, substance: SubstanceId) -> tuple[str, ...]:
        """Ids of the lists that count the substance, sorted."""
        found = {self.entries[one.entry].list_id for one in self.entries_of(substance)}
        return tuple(sorted(found))
