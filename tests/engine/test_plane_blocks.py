"""A portfolio that numpy judges in several blocks comes out as in one."""

from __future__ import annotations

import numpy as np
import pytest

from engine.planes import columns
from engine.planes.backend import Backend
from engine.planes.judge import judge_leaves
from engine.planes.law import law_of
from engine.planes.leaves import leaves_of
from tests.portfolios import odd_portfolio, random_law
from tests.strategies import seeded


@pytest.mark.parametrize("seed", range(4))
def test_blocks_of_any_size_give_the_same_bits(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = seeded(seed)
    bom, _ = odd_portfolio(rng, leaves=40, odd=0.0).arrays()
    leaves = leaves_of(bom)
    law = law_of(random_law(rng), leaves)
    whole, hard = judge_leaves(leaves, law, Backend.NUMPY)
    rows = len(leaves.columns.share)
    assert whole.any()
    for size in (1, 2, 7, rows // 2, rows - 1, rows):
        monkeypatch.setattr(columns, "_BLOCK", size)
        bits, odd = judge_leaves(leaves, law, Backend.NUMPY)
        assert np.array_equal(bits, whole), size
        assert np.array_equal(odd, hard), size


@pytest.mark.parametrize("size", [1, 3, 100, 10**6])
def test_every_part_stands_in_one_block_and_none_is_left_out(
    size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columns, "_BLOCK", size)
    bom, _ = odd_portfolio(seeded(9), leaves=40, odd=0.0).arrays()
    leaves = leaves_of(bom)
    law, parts = law_of(random_law(seeded(9)), leaves), len(leaves.parts)
    seen: list[tuple[int, int]] = []
    judge_block = columns._judge_block

    def watched(some: columns.Columns, law: object, own: object, hard: np.ndarray) -> None:
        seen.append((len(hard), len(some.share)))
        judge_block(some, law, own, hard)  # type: ignore[arg-type]

    monkeypatch.setattr(columns, "_judge_block", watched)
    judge_leaves(leaves, law, Backend.NUMPY)
    assert sum(held for held, _ in seen) == parts
    assert sum(rows for _, rows in seen) == len(leaves.columns.share)
    assert all(held for held, _ in seen)
    assert (len(seen) > 1) is (size < len(leaves.columns.share))


def lengths_of(rows: list[int]) -> columns.Columns:
    """Parts of one article and one material each, with so many rows."""
    number = np.arange(len(rows) + 1, dtype=np.int32)
    starts = np.concatenate(([0], np.cumsum(rows))).astype(np.int32)
    one = np.ones(len(rows), dtype=np.uint64)
    substance, share = np.zeros(sum(rows), np.uint16), np.zeros(sum(rows), np.uint32)
    return columns.Columns(substance, share, starts, one, number, one, number)


@pytest.mark.parametrize(
    ("rows", "blocks"),
    [
        ([3, 4], [(0, 1), (1, 2)]),
        ([1, 1, 1, 1], [(0, 3), (3, 4)]),
        ([0, 9, 0, 0], [(0, 2), (2, 4)]),
        ([0, 0], [(0, 2)]),
        ([9], [(0, 1)]),
        ([], []),
    ],
)
def test_a_block_ends_with_the_part_that_fills_it(
    rows: list[int], blocks: list[tuple[int, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columns, "_BLOCK", 2)
    assert list(columns._blocks(lengths_of(rows))) == blocks
