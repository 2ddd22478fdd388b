"""Of mapped columns exactly the pages of the rows that are read are asked for, each run once."""

from __future__ import annotations

import mmap
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.topology import csr_starts
from engine.totals.holdings import Held
from engine.totals.pages import expect_materials, expect_parts
from tests.strategies import seeded

pytestmark = pytest.mark.skipif(
    not hasattr(mmap, "MADV_WILLNEED"), reason="the system takes no advice"
)

Run = tuple[int, int]
"""First byte and number of bytes."""
NODES = 6000
HEADER = 3000
"""Bytes of a file before its column: rows begin inside of a page and some lie in two."""
LAST = (2 * mmap.PAGESIZE - HEADER) // 8 - 2
"""The number after it is the last one of a page; it holds no part."""


class Watched(mmap.mmap):
    """A mapped file that remembers what is asked of it."""

    asked: list[Run]
    at_random: int

    def madvise(self, option: int, *span: int) -> None:
        if option == mmap.MADV_WILLNEED:
            first, length = span
            self.asked.append((first, length))
        else:
            assert (option, span) == (mmap.MADV_RANDOM, ())
            self.at_random += 1
        super().madvise(option, *span)


def mapped(column: NDArray[np.generic], path: Path) -> NDArray[np.generic]:
    path.write_bytes(b"\0" * HEADER + column.tobytes())
    with path.open("rb") as file:
        watched = Watched(file.fileno(), 0, access=mmap.ACCESS_READ)
    watched.asked, watched.at_random = [], 0
    told = np.frombuffer(watched, dtype=column.dtype, offset=HEADER).reshape(column.shape)
    found = told.view(np.memmap)
    found._mmap = watched
    return found


@pytest.fixture(scope="module")
def columns() -> Held:
    """Every tenth part holds some others of lower numbers; all hold materials."""
    rng = seeded(3)
    parent = [node for node in range(100, NODES, 10) for _ in range(rng.randrange(60))]
    child = [rng.choice((rng.randrange(node // 10) * 10, rng.randrange(node))) for node in parent]
    blocks = np.repeat(np.arange(NODES), [rng.randrange(3) for _ in range(NODES)])
    lengths = np.array([rng.randrange(4) for _ in blocks])
    ends = np.cumsum(lengths)
    return Held(
        parts=csr_starts(np.array(parent), NODES),
        child=np.array(child, dtype=np.int32),
        pieces=np.ones(len(child), dtype=np.int64),
        blocks=csr_starts(blocks, NODES),
        block=np.stack((ends - lengths, ends, np.ones_like(ends)), axis=1),
        content=np.arange(ends[-1], dtype=np.int64),
    )


@pytest.fixture
def held(columns: Held, tmp_path: Path) -> Held:
    told = zip(Held._fields, columns, strict=True)
    return Held(*(mapped(column, tmp_path / name) for name, column in told))  # type: ignore[arg-type]


def runs(column: NDArray[np.generic], rows: Iterable[int]) -> list[Run]:
    """Pages of some rows, one after the other; those at most two apart together."""
    page, width = mmap.PAGESIZE, column.strides[0]
    pages = {
        byte // page
        for row in rows
        for byte in (HEADER + row * width, HEADER + (row + 1) * width - 1)
    }
    found: list[list[int]] = []
    for one in sorted(pages):
        if found and one - found[-1][1] <= 2:
            found[-1][1] = one
        else:
            found.append([one, one])
    size = HEADER + column.nbytes
    return [(low * page, min((high + 1) * page, size) - low * page) for low, high in found]


def asked(column: NDArray[np.generic]) -> list[Run]:
    return list(watched(column).asked)


def watched(column: NDArray[np.generic]) -> Watched:
    found: Watched = column._mmap  # type: ignore[attr-defined]
    return found


def waves(held: Held, root: int) -> Iterator[set[int]]:
    known, fresh = {root}, {root}
    while fresh:
        yield fresh
        fresh = {int(held.child[row]) for row in between(held.parts, fresh)} - known
        known |= fresh


def between(starts: NDArray[np.int64], nodes: Iterable[int]) -> list[int]:
    return [row for node in nodes for row in range(int(starts[node]), int(starts[node + 1]))]


@pytest.mark.parametrize("root", [0, LAST, 500, 2110, NODES - 10, NODES - 1])
def test_parts_are_asked_for_wave_by_wave(held: Held, root: int) -> None:
    expect_parts(held, root)
    expected = list(waves(held, root))
    starts = [runs(held.parts, {*wave, *(node + 1 for node in wave)}) for wave in expected]
    rows = [between(held.parts, wave) for wave in expected]
    assert asked(held.parts) == [run for some in starts for run in some]
    assert asked(held.child) == [run for some in rows for run in runs(held.child, some)]
    assert asked(held.pieces) == [run for some in rows for run in runs(held.pieces, some)]
    assert (asked(held.blocks), asked(held.block), asked(held.content)) == ([], [], [])
    assert watched(held.parts).at_random == len(expected)


@pytest.mark.parametrize(
    "nodes",
    [[LAST], range(NODES - 1, -1, -1), range(0, NODES, 7), range(0, NODES, 400), [2500, 1]],
)
def test_materials_are_asked_for_column_by_column(held: Held, nodes: Sequence[int]) -> None:
    expect_materials(held, np.array(nodes))
    blocks = between(held.blocks, nodes)
    rows = [row for one in blocks for row in range(held.block[one, 0], held.block[one, 1])]
    assert asked(held.blocks) == runs(held.blocks, {*nodes, *(node + 1 for node in nodes)})
    assert asked(held.block) == runs(held.block, blocks)
    assert asked(held.content) == runs(held.content, rows)
    assert (asked(held.parts), asked(held.child), asked(held.pieces)) == ([], [], [])


def test_columns_in_memory_are_not_asked_for(held: Held) -> None:
    told = held._replace(content=np.array(held.content))
    expect_parts(told, NODES - 10)
    expect_materials(told, np.arange(NODES))
    assert [asked(column) for column in held] == [[]] * len(held)


def test_a_column_without_a_file_is_passed_over(held: Held) -> None:
    told = held._replace(pieces=np.array(held.pieces), block=np.array(held.block))
    expect_parts(told, 0)
    expect_materials(told, np.array([0]))
    assert asked(held.parts)
    assert asked(held.blocks)
    assert (asked(held.pieces), asked(held.block)) == ([], [])


def test_a_system_without_advice_is_not_asked(held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(mmap, "MADV_WILLNEED")
    expect_parts(held, NODES - 10)
    expect_materials(held, np.arange(NODES))
    monkeypatch.undo()
    assert [watched(column).at_random for column in held] == [0] * len(held)
