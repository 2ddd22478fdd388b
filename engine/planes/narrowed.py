"""A law narrowed to some of its rules: what they count, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engine.exact import IntArray
from engine.planes.law import Law
from engine.planes.plane import LISTS_A_WORD
from engine.planes.wide import Words

__all__ = ["only", "within"]


def only(law: Law, rules: IntArray) -> Law:
    """The law without all other rules, and without what silence means; for what was added."""
    is_told = np.zeros(len(law.limit), dtype=bool)
    is_told[rules] = True
    kept = np.flatnonzero(is_told[law.rule])
    substance = law.substance[kept]
    counts = np.bincount(substance, minlength=len(law.starts) - 1)
    starts = np.zeros(len(law.starts), dtype=np.int32)
    np.cumsum(counts, out=starts[1:])
    return replace(
        law,
        starts=starts,
        substance=substance,
        rule=np.searchsorted(rules, law.rule[kept]).astype(np.uint32),
        factor=law.factor[kept],
        per_article=law.per_article[rules],
        limit=law.limit[rules],
        at=law.at[rules],
        above=law.above[rules],
        below=law.below[rules],
        place=law.place[rules],
        silence=np.zeros_like(law.silence),
    )


def within(law: Law, lists: Words) -> Law:
    """The law of some lists, and what silence means in them.

    Args:
        law: the law of all lists.
        lists: bits of those wanted, uint64 [words].
    """
    word, bit = np.divmod(law.place, LISTS_A_WORD)
    held = lists[word] >> bit.astype(np.uint64) & np.uint64(1)
    return replace(only(law, np.flatnonzero(held)), silence=law.silence & lists[:, None])
