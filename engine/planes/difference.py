"""What one law changes against another: which substances, which silence, in which lists."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from operator import is_
from typing import NamedTuple

import numpy as np

from engine.arrays import BoolArray
from engine.exact import IntArray
from engine.planes.law import Law
from engine.planes.parts import Numbers, distinct
from engine.planes.plane import LISTS_A_WORD, words
from engine.planes.wide import Words
from engine.rules import RuleSet
from regulations.model import Entry, Threshold

__all__ = ["Difference", "difference"]


_Rules = tuple[tuple[Entry, ...], tuple[Threshold, ...]]
_Some = tuple[RuleSet, slice]
"""Rules of one list."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Where to look again after a change of law; everything else keeps its answer.

    Attributes:
        substances: numbers of substances that some new, changed or gone rule counts, sorted.
        silence: evidences whose silence comes to something else, bool [evidences + 1].
        added: rules of the later law that the earlier had not; None where another rule changed
            or went, or silence means something else, so that bits may have to be taken back.
        lists: bits of the lists in which anything may differ, uint64 [words].
        is_comparable: False where the lists themselves differ, so that no bit means the same.
    """

    substances: Numbers
    silence: BoolArray
    added: IntArray | None
    lists: Words
    is_comparable: bool


def difference(before: Law, after: Law) -> Difference:
    """Compare two laws that were compiled for the same portfolio, rule by rule."""
    if before.rules.lists != after.rules.lists:
        none = np.zeros(0, dtype=np.uint64)
        return Difference(none.astype(np.int32), none.astype(bool), None, none, is_comparable=False)
    new_number = _kept(before.rules, after.rules)
    is_new = np.ones(len(after.rules) + 1, dtype=bool)
    is_new[new_number] = False  # -1, for rules that are gone, is the place behind the last
    otherwise = _counting_otherwise(before, after, new_number, is_new[:-1])
    changed, was_changed = is_new[:-1] | otherwise, new_number < 0
    if np.any(otherwise):
        was_changed |= otherwise[new_number]
    touched = np.concatenate([_counted(before, was_changed), _counted(after, changed)])
    said = before.silence ^ after.silence
    silence = np.any(said, axis=(0, 1))
    lists = _marked(before, was_changed) | _marked(after, changed)
    return Difference(
        substances=distinct(touched),
        silence=silence,
        added=None if np.any(was_changed) or np.any(silence) else np.flatnonzero(changed),
        lists=lists | np.bitwise_or.reduce(said, axis=(0, 2)),
        is_comparable=True,
    )


def _kept(was: RuleSet, now: RuleSet) -> IntArray:
    """New number of every rule that is the same entry with the same limit, else -1.

    List by list: editions share the objects of what they did not change, and tuples of the same
    objects are compared at the speed of the processor. The rest is compared by content.
    """
    ones, others = _spans(was), _spans(now)
    moved = [other.start - one.start for one, other in zip(ones, others, strict=True)]
    kept: IntArray = np.arange(len(was))
    kept += np.repeat(moved, [one.stop - one.start for one in ones])
    same_day = was.as_of == now.as_of and was.categories == now.categories
    for name, one, other in zip(was.lists, ones, others, strict=True):
        if same_day and was.catalog.lists[name] is now.catalog.lists[name]:
            continue
        if was.entries[one] != now.entries[other] or was.thresholds[one] != now.thresholds[other]:
            _keep_of_list(kept, (was, one), (now, other))
    return kept


def _spans(rules: RuleSet) -> list[slice]:
    """Rules of each list; they stand together."""
    ends = np.searchsorted(rules.list_of, np.arange(len(rules.lists) + 1)).tolist()
    return [slice(*span) for span in pairwise(ends)]


def _keep_of_list(kept: IntArray, before: _Some, after: _Some) -> None:
    """The same for a list of which something changed: between what is the same on either side."""
    (was, one), (now, other) = before, after
    mine, its = was.entries[one], now.entries[other]
    ours, theirs = (mine, was.thresholds[one]), (its, now.thresholds[other])
    # No entry stands in a list twice, so what comes first and what comes last never overlap.
    head, tail = _alike(ours, theirs, 1), _alike(ours, theirs, -1)
    kept[one.stop - tail : one.stop] += len(its) - len(mine)
    number = {its[place].id: place for place in range(head, len(its) - tail)}
    for place in range(head, len(mine) - tail):
        new = number.get(mine[place].id, -1)
        is_kept = new >= 0 and all(a[place] == b[new] for a, b in zip(ours, theirs, strict=True))
        kept[one.start + place] = other.start + new if is_kept else -1


def _alike(ours: _Rules, theirs: _Rules, step: int) -> int:
    """How many come first, or last, that are the same objects; told at the processor's speed."""
    pairs = zip(ours, theirs, strict=True)
    return min([*map(is_, mine[::step], its[::step]), False].index(False) for mine, its in pairs)


def _counting_otherwise(
    before: Law, after: Law, new_number: IntArray, is_new: BoolArray
) -> BoolArray:
    """Rules kept that count other substances than before, or count them otherwise."""
    was = _pairs(before, new_number, new_number >= 0)
    now = _pairs(after, np.arange(len(is_new)), ~is_new)
    changed = np.zeros(len(is_new), dtype=bool)
    if not all(np.array_equal(one, other) for one, other in zip(was, now, strict=True)):
        was, now = was.ordered(len(is_new)), now.ordered(len(is_new))
        for one, other in ((was, now), (now, was)):
            changed[one.rule[~_found(one, other)]] = True
    return changed


class _Pairs(NamedTuple):
    """Pairs of substance and rule with the factor between them; in order `key` is of both."""

    key: IntArray | Numbers
    rule: IntArray
    factor: Words

    def ordered(self, rules: int) -> _Pairs:
        key = self.key * np.int64(rules) + self.rule
        order = np.argsort(key)
        return _Pairs(key[order], self.rule[order], self.factor[order])


def _pairs(law: Law, number: IntArray, is_kept: BoolArray) -> _Pairs:
    """The pairs of some rules of a law, by substance, under other numbers of the rules."""
    if np.all(is_kept):
        return _Pairs(law.substance, number[law.rule], law.factor)
    kept = np.flatnonzero(is_kept[law.rule])
    return _Pairs(law.substance[kept], number[law.rule[kept]], law.factor[kept])


def _found(one: _Pairs, other: _Pairs) -> BoolArray:
    """Which pairs of one law the other has with the same factor."""
    if not len(other.key):
        return np.zeros(len(one.key), dtype=bool)
    place = np.minimum(np.searchsorted(other.key, one.key), len(other.key) - 1)
    return np.asarray((other.key[place] == one.key) & (other.factor[place] == one.factor))


def _counted(law: Law, rules: BoolArray) -> Numbers:
    """Substances that some rules count."""
    return law.substance[rules[law.rule]] if np.any(rules) else law.substance[:0]


def _marked(law: Law, rules: BoolArray) -> Words:
    """Bits of the lists of some rules."""
    found = np.zeros(words(len(law.rules.lists)), dtype=np.uint64)
    word, bit = np.divmod(np.flatnonzero(np.bincount(law.place[rules])), LISTS_A_WORD)
    np.bitwise_or.at(found, word, np.uint64(1) << bit.astype(np.uint64))
    return found
