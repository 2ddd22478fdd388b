"""The others, on the same scene; what they answer must be what we answer."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import numpy as np

from engine.planes.backend import Backend

from .duckdb_joins import Duckdb
from .flat import CHECK, Flat, Totals, checksum
from .naive import Naive
from .ours import Figures
from .scene import Scene, reached
from .sparse_products import Sparse
from .sqlite_recursion import Sqlite
from .timing import Seconds, timed

_Found = TypeVar("_Found")

__all__ = ["Answers", "answers", "duckdb", "naive", "sparse", "sqlite"]

SUBSTANCES = 8_000


class Answers:
    """Ours, to hold the others against."""

    def __init__(self, scene: Scene) -> None:
        own, everything = scene.judged(Backend.NUMBA)
        self.flat: Flat = scene.flat()
        self.leaf, self.all = reached(own), reached(everything)
        self.totals, self.leaves = scene.totals(), scene.leaf_totals()

    def verdict(self, part: int, bits: int) -> None:
        """Refuse another verdict than ours."""
        if bits != int(self.all[part]):
            raise AssertionError(f"part {part}: lists {bits:x}, ours {int(self.all[part]):x}")

    def rollup(self, part: int, found: dict[int, int]) -> None:
        """Refuse another rollup than ours."""
        if {one: mass for one, mass in found.items() if mass} != {
            one: mass for one, mass in self.totals.of(part).items() if mass
        }:
            raise AssertionError(f"part {part}: another rollup")


def answers(scene: Scene) -> Answers:
    return Answers(scene)


def naive(ours: Answers, budget: float, seed: int = 1) -> Figures:
    """Three questions of random parts, each for some seconds, scaled to all parts."""
    flat = ours.flat
    parts = random.Random(seed).sample(range(flat.parts), min(flat.parts, 4000))
    leaves = [part for part in parts if flat.level[part] == 0]
    rival, bits = Naive(flat, parts), ours.leaf.tolist()
    whole = int(np.count_nonzero(flat.level == 0))
    leaf, some = _sampled(rival.leaf, leaves, whole, budget)
    for part, found in some.items():
        if found != bits[part]:
            raise AssertionError(f"leaf {part}: lists {found:x}, ours {bits[part]:x}")
    verdict, said = _sampled(lambda part: rival.verdict(part, bits), parts, flat.parts, budget)
    rollup, rolled = _sampled(rival.rollup, parts, flat.parts, budget)
    for part, found in said.items():
        ours.verdict(part, found)
    for part, masses in rolled.items():
        ours.rollup(part, masses)
    return {"leaf naive": leaf, "propagation naive": verdict, "rollup naive": rollup}


def sqlite(
    ours: Answers, changes: dict[str, list[int]], root: int, budget: float, seed: int = 2
) -> tuple[Figures, dict[str, int]]:
    """A recursive query per assembly, scaled; and upwards from five substances, whole.

    Of the rollup's rows those of the asked parts and of the changed substances are loaded, which
    is kinder to it than all.
    """
    flat, counted = ours.flat, {}
    drawn = random.Random(seed).sample(flat.assemblies.tolist(), min(len(flat.assemblies), 600))
    rival = Sqlite(flat, ours.leaf, _asked_rows(ours, [*drawn, root], changes))
    whole = len(flat.assemblies)
    verdict, said = _sampled(rival.verdict, drawn, whole, budget)
    rollup, rolled = _sampled(rival.rollup, drawn, whole, budget)
    for part, bits in said.items():
        ours.verdict(part, bits)
    for part, masses in rolled.items():
        ours.rollup(part, masses)
    rival.rollup(root)
    found = {"propagation sqlite": verdict, "rollup sqlite": rollup}
    found["product sqlite"] = timed(lambda: rival.rollup(root), 3)
    for change, substances in changes.items():
        counted[change] = rival.parts_with(substances)
        found[f"change {change} sqlite"] = timed(lambda some=substances: rival.parts_with(some), 3)
    return found, counted


def duckdb(ours: Answers, rounds: int = 3) -> Figures:
    """Joins over whole levels; nothing is sampled."""
    rival = Duckdb(ours.flat, ours.leaves)
    rival.judge_leaves()
    found = {"leaf duckdb": timed(rival.judge_leaves, rounds)}
    found["propagation duckdb"] = timed(rival.carry_up, rounds, before=rival.judge_leaves)
    if not np.array_equal(rival.bits(ours.flat.parts), ours.all):
        raise AssertionError("DuckDB judges differently")
    found["rollup duckdb"] = timed(rival.rollup, 1, before=rival.start_rollup)
    if rival.checksum() != checksum(ours.totals):
        raise AssertionError("DuckDB rolls up differently")
    rival.close()
    return found


def sparse(ours: Answers) -> Figures:
    """Both limbs multiplied; the first alone is what a rounding rival would do."""
    rival, found, told = Sparse(ours.flat, ours.leaves, SUBSTANCES), {}, 0
    for limb, name in enumerate(("rollup scipy, one limb", "rollup scipy, other limb")):
        kept: list[Any] = []
        found[name] = timed(lambda which=limb, to=kept: to.append(rival.rollup(which)), 1)
        told += rival.checksum(kept.pop(), limb)
    found["rollup scipy"] = found["rollup scipy, one limb"].plus(
        found.pop("rollup scipy, other limb")
    )
    if told % CHECK != checksum(ours.totals)[1]:
        raise AssertionError("scipy rolls up differently")
    return found


def _asked_rows(ours: Answers, parts: list[int], changes: dict[str, list[int]]) -> Totals:
    flat, rows = ours.flat, ours.leaves
    wanted, fresh = np.zeros(flat.parts, dtype=bool), np.array(parts)
    starts = np.searchsorted(flat.parent, np.arange(flat.parts + 1))
    while len(fresh):
        wanted[fresh] = True
        below = [flat.child[starts[part] : starts[part + 1]] for part in fresh.tolist()]
        fresh = np.unique(np.concatenate(below))
        fresh = fresh[~wanted[fresh]]
    kept = wanted[rows.part] | np.isin(
        rows.substance, [one for some in changes.values() for one in some]
    )
    return Totals(*(getattr(rows, name)[kept] for name in Totals.__slots__))


def _sampled(
    call: Callable[[int], _Found], parts: Iterable[int], whole: int, budget: float
) -> tuple[Seconds, dict[int, _Found]]:
    """Ask for parts until the seconds are spent; the mean stands for all of them."""
    found: dict[int, _Found] = {}
    seconds: list[float] = []
    for part in parts:
        started = time.perf_counter()
        found[part] = call(part)
        seconds.append(time.perf_counter() - started)
        if sum(seconds) > budget:
            break
    return Seconds(statistics.fmean(seconds), len(seconds)).times(whole), found
