"""Rows against limits in columns and in loops, held to the same sums in Python's own integers."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from random import Random

import numpy as np
import pytest

from engine.compiled import is_available
from engine.planes.backend import Backend
from engine.planes.columns import judge_columns, rows_of, selected
from engine.planes.law import NO_PLANE, Law, law_of
from engine.planes.leaves import Columns, leaves_of
from engine.planes.parts import Numbers
from engine.planes.plane import LISTS_A_WORD, Bits, Plane, no_bits
from tests.portfolios import compiled_law
from tests.strategies import Draft, seeded

BACKENDS = [Backend.NUMPY, *([Backend.NUMBA] if is_available() else [])]
SUBSTANCES, LISTS = 7, 130
SHARES = (0, 1, 999_999_999, 10**9, 2**32 - 1)
FACTORS = (0, 1, 1, 2, 10**9, 2**29)
WEIGHTS = (1, 2, 10**9, 2**61)


def starts_of(lengths: list[int]) -> Numbers:
    return np.concatenate(([0], np.cumsum(lengths))).astype(np.int32)


def random_columns(rng: Random, parts: int = 5) -> Columns:
    """Parts, articles, materials and rows; any of them may hold nothing but articles."""
    articles = starts_of([rng.choice((0, 1, 2)) for _ in range(parts)])
    materials = starts_of([rng.choice((1, 1, 3)) for _ in range(articles[-1])])
    rows = starts_of([rng.choice((1, 2, 4)) for _ in range(materials[-1])])
    return Columns(
        np.array([rng.randrange(SUBSTANCES) for _ in range(rows[-1])], dtype=np.uint16),
        np.array([rng.choice(SHARES) for _ in range(rows[-1])], dtype=np.uint32),
        rows,
        np.array([rng.choice(WEIGHTS) for _ in range(materials[-1])], dtype=np.uint64),
        materials,
        np.array([rng.choice(WEIGHTS) for _ in range(articles[-1])], dtype=np.uint64),
        articles,
    )


def some_law(
    pairs: list[tuple[int, int, int]], limits: list[int], rng: Random, lists: int = LISTS
) -> Law:
    """Pairs of substance, rule and factor, in the order of the substances, and a limit a rule."""
    any_law = law_of(compiled_law([[]]), leaves_of(Draft().arrays()[0]))
    counts = np.bincount([pair[0] for pair in pairs], minlength=SUBSTANCES)
    planes = [NO_PLANE, *Plane]
    return replace(
        any_law,
        starts=starts_of(counts.tolist()),
        substance=np.array([pair[0] for pair in pairs], dtype=np.int32),
        rule=np.array([pair[1] for pair in pairs], dtype=np.uint32),
        factor=np.array([pair[2] for pair in pairs], dtype=np.uint64),
        per_article=np.array([rng.random() < 0.5 for _ in limits], dtype=bool),
        limit=np.array(limits, dtype=np.uint64),
        at=np.array([rng.random() < 0.5 for _ in limits], dtype=bool),
        above=np.array([rng.choice(planes) for _ in limits], dtype=np.int8),
        below=np.array([rng.choice(planes) for _ in limits], dtype=np.int8),
        place=np.array([rng.randrange(lists) for _ in limits], dtype=np.int32),
    )


def limited(columns: Columns, law: Law, rng: Random) -> Law:
    """The law with limits that some holders meet exactly, by one too much, or by one too little."""
    limits = [rng.choice((0, 1, 2**63 - 1)) for _ in law.limit]
    for (_, holder, rule), total in sums(columns, law).items():
        over = int(columns.mass[holder]) if law.per_article[rule] else 1
        if rng.random() < 0.7:
            limits[rule] = max(0, min(total // over + rng.choice((-1, 0, 0, 1)), 2**63 - 1))
    return replace(law, limit=np.array(limits, dtype=np.uint64))


def sums(columns: Columns, law: Law) -> Counter[tuple[int, int, int]]:
    """By part, holder (article or material) and rule, what counts against the limit."""
    found: Counter[tuple[int, int, int]] = Counter()
    for part in range(len(columns.articles) - 1):
        for article in range(columns.articles[part], columns.articles[part + 1]):
            for material in range(columns.materials[article], columns.materials[article + 1]):
                for row in range(columns.rows[material], columns.rows[material + 1]):
                    kind = int(columns.substance[row])
                    for pair in range(law.starts[kind], law.starts[kind + 1]):
                        rule = int(law.rule[pair])
                        counted = int(columns.share[row]) * int(law.factor[pair])
                        if law.per_article[rule]:
                            found[part, article, rule] += int(columns.weight[material]) * counted
                        else:
                            found[part, material, rule] += counted
    return found


def expected(columns: Columns, law: Law, lists: int = LISTS) -> tuple[Bits, list[bool]]:
    """Bits of every part, and which asks for more than arithmetic."""
    parts = len(columns.articles) - 1
    own = no_bits(parts, lists)
    for (part, holder, rule), total in sums(columns, law).items():
        over = int(columns.mass[holder]) if law.per_article[rule] else 1
        limit = int(law.limit[rule]) * over
        is_beyond = total > limit or (law.at[rule] and total == limit)
        plane = law.above[rule] if is_beyond else law.below[rule]
        if plane != NO_PLANE:
            word, bit = divmod(int(law.place[rule]), LISTS_A_WORD)
            own[plane, word, part] |= np.uint64(1 << bit)
    rows = columns.rows[columns.materials[columns.articles]]
    asks = [
        any(
            0 in law.factor[law.starts[kind] : law.starts[kind + 1]]
            for kind in columns.substance[first:last].tolist()
        )
        for first, last in pairwise(rows.tolist())
    ]
    return own, asks


def found(
    columns: Columns, law: Law, backend: Backend, chosen: Numbers | None = None, lists: int = LISTS
) -> tuple[Bits, list[bool]]:
    """The same by a backend, of all parts or of those chosen."""
    parts = np.arange(len(columns.articles) - 1, dtype=np.int32) if chosen is None else chosen
    own, hard = no_bits(len(parts), lists), np.zeros(len(parts), dtype=bool)
    if backend is Backend.NUMPY:
        judge_columns(columns if chosen is None else selected(columns, chosen), law, own, hard)
    else:
        from engine.planes.loops import judge_loops  # noqa: PLC0415 - needs numba

        judge_loops(columns, law, own, hard, parts)
    return own, hard.tolist()


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("seed", range(8))
def test_sums_are_exact_and_decide_on_the_right_side_of_their_limits(
    seed: int, backend: Backend
) -> None:
    rng = seeded(seed)
    columns = random_columns(rng)
    pairs = [
        (kind, rule, rng.choice(FACTORS))
        for kind in range(SUBSTANCES)
        for rule in sorted(rng.sample(range(9), rng.choice((0, 1, 2, 9))))
    ]
    law = limited(columns, some_law(pairs, [0] * 9, rng), rng)
    for chosen in (None, np.array([1, 3, 4], dtype=np.int32)):
        own, hard = found(columns, law, backend, chosen)
        all_own, all_hard = expected(columns, law)
        parts = list(range(5)) if chosen is None else chosen.tolist()
        assert np.array_equal(own, all_own[..., parts])
        assert hard == [all_hard[part] for part in parts]


@pytest.mark.parametrize("backend", BACKENDS)
def test_one_rule_alone_is_summed_over_several_rows_and_marked_once(backend: Backend) -> None:
    # 3 + 4 parts per billion of two substances, counted twice, against a limit of 14.
    columns = Columns(
        np.array([0, 1], dtype=np.uint16),
        np.array([3, 4], dtype=np.uint32),
        starts_of([2]),
        np.array([5], dtype=np.uint64),
        starts_of([1]),
        np.array([5], dtype=np.uint64),
        starts_of([1]),
    )
    law = some_law([(0, 0, 2), (1, 0, 2)], [14], seeded(0), lists=1)
    exceeded = np.array([Plane.EXCEEDED], dtype=np.int8)
    law = replace(law, above=exceeded, below=np.array([Plane.CLEAN], dtype=np.int8))
    for per_article in (False, True):
        for at in (False, True):
            told = replace(law, at=np.array([at]), per_article=np.array([per_article]))
            own, _ = found(columns, told, backend, lists=1)
            plane = Plane.EXCEEDED if at else Plane.CLEAN
            assert np.flatnonzero(own[:, 0, 0]).tolist() == [plane]


@pytest.mark.parametrize(("parts", "rows"), [(0, 0), (1, 2), (3, 6), (4, 8)])
def test_so_many_of_the_parts_have_about_their_share_of_the_rows(parts: int, rows: int) -> None:
    eight = np.zeros(8, dtype=np.uint32)
    columns = random_columns(seeded(0))._replace(share=eight, articles=starts_of([1, 1, 1, 1]))
    assert rows_of(columns, parts) == rows


def test_a_single_part_has_all_rows_and_no_part_has_none() -> None:
    columns = random_columns(seeded(0))._replace(share=np.zeros(8, dtype=np.uint32))
    assert rows_of(columns._replace(articles=starts_of([1])), 1) == 8
    nothing = columns._replace(share=columns.share[:0], articles=starts_of([]))
    assert rows_of(nothing, 0) == 0
