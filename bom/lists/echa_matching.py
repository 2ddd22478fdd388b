"""Which entry of the base an exported entry is: by its numbers, then by its name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bom.lists.echa_export import EchaEntry
from bom.lists.list_tables import ListTable
from regulations.substances import IdType, SubstanceId

__all__ = ["BaseEntry", "Matches", "base_entries", "match"]

_Entry = TypeVar("_Entry")


@dataclass(frozen=True, slots=True)
class BaseEntry:
    """An entry of the base as its row says it, with the CAS and EC numbers of its members."""

    row: dict[str, str]
    numbers: frozenset[SubstanceId]

    @property
    def id(self) -> str:
        """Its id in the list."""
        return self.row["id"]


@dataclass(frozen=True, slots=True)
class Matches:
    """What belongs together.

    Attributes:
        pairs: exported entry and its base entry.
        by_overlap: those of the pairs that share some numbers only, and not the name.
        ambiguous: exported entries with the base entries that each of them may be.
        new: exported entries that share nothing with the base.
        vanished: base entries that nothing exported is.
    """

    pairs: tuple[tuple[EchaEntry, BaseEntry], ...]
    by_overlap: tuple[tuple[EchaEntry, BaseEntry], ...]
    ambiguous: tuple[tuple[EchaEntry, tuple[BaseEntry, ...]], ...]
    new: tuple[EchaEntry, ...]
    vanished: tuple[BaseEntry, ...]


def base_entries(entries: ListTable, members: ListTable) -> list[BaseEntry]:
    """The entries of a base that are still listed, in their order."""
    numbers: defaultdict[str, set[SubstanceId]] = defaultdict(set)
    for row in members.rows:
        if row["id_type"] in (IdType.CAS, IdType.EC):
            numbers[row["entry"]].add(SubstanceId(IdType(row["id_type"]), row["id"]))
    return [
        BaseEntry(row, frozenset(numbers[row["id"]]))
        for row in entries.rows
        if not row.get("removed_on")
    ]


def match(exported: Sequence[EchaEntry], base: Sequence[BaseEntry]) -> Matches:
    """Match by equal sets of numbers, then by equal names, then by numbers that they share.

    A key counts only where one entry of either side has it. What shares numbers with several
    entries is told, not decided.
    """
    pairs: list[tuple[EchaEntry, BaseEntry]] = []
    left, waiting = list(exported), list(base)
    for of_export, of_base in (
        (_numbers_of_export, _numbers_of_base),
        (_name_of_export, _name_of_base),
    ):
        theirs, ours = _alone(left, of_export), _alone(waiting, of_base)
        for key in theirs.keys() & ours.keys():
            pairs.append((theirs[key], ours[key]))
            left.remove(theirs[key])
            waiting.remove(ours[key])
    shared = [(one, tuple(b for b in waiting if b.numbers & one.numbers)) for one in left]
    wanted = [each for _, candidates in shared for each in candidates]
    by_overlap = [
        (one, candidates[0])
        for one, candidates in shared
        if len(candidates) == 1 and wanted.count(candidates[0]) == 1
    ]
    known = {id(one) for one, _ in by_overlap}
    ambiguous = [(one, found) for one, found in shared if found and id(one) not in known]
    meant = [each for _, each in by_overlap] + [each for _, found in ambiguous for each in found]
    return Matches(
        pairs=tuple(sorted([*pairs, *by_overlap], key=lambda pair: pair[1].id)),
        by_overlap=tuple(by_overlap),
        ambiguous=tuple(ambiguous),
        new=tuple(one for one, candidates in shared if not candidates),
        vanished=tuple(each for each in waiting if each not in meant),
    )


def _alone(entries: Sequence[_Entry], key: Callable[[_Entry], Hashable]) -> dict[Hashable, _Entry]:
    grouped: defaultdict[Hashable, list[_Entry]] = defaultdict(list)
    for entry in entries:
        grouped[key(entry)].append(entry)
    return {name: found[0] for name, found in grouped.items() if name and len(found) == 1}


def _numbers_of_export(entry: EchaEntry) -> Hashable:
    return entry.numbers


def _numbers_of_base(entry: BaseEntry) -> Hashable:
    return entry.numbers


def _name_of_export(entry: EchaEntry) -> Hashable:
    return _folded(entry.name)


def _name_of_base(entry: BaseEntry) -> Hashable:
    return _folded(entry.row["name"])


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
