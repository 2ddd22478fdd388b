"""What a changed list and a changed declaration cost, and that they end where a full run ends."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from engine.planes.backend import Backend
from engine.planes.changes import Standing, standing
from engine.planes.difference import difference
from engine.planes.judge import judge_portfolio
from engine.planes.law import law_of
from engine.planes.leaves import Leaves

from .flat import Totals
from .forty_lists import CHANGES, changed_rules, new_substances
from .ours import Figures
from .scene import Scene
from .timing import Seconds, timed

__all__ = ["Flipped", "declarations", "lists", "parts_with"]

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
        full = judge_portfolio(scene.leaves, later, Backend.NUMBA)
        _equal(now, full.planes.bits, change)
        found[f"change {change}"] = timed(
            lambda law=later: now.enact(law), rounds, before=lambda: now.enact(scene.law)
        )
        now.enact(scene.law)
        found[f"change {change}, laws compared"] = timed(
            lambda law=later: difference(scene.law, law), rounds
        )
        found[f"change {change}, full run"] = timed(
            lambda law=later: judge_portfolio(scene.leaves, law, Backend.NUMBA), 2
        )
    return found, flipped


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
