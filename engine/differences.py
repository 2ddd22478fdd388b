"""What two evaluations say differently, entry by entry: the sets behind an impact."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.arrays import BoolArray
from engine.evaluate import Evaluation
from engine.evidence import NOTHING_DECLARED
from engine.exact import IntArray
from engine.outcomes import TOLD, Outcome
from engine.rules import EntryName

__all__ = ["gap_keys", "hit_keys", "newly_silent", "rose_and_fell"]


def hit_keys(one: Evaluation, number: dict[EntryName, int]) -> tuple[IntArray, IntArray]:
    """(node and entry as one key, worst told outcome), each key once, sorted."""
    cells = one.line.cells
    told = np.flatnonzero(np.isin(one.outcomes, TOLD))
    rule = _numbers(one, number)
    statements = one.statements
    node = [s.answer.node for s in statements]
    entry = rule[[s.rule for s in statements]]
    keys = np.concatenate(
        [
            cells.node[told] * len(number) + rule[cells.rule[told]],
            np.asarray(node, dtype=np.int64) * len(number) + entry,
        ]
    )
    outcome = [s.outcome for s in statements]
    ranks = np.concatenate([one.outcomes[told], np.asarray(outcome, dtype=np.int8)])
    return _worst(keys, ranks.astype(np.int64))


def gap_keys(one: Evaluation, number: dict[EntryName, int]) -> tuple[IntArray, IntArray]:
    """The same for cells that a missing mass leaves open."""
    cells = one.line.cells
    open_ = np.flatnonzero(one.outcomes == Outcome.NO_DATA)
    keys = cells.node[open_] * len(number) + _numbers(one, number)[cells.rule[open_]]
    return _worst(keys, np.ones(len(keys), dtype=np.int64))


def _numbers(one: Evaluation, number: dict[EntryName, int]) -> IntArray:
    """Number of the entry behind each rule."""
    return np.array([number[e.list_id, e.id] for e in one.line.rules.entries], dtype=np.int64)


def _worst(keys: IntArray, ranks: IntArray) -> tuple[IntArray, IntArray]:
    if not len(keys):
        return keys, ranks
    order = np.lexsort((ranks, keys))
    keys, ranks = keys[order], ranks[order]
    last = np.concatenate([keys[1:] != keys[:-1], [True]])
    return keys[last], ranks[last]


def rose_and_fell(
    before: tuple[IntArray, IntArray], after: tuple[IntArray, IntArray]
) -> tuple[IntArray, IntArray]:
    """Keys whose rank rose, and keys whose rank fell; an absent key has the least rank."""
    keys = np.union1d(before[0], after[0])
    was, will_be = (_ranks(keys, *one) for one in (before, after))
    return keys[will_be > was], keys[will_be < was]


def _ranks(keys: IntArray, known: IntArray, ranks: IntArray) -> IntArray:
    found = np.zeros(len(keys), dtype=np.int64)
    found[np.searchsorted(keys, known)] = ranks
    return found


def newly_silent(
    before: Evaluation, after: Evaluation, number: dict[EntryName, int]
) -> tuple[BoolArray, BoolArray]:
    """Entries that a declaration newly leaves open, and those that it no longer does.

    Returns:
        Two bool [evidences + 1, entries]; the last row is “nothing declared”.
    """
    open_ = [_open(one, number) for one in (before, after)]
    silent, heard = open_[1] & ~open_[0], open_[0] & ~open_[1]
    for columns in _by_list(number):
        had, has = (one[NOTHING_DECLARED, columns].any() for one in open_)
        silent[NOTHING_DECLARED, columns] &= not had
        heard[NOTHING_DECLARED, columns] &= not has
    return silent, heard


def _open(one: Evaluation, number: dict[EntryName, int]) -> BoolArray:
    matrix = np.zeros((len(one.covered), len(number)), dtype=bool)
    matrix[:, _numbers(one, number)] = ~one.covered
    return matrix


def _by_list(number: dict[EntryName, int]) -> Iterator[list[int]]:
    """Columns of each list's entries."""
    columns: dict[str, list[int]] = {}
    for (list_id, _), place in number.items():
        columns.setdefault(list_id, []).append(place)
    yield from columns.values()
