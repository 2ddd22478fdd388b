"""A seeded portfolio of any size in the shape that companies have, already in the engine's order.

Written as columns: a million parts as objects would cost more than what is measured. The arrays
are those that `engine.assemble.assemble` would give (a test says so at small size).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from engine.arrays import BomArrays, Claims, Constituents, Kind, Nodes, Usages
from engine.evidence import NOTHING_DECLARED, Evidence
from engine.exact import ABSENT, PARTS_PER_BILLION, ExactColumn, IntArray
from engine.topology import csr_starts
from regulations.substances import IdType, SubstanceId

__all__ = ["SUBSTANCES", "Portfolio", "Shape", "portfolio_at_scale", "substance"]

SUBSTANCES: Final = 8_000
ZIPF: Final = 1.35
TIED, UNDECLARED, FULL, SHARED, POOL = 0.02, 0.04, 0.97, 0.25, 0.1
SHRINK, FAMILY, POOL_LEVELS = 0.62, 10_000, 7
TENTH_OF_A_PERCENT: Final = PARTS_PER_BILLION // 1000
CHUNK: Final = 400_000
EVIDENCES = (Evidence(full_material=True, told="all"), Evidence(told="nothing about any list"))


@dataclass(frozen=True, slots=True)
class Shape:
    """Knobs of the graph; the default is the normal portfolio.

    Attributes:
        depth: assembly levels.
        leaves: share of parts that are leaves.
        children: mean parts in an assembly.
        median_ng: median mass of a material.
    """

    depth: int = 10
    leaves: float = 0.6
    children: float = 4.0
    median_ng: float = 1e8


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The arrays, and where what stands in them.

    Attributes:
        parts: node of every part, leaves first; int64 [parts].
        leaves: how many of them are leaves.
        level: of every part, 0 for leaves.
        tied: leaves that hold a listed substance at exactly 0.1 % in every material; nodes.
    """

    bom: BomArrays
    parts: IntArray
    leaves: int
    level: IntArray
    tied: IntArray

    @property
    def tops(self) -> IntArray:
        """Nodes of the products on the highest level."""
        return self.parts[self.level == self.level.max()]


def substance(rank: int) -> SubstanceId:
    """The substance of a rank: 0 is the most common."""
    return SubstanceId(IdType.NAME, f"substance {rank:04d}")


def portfolio_at_scale(
    parts: int, tieable: IntArray, shape: Shape | None = None, seed: int = 7
) -> Portfolio:
    """A portfolio of so many parts.

    Args:
        parts: how many, leaves and assemblies.
        tieable: ranks of substances of which some entry has its limit at 0.1 %.
        shape: another graph than the normal one.
        seed: of everything; the lists have their own.
    """
    shape, rng = shape or Shape(), np.random.default_rng(seed)
    counts = _counts(parts, shape)
    leaves = counts[0]
    materials = np.minimum(1 + rng.poisson(2.0, leaves), 8)
    held = int(materials.sum())
    holder = np.repeat(np.arange(leaves), materials)
    tied = rng.random(leaves) < TIED
    bare = rng.random(leaves) < UNDECLARED
    constituents = _constituents(holder, tied, bare, tieable, rng)
    parent, child = _graph(counts, shape, rng)
    level = np.repeat(np.arange(len(counts)), counts)
    usages = _usages(holder, (parent + held, child + held), rng)
    bom = _arrays(_nodes(holder, level, bare, shape, rng), usages, constituents, level)
    tied_nodes = held + np.flatnonzero(tied & ~bare)
    return Portfolio(bom, held + np.arange(parts), leaves, level, tied_nodes)


def _counts(parts: int, shape: Shape) -> list[int]:
    """Parts of each level, leaves first; every level has at least one."""
    weights = SHRINK ** np.arange(shape.depth)
    levels = np.maximum((parts * (1 - shape.leaves) * weights / weights.sum()).astype(int), 1)
    return [parts - int(levels.sum()), *levels.tolist()]


