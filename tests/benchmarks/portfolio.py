"""A seeded portfolio as large as a company's: parts, shared parts, materials, listed substances."""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np

from engine.arrays import BomArrays, Claims, Constituents, Kind, Nodes, Usages
from engine.assemble import assemble
from engine.evidence import NOTHING_DECLARED, Evidence
from engine.exact import PARTS_PER_BILLION, ExactColumn, IntArray
from regulations.catalog import bundled
from regulations.substances import IdType, SubstanceId

__all__ = ["AS_OF", "portfolio"]

AS_OF: Final = date(2026, 11, 21)
LEVELS, LEAVES, SHRINK = 10, 0.6, 0.62
TIES, UNDECLARED, SHARED = 0.02, 0.04, 0.25
FAMILY: Final = 10_000
MOST_NANOGRAMS: Final = 20_000
"""So light that a query in 64-bit integers can hold mass x share x factor; ratios stay the same."""

DEHP = SubstanceId(IdType.CAS, "117-81-7")
EVIDENCES = (
    Evidence(full_material=True, told="all"),
    Evidence(scheme_until=date(2026, 6, 30), told="a current list"),
    Evidence(scheme_until=date(2018, 1, 15), told="an old list"),
)


def portfolio(parts: int, seed: int = 20) -> tuple[BomArrays, IntArray]:
    """A portfolio and the new numbers of its parts.

    60 % of the parts are leaves with about two materials of ten substances, the others stand on
    ten levels; 2 % of the leaves hold DEHP at exactly 0.1 % in every material.
    """
    rng = np.random.default_rng(seed)
    level = _levels(parts, rng)
    parent, child = _usages(level, rng)
    leaves = np.flatnonzero(level == 0)
    declared = leaves[rng.random(len(leaves)) > UNDECLARED]
    held_by = np.repeat(declared, rng.integers(1, 4, len(declared)))
    materials = parts + np.arange(len(held_by))
    tied = rng.random(parts) < TIES
    constituents, substances = _contents(materials, tied[held_by], rng)
    evidence = np.full(parts, NOTHING_DECLARED, dtype=np.int64)
    evidence[declared] = rng.choice(len(EVIDENCES), len(declared), p=(0.7, 0.2, 0.1))
    ends = np.concatenate([parent, held_by]), np.concatenate([child, materials])
    arrays, new = assemble(
        nodes=_nodes(level == 0, evidence, held_by, rng),
        usages=_column(*ends, rng),
        constituents=constituents,
        claims=Claims(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)),
        substances=substances,
        exemptions=(),
        evidences=EVIDENCES,
    )
    return arrays, new[:parts]


def _levels(parts: int, rng: np.random.Generator) -> IntArray:
    weights = SHRINK ** np.arange(LEVELS)
    chances = np.append(LEAVES, (1 - LEAVES) * weights / weights.sum())
    return np.asarray(rng.choice(LEVELS + 1, parts, p=chances), dtype=np.int64)


def _usages(level: IntArray, rng: np.random.Generator) -> tuple[IntArray, IntArray]:
    """Children from lower levels, most from the own family, some from everywhere."""
    by_level = [np.flatnonzero(level == each) for each in range(LEVELS + 1)]
    parents, children = [], []
    for height in range(1, LEVELS + 1):
        times = 1 + rng.poisson(3, len(by_level[height]))
        holder = np.repeat(by_level[height], times)
        lower = np.where(rng.random(len(holder)) < 0.45, 0, rng.integers(0, height, len(holder)))
        lower[np.cumsum(times) - times] = height - 1
        for each in range(height):
            rows = np.flatnonzero(lower == each)
            parents.append(holder[rows])
            children.append(_picked(by_level[each], holder[rows], rng))
    return np.concatenate(parents), np.concatenate(children)


def _picked(pool: IntArray, holder: IntArray, rng: np.random.Generator) -> IntArray:
    """Some of the pool, near the holder or anywhere; the first of a family are the popular ones."""
    first = np.searchsorted(pool, holder // FAMILY * FAMILY)
    last = np.maximum(np.searchsorted(pool, holder // FAMILY * FAMILY + FAMILY), first + 1)
    popular = rng.random(len(holder)) ** 2
    near = np.minimum(first + (popular * (last - first)).astype(np.int64), len(pool) - 1)
    anywhere = (popular * popular * len(pool)).astype(np.int64)
    return np.asarray(pool[np.where(rng.random(len(holder)) < SHARED, anywhere, near)])


def _nodes(
    is_leaf: np.ndarray, evidence: IntArray, held_by: IntArray, rng: np.random.Generator
) -> Nodes:
    parts, materials = len(is_leaf), len(held_by)
    no = np.zeros(materials, dtype=bool)
    mass = np.concatenate([np.full(parts, -1), rng.integers(1, MOST_NANOGRAMS, materials)])
    return Nodes(
        np.repeat(np.array([Kind.PART, Kind.MATERIAL], dtype=np.int8), [parts, materials]),
        np.concatenate([is_leaf, no]),
        ExactColumn(mass, 1),
        np.concatenate([evidence, evidence[held_by]]),
        np.concatenate([is_leaf, no]),
        np.concatenate([np.ones(parts, dtype=bool), no]),
    )


def _column(parent: IntArray, child: IntArray, rng: np.random.Generator) -> Usages:
    quantity = ExactColumn(rng.integers(1, 3, len(parent)) * PARTS_PER_BILLION, PARTS_PER_BILLION)
    return Usages(parent, child, quantity, np.zeros(len(parent), dtype=bool))


def _contents(
    materials: IntArray, tied: np.ndarray, rng: np.random.Generator
) -> tuple[Constituents, tuple[SubstanceId, ...]]:
    """Ten substances per material, most of them of no interest to any list."""
    substances = _substances(rng)
    times = 10
    rows = np.repeat(materials, times)
    which = 1 + np.minimum(rng.zipf(1.35, len(rows)), len(substances) - 1) % (len(substances) - 1)
    share = (rng.dirichlet(np.full(times, 0.35), len(materials)) * 0.9e9).astype(np.int64)
    first = np.arange(len(materials))[tied] * times
    which[first] = 0
    share[tied, 0] = PARTS_PER_BILLION // 1000
    column = ExactColumn(share.ravel(), PARTS_PER_BILLION)
    constituents = Constituents(
        rows,
        which.astype(np.int64),
        column,
        column,
        np.zeros(len(rows), dtype=np.int8),
        np.full(len(rows), -1, dtype=np.int8),
    )
    return constituents, substances


def _substances(rng: np.random.Generator) -> tuple[SubstanceId, ...]:
    """DEHP first, then 8 000 in the order of how common they are; rare ones are often listed."""
    listed = sorted(
        {
            member.substance
            for list_id in bundled().binding()
            for entry in bundled().get(list_id).entries
            for member in entry.members
        }
        - {DEHP}
    )
    common = [SubstanceId(IdType.NAME, f"unlisted {number}") for number in range(8000)]
    for place, chosen in zip(
        rng.choice(np.arange(3000, 8000), len(listed), replace=False).tolist(), listed, strict=True
    ):
        common[place] = chosen
    return (DEHP, *common)
