"""Which lists exist, and what of them is in force on a day."""

from __future__ import annotations

import copy
import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Final

from regulations.errors import NoVersionInForce, UnknownList
from regulations.identity import Identity, identity_of
from regulations.kinship import Kin, kin_of
from regulations.loader import load_lists
from regulations.model import Entry, ListVersion, SubstanceList
from regulations.substances import SubstanceId

__all__ = ["DATA", "Catalog", "bundled"]

_DECLARABLE: Final = "iec-62474-dsl"
DATA: Final = Path(__file__).resolve().parent / "data"
"""Folder of the lists that travel with the package."""


@dataclass(frozen=True, slots=True, eq=False)
class Catalog:
    """The lists of a deployment by id; equal only to itself, so that it can be a key.

    Attributes:
        identity: which numbers name one substance, by the registers and by these lists.
        kin: single substances that a group, number of many or alloy of any list may stand for,
            by each of their numbers.
    """

    lists: Mapping[str, SubstanceList]
    identity: Identity = field(init=False, repr=False)
    kin: Kin = field(init=False, repr=False)

    def __post_init__(self) -> None:
        entries = tuple(entry for found in self.lists.values() for entry in found.entries)
        identity = identity_of(entries)
        object.__setattr__(self, "identity", identity)
        object.__setattr__(self, "kin", kin_of(entries, identity))

    def get(self, list_id: str) -> SubstanceList:
        """The list of that id.

        Raises:
            UnknownList: there is none; the hint names those that exist.
        """
        if list_id not in self.lists:
            raise UnknownList(
                f"no list “{list_id[:80]}”", hint=f"known lists: {' '.join(self.lists)}"
            )
        return self.lists[list_id]

    def version_in_force(self, list_id: str, as_of: date) -> ListVersion:
        """The newest version that is effective on the day.

        Raises:
            UnknownList: no such list.
            NoVersionInForce: the first version starts later.
        """
        versions = self.get(list_id).versions
        effective = [version for version in versions if version.effective_from <= as_of]
        if not effective:
            first = min(version.effective_from for version in versions)
            raise NoVersionInForce(
                f"{list_id} has no version in force on {as_of}; the first starts on {first}",
                hint=f"ask for {first} or later",
            )
        return effective[-1]

    def entries_in_force(self, list_id: str, as_of: date) -> tuple[Entry, ...]:
        """The entries that the list holds on the day: included, and not yet removed.

        Raises:
            UnknownList: no such list.
        """
        return tuple(
            entry
            for entry in self.get(list_id).entries
            if entry.included_on <= as_of and (entry.removed_on is None or as_of < entry.removed_on)
        )

    def named(self) -> frozenset[SubstanceId]:
        """Every identifier that some entry of some list names, on any day.

        The declarable list names each of its own numbers, also those whose members nobody knows:
        that identifies nothing.
        """
        return _named(self)

    def with_lists(self, lists: Mapping[str, SubstanceList]) -> Catalog:
        """The same numbers and kin over lists that judge otherwise; their members must be equal."""
        changed = copy.copy(self)
        object.__setattr__(changed, "lists", MappingProxyType(dict(lists)))
        return changed

    def binding(self) -> tuple[str, ...]:
        """Ids of the lists that enter a part's overall status."""
        return tuple(list_id for list_id, found in self.lists.items() if found.binding)


@functools.cache
def bundled() -> Catalog:
    """The catalog of the lists that travel with the package; read once per process.

    Raises:
        InvalidListData: the installation is damaged.
    """
    return Catalog(MappingProxyType(load_lists(DATA)))


@functools.lru_cache(maxsize=16)
def _named(catalog: Catalog) -> frozenset[SubstanceId]:
    # Five milliseconds: every structure file and every snapshot asks.
    return frozenset(
        member.substance
        for found in catalog.lists.values()
        if found.id != _DECLARABLE
        for entry in found.entries
        for member in entry.members
    )
