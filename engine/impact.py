"""What another law changes for every node of the same structure: whom it hits, whom it leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.arrays import BoolArray, Kind
from engine.differences import gap_keys, hit_keys, newly_silent, rose_and_fell
from engine.evaluate import Evaluation
from engine.evidence import NOTHING_DECLARED
from engine.exact import IntArray
from engine.outcomes import Flags
from engine.rules import EntryName
from engine.settle import rise

__all__ = ["Consequence", "Impact", "impact_of"]

_WORD: Final = 16
_NOTHING: Final = -1


class Consequence(IntEnum):
    """What becomes of a part, the most urgent last; a part that is hit twice counts once."""

    UNCHANGED = 0
    IMPROVED = 1
    NEWLY_NOT_COVERED = 2
    NEWLY_AFFECTED = 3

    @property
    def word(self) -> str:
        """As JSON and people read it."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Impact:
    """The difference of two evaluations of one structure.

    Attributes:
        consequence: `Consequence` of every node with all that is below it, int8 [nodes].
        entries: entries that change anything anywhere, sorted.
        bits: which of `entries` cause a consequence at or below a node; uint16 [nodes, words],
            entry n is bit n mod 16 of word n // 16. `UNCHANGED` has none.
    """

    consequence: NDArray[np.int8]
    entries: tuple[EntryName, ...]
    bits: dict[Consequence, Flags]

    def causes(self, node: int, consequence: Consequence) -> tuple[EntryName, ...]:
        """The entries that bring a consequence upon a node or what is below it."""
        if consequence is Consequence.UNCHANGED:
            return ()
        words = self.bits[consequence][node].tolist()
        return tuple(
            name
            for number, name in enumerate(self.entries)
            if words[number // _WORD] >> number % _WORD & 1
        )


def impact_of(before: Evaluation, after: Evaluation) -> Impact:
    """Compare two evaluations of the same arrays, entry by entry.

    A part is newly affected where some entry is told of it, or worse told, that was not before:
    a status alone would hide the second duty of a part that has one already. It is newly not
    covered where an entry is new to its declaration; a part that nobody declared at all was silent
    before and stays so. A mass that is missing for a new entry counts as not covered, too.

    Args:
        before: by the law until then.
        after: by the law from then on; same structure, maybe other rules, maybe another day.
    """
    both = (before, after)
    names = sorted({(e.list_id, e.id) for one in both for e in one.line.rules.entries})
    number = {name: place for place, name in enumerate(names)}
    hits = [hit_keys(one, number) for one in both]
    gaps = [gap_keys(one, number) for one in both]
    worse, better = rose_and_fell(*hits)
    lacking, found = rose_and_fell(*gaps)
    silent, heard = newly_silent(before, after, number)
    cells = {
        Consequence.NEWLY_AFFECTED: worse,
        Consequence.NEWLY_NOT_COVERED: lacking,
        Consequence.IMPROVED: np.concatenate([better, found]),
    }
    units = {Consequence.NEWLY_NOT_COVERED: silent, Consequence.IMPROVED: heard}
    return _risen(after, names, cells, units)


def _risen(
    after: Evaluation,
    names: Sequence[EntryName],
    cells: dict[Consequence, IntArray],
    units: dict[Consequence, BoolArray],
) -> Impact:
    """Bits of the changed entries at every node and above it."""
    entries = len(names)
    touched = np.zeros(entries, dtype=bool)
    for keys in cells.values():
        touched[keys % entries] = True
    for matrix in units.values():
        touched[: matrix.shape[1]] |= matrix.any(axis=0)
    kept = np.flatnonzero(touched)
    place = np.full(entries, _NOTHING, dtype=np.int64)
    place[kept] = np.arange(len(kept))
    bom = after.line.bom
    words = -(-len(kept) // _WORD)
    own = {change: np.zeros((len(bom.nodes), words), dtype=np.uint16) for change in cells}
    for change, keys in cells.items():
        at = place[keys % entries]
        bit = np.left_shift(1, at % _WORD).astype(np.uint16)
        np.bitwise_or.at(own[change], (keys // entries, at // _WORD), bit)
    spoken = np.flatnonzero(bom.nodes.is_unit)
    mixed = bom.nodes.kind[spoken] == Kind.MIXTURE
    evidence = np.where(mixed, NOTHING_DECLARED, bom.nodes.evidence[spoken])
    for change, matrix in units.items():
        own[change][spoken] |= _packed(matrix[:, kept], words)[evidence]
    bits = {change: rise(bom, flags) for change, flags in own.items()}
    greatest = np.zeros(len(bom.nodes), dtype=np.int8)
    for each in sorted(bits):
        greatest[bits[each].any(axis=1)] = each
    return Impact(greatest, tuple(names[number] for number in kept.tolist()), bits)


def _packed(matrix: BoolArray, words: int) -> Flags:
    """Columns of a Boolean matrix as bits, uint16 [rows, words]."""
    packed = np.zeros((len(matrix), words), dtype=np.uint16)
    for column in range(matrix.shape[1]):
        packed[:, column // _WORD] |= matrix[:, column].astype(np.uint16) << column % _WORD
    return packed
