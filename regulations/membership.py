"""From a substance to the entries that count it, and with which factor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType

from regulations.model import Entry
from regulations.substances import SubstanceId

__all__ = ["Membership"]


@dataclass(frozen=True, slots=True)
class Membership:
    """An index over entries.

    Attributes:
        entries: in the order given; an entry's index is its place here.
        by_substance: (entry index, mass counted per mass of the substance) by identifier.
    """

    entries: tuple[Entry, ...]
    by_substance: Mapping[SubstanceId, tuple[tuple[int, Fraction], ...]]

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Membership:
        """Index the members of the entries."""
        kept = tuple(entries)
        found: dict[SubstanceId, list[tuple[int, Fraction]]] = {}
        for index, entry in enumerate(kept):
            for member in entry.members:
                found.setdefault(member.substance, []).append((index, member.factor))
        frozen = {substance: tuple(places) for substance, places in found.items()}
        return cls(kept, MappingProxyType(frozen))

    def entries_of(self, substance: SubstanceId) -> tuple[tuple[int, Fraction], ...]:
        """(entry index, factor) of every entry that counts the substance."""
        return self.by_substance.get(substance, ())

    def lists_of(self, substance: SubstanceId) -> tuple[str, ...]:
        """Ids of the lists that count the substance, sorted."""
        return tuple(
            sorted({self.entries[index].list_id for index, _ in self.entries_of(substance)})
        )
