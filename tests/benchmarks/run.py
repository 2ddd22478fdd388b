"""All that is measured, in one run, at several sizes."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass, field

from engine.planes.backend import Backend
from engine.totals.arena import Arena
from engine.totals.product import explode

from . import changes, ours, rivals
from .forty_lists import CHANGES, new_substances
from .portfolio_at_scale import Shape
from .proof import Proof, proof
from .scene import Scene, scene
from .timing import available_memory, bandwidth

__all__ = ["HEAVY", "Effort", "Measured", "heavy", "measured"]

HEAVY = Shape(depth=14, leaves=0.1, children=5.0, median_ng=1e4)
"""Few leaves shared on many ways: a hundred million paths from twenty thousand usages."""

PRODUCT = 5_000

ROLLUP_BYTES, RIVAL_BYTES, JOIN_BYTES = 2_500, 4_000, 8_000
"""Memory per part that a rollup of all parts takes while it grows, what the rivals are given, and
what DuckDB or scipy take beside it."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to look.

    Attributes:
        rounds: of what takes milliseconds.
        budget: seconds for every sampled question of a rival.
        articles: recounted in fractions.
        with_rivals: whether the others run.
        changes: list changes to try.
        copied: megabytes by which the bandwidth is found.
    """

    rounds: int = 7
    budget: float = 4.0
    articles: int = 1_000
    with_rivals: bool = True
    changes: tuple[str, ...] = tuple(CHANGES)
    copied: int = 256


@dataclass(slots=True)
class Measured:
    """What one size came to.

    Attributes:
        figures: seconds by what was done.
        flipped: parts that each list change turned.
        wrong_floats: (part, list) answers that float64 gets wrong.
        moved: bytes that each stage must move.
        memory: bytes per part by purpose.
        per_second: bytes that the machine moved at best, just before.
        product: distinct parts of the product that was asked for.
        skipped: what did not run, and why.
    """

    parts: int
    figures: ours.Figures = field(default_factory=dict)
    flipped: changes.Flipped = field(default_factory=dict)
    wrong_floats: int = 0
    moved: dict[str, int] = field(default_factory=dict)
    memory: dict[str, float] = field(default_factory=dict)
    per_second: float = 0.0
    product: int = 0
    ties: Proof = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)

    def beside_bandwidth(self, stage: str) -> float:
        """How many times longer the stage takes than moving its bytes."""
        return self.figures[f"{stage} numba"].median * self.per_second / self.moved[stage]


def measured(parts: int, effort: Effort, say: Callable[[str], None]) -> Measured:
    """One size, ours first, then the others, each answer held against ours."""
    found = Measured(parts, per_second=bandwidth(effort.copied))
    say(f"{parts} parts: laying out")
    one = scene(parts)
    found.figures |= {f"lay out {name}": seconds for name, seconds in one.prepared.items()}
    say("judging")
    found.figures |= ours.verdicts(one, effort.rounds)
    floats, found.wrong_floats = ours.floats(one, effort.rounds)
    found.figures |= floats
    needed = ROLLUP_BYTES + (RIVAL_BYTES if effort.with_rivals else 0)
    if parts * needed > available_memory() > 0:
        found.skipped["rollup"] = "not enough free memory"
        return found
    say("rolling up")
    found.figures |= ours.rollup(one, max(effort.rounds // 2, 1))
    found.moved, found.memory = ours.bytes_moved(one), ours.memory(one)
    if effort.with_rivals:
        _beside_others(one, found, effort, say)
    return found


def heavy(parts: int, rounds: int) -> float:
    """Leaf and propagation of the heavy-sharing portfolio over those of the normal one."""
    seconds = []
    for shape in (HEAVY, Shape()):
        figures = ours.verdicts(scene(parts, shape), rounds)
        seconds.append(figures["leaf numba"].plus(figures["propagation numba"]).median)
    return seconds[0] / seconds[1]


def _beside_others(one: Scene, found: Measured, effort: Effort, say: Callable[[str], None]) -> None:
    root, found.product = _product(one)
    found.figures |= ours.product(one, root, 5 * effort.rounds)
    say("changing lists and declarations")
    figures, found.flipped = changes.lists(one, effort.rounds, effort.changes)
    found.figures |= figures | changes.declarations(one, 5 * effort.rounds)
    found.memory["ways back, for changes"] = changes.memory(one)
    own, _ = one.judged(Backend.NUMBA)
    say("recounting in fractions")
    found.ties = proof(one, own, one.leaf_totals(), min(effort.articles, one.portfolio.leaves))
    answers = rivals.answers(one)
    say("naive recursion")
    found.figures |= rivals.naive(answers, effort.budget)
    say("SQLite")
    asked = {change: new_substances(change) for change in effort.changes}
    figures, counted = rivals.sqlite(answers, asked, root - one.first, effort.budget)
    if counted != {
        change: changes.parts_with(answers.totals, some) for change, some in asked.items()
    }:
        raise AssertionError("SQLite finds other parts above the changed substances")
    found.figures |= figures
    for name, rival in (("duckdb", rivals.duckdb), ("scipy", rivals.sparse)):
        say(name)
        if importlib.util.find_spec(name) is None:
            found.skipped[name] = "not installed"
            continue
        if one.parts * JOIN_BYTES > available_memory() > 0:
            found.skipped[name] = "not enough free memory"
            continue
        found.figures |= rival(answers)


def _product(one: Scene) -> tuple[int, int]:
    """A product of about five thousand distinct parts, or the largest of some; and its parts."""
    arena, largest = Arena.of(one.holdings), (0, 0)
    for root in one.portfolio.tops[:2000].tolist():
        found = explode(one.portfolio.bom, one.holdings, root, arena=arena, backend=Backend.NUMBA)
        parts = len(found.nodes) if found else 0
        if abs(parts - PRODUCT) < PRODUCT // 10:
            return root, parts
        largest = max(largest, (parts, root))
    return largest[1], largest[0]