def _graph(counts: list[int], shape: Shape, rng: np.random.Generator) -> tuple[IntArray, IntArray]:
    """Usages between parts, numbered from the first leaf, sorted by parent."""
    starts = np.concatenate([[0], np.cumsum(counts)])
    families = max(sum(counts) // FAMILY, 1)
    parents, children = [], []
    for level in range(1, len(counts)):
        times = 1 + rng.poisson(shape.children - 1, counts[level])
        of = np.repeat(np.arange(counts[level]), times)
        drop = np.minimum(rng.geometric(0.5, len(of)), level)
        below = np.where(rng.random(len(of)) < 0.45, 0, level - drop)
        below[np.cumsum(times) - times] = level - 1
        family = of * families // counts[level]
        parents.append(starts[level] + of)
        children.append(_picked(below, family, families, (np.asarray(counts), starts), rng))
    return np.concatenate(parents), np.concatenate(children)


def _picked(
    below: IntArray,
    family: IntArray,
    families: int,
    levels: tuple[IntArray, IntArray],
    rng: np.random.Generator,
) -> IntArray:
    """One part of the level: of the own family, popular ones first, or of the shared pool."""
    counts, starts = levels[0][below], levels[1][below]
    first = -(-family * counts // families)
    last = np.maximum(-(-(family + 1) * counts // families), first + 1)
    near = first + (rng.random(len(below)) ** 2 * (last - first)).astype(np.int64)
    pool = np.maximum((counts * POOL).astype(np.int64), 1)
    # Every tenth part of a level is shared, so the pool lies across all families.
    shared = (rng.random(len(below)) ** 3 * pool).astype(np.int64) * (counts // pool)
    is_shared = (rng.random(len(below)) < SHARED) & (below < POOL_LEVELS)
    return np.asarray(starts + np.minimum(np.where(is_shared, shared, near), counts - 1))


def _constituents(
    holder: IntArray,
    tied: np.ndarray,
    bare: np.ndarray,
    tieable: IntArray,
    rng: np.random.Generator,
) -> Constituents:
    """Two to seventeen substances per material that sum to all of it; none in bare parts."""
    rows = 2 + rng.poisson(7.5, len(holder))
    rows[bare[holder]] = 0
    total = int(rows.sum())
    number, share = np.empty(total, dtype=np.int64), np.empty(total, dtype=np.int64)
    rank = _ranks()
    choice = rng.choice(tieable, len(tied))
    starts = np.concatenate([[0], np.cumsum(rows)])
    for low in range(0, len(holder), CHUNK):
        high = min(low + CHUNK, len(holder))
        span = slice(starts[low], starts[high])
        first = (starts[low:high] - starts[low])[rows[low:high] > 0]
        amount = span.stop - span.start
        weight = rng.random(amount, dtype=np.float32).astype(np.float64) ** 5 + 1e-6
        whole = np.repeat(np.add.reduceat(weight, first), rows[low:high][rows[low:high] > 0])
        part = (weight / whole * PARTS_PER_BILLION).astype(np.int64)
        drawn = rank[rng.integers(0, len(rank), amount)].astype(np.int64)
        is_tied = tied[holder[low:high]][rows[low:high] > 0]
        part[first[is_tied]] = TENTH_OF_A_PERCENT
        drawn[first[is_tied]] = choice[holder[low:high][rows[low:high] > 0][is_tied]]
        missing = PARTS_PER_BILLION - np.add.reduceat(part, first)
        # What rounding and the tie left over goes to the second substance, where it can bear it.
        part[first + 1] = np.maximum(part[first + 1] + missing, 1)
        number[span], share[span] = drawn, part
    column = ExactColumn(share, PARTS_PER_BILLION)
    amounts = np.zeros(total, dtype=np.int8)
    material = np.repeat(np.arange(len(holder)), rows)
    return Constituents(material, number, column, column, amounts, amounts - 1)


def _ranks() -> np.ndarray:
    """Ranks as often as Zipf's law says, to be drawn by place: a gather instead of a search."""
    weights = np.arange(1, SUBSTANCES + 1) ** -ZIPF
    edges = np.cumsum(weights) / weights.sum()
    return np.searchsorted(edges, (np.arange(1 << 20) + 0.5) / (1 << 20)).astype(np.int16)


def _nodes(
    holder: IntArray,
    level: IntArray,
    bare: np.ndarray,
    shape: Shape,
    rng: np.random.Generator,
) -> Nodes:
    """Materials, then parts."""
    held, parts, is_leaf = len(holder), len(level), level == 0
    mass = np.exp(rng.normal(np.log(shape.median_ng), 1.5, held)).astype(np.int64) + 1
    said = np.where(rng.random(len(bare)) < FULL, 0, 1)
    said[bare] = NOTHING_DECLARED
    evidence = np.full(parts, NOTHING_DECLARED, dtype=np.int64)
    evidence[is_leaf] = said
    no = np.zeros(held, dtype=bool)
    return Nodes(
        np.repeat(np.array([Kind.MATERIAL, Kind.PART], dtype=np.int8), [held, parts]),
        np.concatenate([no, is_leaf]),
        ExactColumn(np.concatenate([mass, np.full(parts, ABSENT)]), 1),
        np.concatenate([said[holder], evidence]),
        np.concatenate([no, is_leaf]),
        np.concatenate([no, np.ones(parts, dtype=bool)]),
    )


def _usages(holder: IntArray, graph: tuple[IntArray, IntArray], rng: np.random.Generator) -> Usages:
    held = len(holder)
    parent = np.concatenate([held + holder, graph[0]])
    child = np.concatenate([np.arange(held), graph[1]])
    pieces = np.ones(len(parent), dtype=np.int64)
    pieces[held:] = rng.choice([1, 2, 4], len(graph[0]), p=[0.7, 0.2, 0.1])
    quantity = ExactColumn(pieces * PARTS_PER_BILLION, PARTS_PER_BILLION)
    return Usages(parent, child, quantity, np.zeros(len(parent), dtype=bool))


def _arrays(nodes: Nodes, usages: Usages, constituents: Constituents, level: IntArray) -> BomArrays:
    none = np.zeros(0, dtype=np.int64)
    return BomArrays(
        nodes=nodes,
        usages=usages,
        constituents=constituents,
        claims=Claims(none, none),
        substances=tuple(substance(rank) for rank in range(SUBSTANCES)),
        exemptions=(),
        evidences=EVIDENCES,
        height=np.concatenate([np.zeros(len(nodes) - len(level), dtype=np.int64), level + 1]),
        children=csr_starts(usages.parent, len(nodes)),
        contents=csr_starts(constituents.material, len(nodes)),
    )
