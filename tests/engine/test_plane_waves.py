"""Bits carried up a graph, at once and change by change, held to one plain pass from below."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from engine.compiled import is_available
from engine.planes import room
from engine.planes.backend import Backend
from engine.planes.flips import Flips, turn, turned
from engine.planes.judge import carry_up
from engine.planes.parts import Numbers, Parts
from engine.planes.plane import Bits
from engine.planes.postings import above_of
from engine.planes.ripple import Own, Step, ripple
from engine.planes.room import Room
from tests.strategies import seeded

BACKENDS = [Backend.NUMPY, *([Backend.NUMBA] if is_available() else [])]
PLANES, WORDS = 5, 2


def graph(rng: Random, parts: int, most: int = 3) -> Parts:
    """Parts in the order of their heights, each holding some that are lower."""
    height = sorted(rng.choice((0, 0, 0, 1, 2, 3)) for _ in range(parts))
    child: list[list[int]] = []
    for own in height:
        lower = height.index(own)
        held = rng.sample(range(lower), min(lower, rng.randint(0, most)))
        child.append(sorted(held))
    starts = np.concatenate(([0], np.cumsum([len(some) for some in child])))
    number = np.arange(parts, dtype=np.int32)
    flat = np.array([one for some in child for one in some], dtype=np.int32)
    heights = np.array(height, dtype=np.int32)
    return Parts(number, number, heights, starts.astype(np.int32), flat)


def some_bits(rng: Random, parts: int) -> Bits:
    """Few bits, of the lowest and the highest place too; most parts say nothing."""
    bits = np.zeros((PLANES, WORDS, parts), dtype=np.uint64)
    for part in range(parts):
        for _ in range(rng.choice((0, 0, 1, 3))):
            place = rng.randrange(PLANES), rng.randrange(WORDS), part
            bits[place] |= np.uint64(1 << rng.choice((0, 1, 5, 63)))
    return bits


def risen(parts: Parts, own: Bits) -> Bits:
    """Children first, one part after the other."""
    bits = own.copy()
    for part in range(len(parts)):
        for child in parts.child[parts.starts[part] : parts.starts[part + 1]].tolist():
            bits[..., part] |= bits[..., child]
    return bits


def held_by(parts: Parts, own: Bits) -> Own:
    """Own bits of those that hold others and have some."""
    told = np.any(own, axis=(0, 1)) & (np.diff(parts.starts) > 0)
    mixed = np.flatnonzero(told)
    return Own(mixed, np.ascontiguousarray(own[..., mixed]))


def step_to(old: Bits, new: Bits, parts: Numbers) -> Step:
    less = (old & ~new)[..., parts]
    return Step(parts, new[..., parts], less if np.any(less) else None)


def carried(parts: Parts, own: Own, bits: Bits, step: Step, some: Room | None) -> Flips:
    """By the loops where there is room for them."""
    if some is None:
        return ripple(parts, above_of(parts), own, bits, step)
    from engine.planes.ripple_loops import ripple_loops  # noqa: PLC0415 - needs numba

    return ripple_loops(parts, above_of(parts), own, bits, step, room=some)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("seed", range(4))
def test_bits_rise_to_all_that_holds_them(seed: int, backend: Backend) -> None:
    rng = seeded(seed)
    parts = graph(rng, rng.choice((1, 2, 40)))
    bits = some_bits(rng, len(parts))
    expected = risen(parts, bits)
    carry_up(parts, bits, backend)
    assert np.array_equal(bits, expected)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("first", [1, 2**16])
@pytest.mark.parametrize("seed", range(4))
def test_a_change_reaches_all_that_it_changes_and_tells_it_once(
    seed: int, first: int, backend: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "_FIRST", first)
    rng = seeded(seed)
    parts = graph(rng, 150 if seed % 2 else 20)
    some = Room.of(len(parts)) if backend is Backend.NUMBA else None
    own = some_bits(rng, len(parts))
    bits = risen(parts, own)
    for _ in range(4):
        chosen = np.array(sorted(rng.sample(range(len(parts)), 9)), dtype=np.int32)
        later = own.copy()
        # Now and then bits only join, so that nothing has to be taken back.
        new = some_bits(rng, len(chosen))
        later[..., chosen] = new | own[..., chosen] if rng.random() < 0.4 else new
        before, expected = bits.copy(), risen(parts, later)
        flips = carried(parts, held_by(parts, later), bits, step_to(own, later, chosen), some)
        assert np.array_equal(bits, expected)
        assert np.array_equal(np.flatnonzero(np.any(before != bits, axis=(0, 1))), flips.parts)
        assert flips.bits.all()
        again = before.copy()
        turn(again, flips)
        assert np.array_equal(again, bits)
        if some is not None:
            assert not np.any(some.marks.dirty)
            assert not np.any(some.marks.stirred)
        own = later


@pytest.mark.parametrize("backend", BACKENDS)
def test_what_a_part_and_its_child_both_say_stays_when_one_of_them_takes_it_back(
    backend: Backend,
) -> None:
    # 3 holds 2, 2 holds 0 and 1; 0 and 2 say the same.
    number = np.arange(4, dtype=np.int32)
    height, starts = np.array([0, 0, 1, 2]), np.array([0, 0, 0, 2, 3])
    child = np.array([0, 1, 2], dtype=np.int32)
    parts = Parts(number, number, height.astype(np.int32), starts.astype(np.int32), child)
    own = np.zeros((1, 1, 4), dtype=np.uint64)
    own[0, 0, [0, 2]] = 0b10
    for taken_back in ([0], [2], [0, 2]):
        bits, later = risen(parts, own), own.copy()
        later[..., taken_back] = 0
        some = Room.of(4) if backend is Backend.NUMBA else None
        chosen = np.array(taken_back, dtype=np.int32)
        flips = carried(parts, held_by(parts, later), bits, step_to(own, later, chosen), some)
        assert bits[0, 0].tolist() == risen(parts, later)[0, 0].tolist()
        expected = {(0,): [0], (2,): [], (0, 2): [0, 2, 3]}[tuple(taken_back)]
        assert flips.parts.tolist() == expected


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("first", [1, 30, 2**16])
def test_a_part_held_by_a_hundred_reaches_all_of_them_and_leaves_none(
    first: int, backend: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The first is held by a hundred, all of which the last holds.
    monkeypatch.setattr(room, "_FIRST", first)
    height = np.array([0, *[1] * 100, 2], dtype=np.int32)
    starts = np.array([0, *range(101), 200], dtype=np.int32)
    child = np.array([0] * 100 + list(range(1, 101)), dtype=np.int32)
    number = np.arange(102, dtype=np.int32)
    parts = Parts(number, number, height, starts, child)
    nothing = np.zeros((PLANES, WORDS, 102), dtype=np.uint64)
    said = nothing.copy()
    said[:, :, 0] = 0b101
    some = Room.of(102) if backend is Backend.NUMBA else None
    bits, leaf = nothing.copy(), number[:1]
    for own, later in ((nothing, said), (said, nothing)):
        flips = carried(parts, held_by(parts, later), bits, step_to(own, later, leaf), some)
        assert np.array_equal(bits, risen(parts, later))
        assert flips.part.tolist().count(101) == PLANES * WORDS
        assert flips.parts.tolist() == number.tolist()


def test_own_bits_follow_a_step_of_those_that_hold_others() -> None:
    rng = seeded(2)
    parts = graph(rng, 40)
    own = some_bits(rng, 40)
    for _ in range(6):
        chosen = np.array(sorted(rng.sample(range(40), 12)), dtype=np.int32)
        later = own.copy()
        later[..., chosen] = some_bits(rng, 12) | (own[..., chosen] if rng.random() < 0.4 else 0)
        holds = np.flatnonzero(np.diff(parts.starts)[chosen])
        found = held_by(parts, own).after(step_to(own, later, chosen), holds)
        expected = held_by(parts, later)
        assert np.array_equal(found.part, expected.part)
        assert np.array_equal(found.bits, expected.bits)
        own = later


def test_turning_twice_is_not_at_all_and_equal_bits_turn_nothing() -> None:
    rng = seeded(3)
    before, after = some_bits(rng, 9), some_bits(rng, 9)
    chosen = np.arange(9, dtype=np.int32)
    flips, bits = turned(before, after, chosen), before.copy()
    for expected in (after, before):
        turn(bits, flips)
        assert np.array_equal(bits, expected)
    assert len(turned(before, before, chosen).part) == 0
    both = Flips.joined([flips, turned(before, before, chosen), flips])
    assert both.part.tolist() == flips.part.tolist() * 2
    assert both.parts.tolist() == sorted(set(flips.part.tolist()))
    assert len(Flips.joined([]).bits) == 0
