"""Who was asked to calculate does it, in memory that is there and grows when it must."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pytest

from engine.planes import changes, judge, room, silence
from engine.planes.backend import Backend
from engine.planes.law import law_of
from engine.planes.plane import no_bits
from engine.planes.room import Room
from tests.toy_law import DEHP, OXIDE

from .test_plane_standing import BACKENDS, law, one, portfolio, stood


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(
    ("module", "name"), [(judge, "rise"), (changes, "ripple"), (silence, "spans")],
    ids=["up", "ripple", "silence"],
)  # fmt: skip
def test_numpy_works_where_it_was_asked_and_nowhere_else(
    module: ModuleType, name: str, backend: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    leaves, works, asked = portfolio(set(), ((5, 0),)), getattr(module, name), []

    def watched(*some: object) -> object:
        asked.append(some)
        return works(*some)

    monkeypatch.setattr(module, name, watched)
    found = stood(leaves, law(one("a", DEHP)), backend)
    assert found.enact(law_of(law(one("a", OXIDE)), leaves)).part.tolist() == list(range(6))
    assert bool(asked) is (backend is Backend.NUMPY)


@pytest.mark.parametrize("backend", BACKENDS)
def test_bits_are_carried_up_by_who_was_asked(
    backend: Backend, monkeypatch: pytest.MonkeyPatch
) -> None:
    leaves, asked = portfolio(set(), ((5, 0),)), []
    monkeypatch.setattr(judge, "rise", lambda *some: asked.append(some))
    judge.carry_up(leaves.parts, no_bits(len(leaves.parts), 1), backend)
    assert bool(asked) is (backend is Backend.NUMPY)


def test_a_queue_grows_to_what_is_wanted_or_twofold_and_keeps_what_is_in_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(room, "_FIRST", 4)
    some = Room.of(10)
    for column in some.queue:
        column[:] = np.arange(4)
    for wanted, rows in ((5, 8), (8, 16), (100, 100), (101, 200)):
        some.grow(wanted)
        assert [len(column) for column in some.queue] == [rows] * 3
        assert all(column[:4].tolist() == [0, 1, 2, 3] for column in some.queue)
    flips = some.flips(3)
    assert [column.tolist() for column in flips] == [[0, 1, 2]] * 3
    some.queue.part[:] = 7
    assert flips.part.tolist() == [0, 1, 2]


@pytest.mark.parametrize("parts", [0, 1, room.BLOCK - 1, room.BLOCK, 10 * room.BLOCK + 1])
def test_every_part_has_a_block_and_at_most_one_block_has_no_part(parts: int) -> None:
    marks = Room.of(parts).marks
    assert len(marks.dirty) == parts
    assert parts <= len(marks.stirred) * room.BLOCK <= parts + room.BLOCK
