"""What is measured of the engine itself, on one scene."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np

from engine.planes.backend import Backend
from engine.planes.judge import carry_up, judge_leaves
from engine.planes.plane import Bits, Plane, no_bits
from engine.totals.arena import Arena
from engine.totals.holdings import Held
from engine.totals.product import totals_of

from .flat import checksum
from .floats import FloatLeaves
from .scene import Scene
from .timing import Seconds, timed

__all__ = [
    "Figures",
    "bytes_moved",
    "floats",
    "memory",
    "nbytes",
    "one_thread",
    "product",
    "rollup",
    "verdicts",
]

Figures = dict[str, Seconds]

THREADS = "CHEMGATE_THREADS"

NUMPY_UP_TO, NUMPY_ROLLUP_UP_TO, ONE_THREAD_UP_TO = 1_000_000, 200_000, 1_000_000
"""Beyond, numpy's intermediate columns would need the memory that the others measure in; so would
the copy of a ledger that is held against another."""


@contextmanager
def one_thread() -> Iterator[None]:
    """What follows is done by one thread, whatever the size."""
    before = os.environ.get(THREADS)
    os.environ[THREADS] = "1"
    try:
        yield
    finally:
        del os.environ[THREADS]
        if before is not None:
            os.environ[THREADS] = before


def verdicts(scene: Scene, rounds: int) -> Figures:
    """Leaf and propagation on both backends, and by one thread; the bits must agree."""
    found: Figures = {}
    above = _verdicts(scene, Backend.NUMBA, rounds, found)
    alone: Figures = {}
    with one_thread():
        other = _verdicts(scene, Backend.NUMBA, 1 + rounds // 3, alone)
    if not np.array_equal(above, other):
        raise AssertionError("threads judge differently")
    found |= {f"{name}, one thread": seconds for name, seconds in alone.items()}
    if scene.parts <= NUMPY_UP_TO:
        other = _verdicts(scene, Backend.NUMPY, 1 + rounds // 3, found)
        if not np.array_equal(above, other):
            raise AssertionError("numpy and numba judge differently")
    return found


def _verdicts(scene: Scene, backend: Backend, rounds: int, found: Figures) -> Bits:
    own, above = scene.judged(backend)
    work = own.copy()
    found[f"leaf {backend}"] = timed(lambda: judge_leaves(scene.leaves, scene.law, backend), rounds)
    found[f"propagation {backend}"] = timed(
        lambda: carry_up(scene.leaves.parts, work, backend),
        rounds,
        before=lambda: np.copyto(work, own),
    )
    return above


def floats(scene: Scene, rounds: int) -> tuple[Figures, int]:
    """The leaf loop in float64 beside ours, and how many (part, list) answers floats get wrong."""
    from engine.planes.loops import judge_loops  # noqa: PLC0415 - needs numba

    rival, leaves, law = FloatLeaves(scene.leaves, scene.law), scene.leaves, scene.law
    own, exact = (no_bits(scene.parts, len(scene.rules.lists)) for _ in range(2))
    hard, parts = leaves.hard.copy(), np.arange(scene.parts, dtype=np.int32)
    rival.judge(own)
    judge_loops(leaves.columns, law, exact, hard, parts)
    planes = [Plane.EXCEEDED, Plane.DUTY]
    differs = np.bitwise_or.reduce(own[planes, 0] ^ exact[planes, 0], axis=0)
    wrong = int(np.bitwise_count(differs).sum())
    with one_thread():  # the other has only one
        found = {
            "leaf loop float64": timed(lambda: rival.judge(own), rounds),
            "leaf loop exact": timed(
                lambda: judge_loops(leaves.columns, law, exact, hard, parts), rounds
            ),
        }
    return found, wrong


def rollup(scene: Scene, rounds: int) -> Figures:
    """Every substance of every part; the arena is warm after the first run."""
    scene.ledger.write(Backend.NUMBA)
    found = {"rollup numba": timed(lambda: scene.ledger.write(Backend.NUMBA), rounds)}
    if scene.parts > ONE_THREAD_UP_TO:
        return found
    told = checksum(scene.totals())
    with one_thread():
        scene.ledger.write(Backend.NUMBA)
        found["rollup numba, one thread"] = timed(lambda: scene.ledger.write(Backend.NUMBA), 1)
    if checksum(scene.totals()) != told:
        raise AssertionError("threads roll up differently")
    if scene.parts <= NUMPY_ROLLUP_UP_TO:
        found["rollup numpy"] = timed(lambda: scene.ledger.write(Backend.NUMPY), 1)
        if checksum(scene.totals()) != told:
            raise AssertionError("numpy and numba roll up differently")
    return found


def product(scene: Scene, root: int, rounds: int) -> Figures:
    """One product on demand: warm by both backends, and cold from files mapped into memory."""
    bom, arena = scene.portfolio.bom, Arena.of(scene.holdings)
    found = {}
    for backend in (Backend.NUMBA, Backend.NUMPY):
        totals_of(bom, scene.holdings, root, arena=arena, backend=backend)
        found[f"product {backend}"] = timed(
            lambda who=backend: totals_of(bom, scene.holdings, root, arena=arena, backend=who),
            rounds,
        )
    with tempfile.TemporaryDirectory() as folder:
        paths = _saved(scene.holdings.held, Path(folder))
        found["product cold"] = timed(
            lambda: _mapped_product(scene, paths, root, arena),
            min(rounds, 5),
            before=lambda: _forget(paths),
        )
    return found


def bytes_moved(scene: Scene) -> dict[str, int]:
    """Bytes that each stage cannot help to read or write once, to hold against the bandwidth."""
    columns, parts = scene.leaves.columns, scene.leaves.parts
    leaf = nbytes(columns)
    graph = parts.starts.nbytes + parts.child.nbytes
    planes = len(Plane) * 8
    table, held = scene.ledger.table, scene.holdings.held
    lengths = table.lengths
    written = int(lengths.sum()) * 16
    read = int(lengths[held.child].sum()) * 16
    return {
        "leaf": leaf + planes * scene.portfolio.leaves,
        "propagation": graph + planes * (scene.parts + len(parts.child)),
        "rollup": written + read + sum(column.nbytes for column in held),
    }


def memory(scene: Scene) -> dict[str, float]:
    """Bytes per part of what is kept to answer verdicts, and of what rollups need beside it."""
    planes = len(Plane) * 8 * scene.parts
    verdict_set = nbytes(scene.leaves, but={"bom"}) + planes
    written = int(scene.ledger.table.lengths.sum())
    return {
        "verdict set": verdict_set / scene.parts,
        "rollups on demand": scene.holdings.nbytes / scene.parts,
        "all rollups written": 16 * written / scene.parts,
    }


def nbytes(value: object, but: Collection[str] = ()) -> int:
    """Memory of all columns in a structure, those of some fields left out."""
    if isinstance(value, np.ndarray):
        return value.nbytes
    names = getattr(value, "_fields", None) or getattr(value, "__slots__", ())
    return sum(nbytes(getattr(value, name)) for name in names if name not in but)


def _saved(held: Held, folder: Path) -> list[Path]:
    paths = [folder / f"{name}.npy" for name in Held._fields]
    for path, column in zip(paths, held, strict=True):
        np.save(path, column)
    return paths


def _forget(paths: list[Path]) -> None:
    """Drop the files from the page cache, so that the next read goes to the disk."""
    for path in paths:
        handle = os.open(path, os.O_RDONLY)
        os.fsync(handle)
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(handle)


def _mapped_product(scene: Scene, paths: list[Path], root: int, arena: Arena) -> None:
    held = Held(*(np.load(path, mmap_mode="r") for path in paths))
    mapped = replace(scene.holdings, held=held)
    totals_of(scene.portfolio.bom, mapped, root, arena=arena, backend=Backend.NUMBA)
