"""What a changed list and a changed declaration cost, and that they end where a full run ends."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from engine.planes.backend import Backend
from engine.planes.changes import Standing, standing
from engine.planes.difference import Difference, difference
from engine.planes.judge import judge_portfolio
from engine.planes.law import Law, law_of
from engine.planes.leaves import Leaves
from engine.planes.postings import above_of, postings_of
from engine.planes.state import Change

from .flat import Totals
from .forty_lists import CHANGES, changed_rules, new_substances
from .ours import Figures, nbytes
from .scene import Scene
from .timing import Seconds, timed

__all__ = ["Flipped", "declarations", "lists", "memory", "parts_with"]

Flipped = dict[str, int]
"""Parts whose answer a list change turns."""


def lists(
    scene: Scene, rounds: int, names: Iterable[str] = tuple(CHANGES)
) -> tuple[Figures, Flipped]:
    """Five substances join the first list: rare, medium and common ones."""
    found: Figures = {}
    flipped: Flipped = {}
    now = standing(scene.leaves, scene.law, Backend.NUMBA)
    for change in names:
        later = law_of(changed_rules(change), scene.leaves)
        flipped[change] = len(now.enact(later).part)
        _equal(now, judge_portfolio(scene.leaves, later, Backend.NUMBA).planes.bits, change)
        now.enact(scene.law)
        found[f"change {change}"] = _enacted(now, later, None, rounds)
        known = difference(scene.law, later)
        found[f"change {change}, laws compared"] = timed(
            lambda law=later: difference(scene.law, law), rounds
        )
        found[f"change {change}, laws compared before"] = _enacted(now, later, known, rounds)
        found[f"change {change}, full run"] = timed(
            lambda law=later: judge_portfolio(scene.leaves, law, Backend.NUMBA), 2
        )
    _equal(now, judge_portfolio(scene.leaves, scene.law, Backend.NUMBA).planes.bits, "back again")
    return found, flipped


def memory(scene: Scene) -> float:
    """Bytes per part of what a change needs beside the verdict set: the ways back."""
    ways = postings_of(scene.leaves), above_of(scene.leaves.parts)
    return sum(nbytes(one) for one in ways) / scene.parts


def _enacted(now: Standing, later: Law, known: Difference | None, rounds: int) -> Seconds:
    """Enact a law, again and again, taken back in between."""
    made: list[Change] = []
    seconds = timed(
        lambda: made.append(now.enact(later, known)),
        3 * rounds,
        before=lambda: now.undo(made.pop()) if made else None,
    )
    now.undo(made.pop())
    return seconds


def declarations(scene: Scene, count: int, seed: int = 5) -> Figures:
    """One declaration changed, for some random leaves and for the one that is used most."""
    now = standing(scene.leaves, scene.law, Backend.NUMBA)
    parts = scene.leaves.parts
    uses = np.bincount(parts.child, minlength=len(parts))
    uses[scene.portfolio.leaves :] = 0
    drawn = np.random.default_rng(seed).choice(scene.portfolio.leaves, count, replace=False)
    seconds = [_declared(scene, now, int(part)).median for part in [*drawn, int(uses.argmax())]]
    return {
        "declaration, median": Seconds(float(np.median(seconds[:-1])), count),
        "declaration, slowest": Seconds(max(seconds), count + 1),
    }


def parts_with(totals: Totals, substances: list[int]) -> int:
    """How many parts hold one of some substances, by the rollup."""
    return len(np.unique(totals.part[np.isin(totals.substance, substances)]))


def _declared(scene: Scene, now: Standing, part: int) -> Seconds:
    """The part's first substance becomes one that is listed, and back again."""
    leaves, parts = scene.leaves, np.array([part], dtype=np.int32)
    changed = _changed(leaves, part, int(new_substances("common")[0]))
    seconds = timed(lambda: now.declare(changed, parts), 1)
    _equal(now, judge_portfolio(changed, scene.law, Backend.NUMBA).planes.bits, f"part {part}")
    now.declare(leaves, parts)
    return seconds


def _changed(leaves: Leaves, part: int, substance: int) -> Leaves:
    columns = leaves.columns
    row = columns.rows[columns.materials[columns.articles[part]]]
    number = columns.substance.copy()
    if row < len(number):
        number[row] = substance
    return replace(leaves, columns=columns._replace(substance=number))


def _equal(now: Standing, bits: np.ndarray, what: str) -> None:
    if not np.array_equal(now.planes.bits, bits):
        raise AssertionError(f"{what}: not what a full run gives")
