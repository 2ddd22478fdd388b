"""Who holds a substance is found however often parts are declared anew."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.planes.hard import hard_bits
from engine.planes.holders import Holders
from engine.planes.law import law_of
from engine.planes.leaves import Leaves, leaves_of
from engine.planes.plane import no_bits
from regulations.substances import IdType, SubstanceId
from tests.strategies import Draft, UsageDraft
from tests.toy_law import CADMIUM, DEHP, OXIDE, SUBSTANCES

from .test_plane_oddities import OWN
from .test_planes import article, one_entry
from .test_scope_and_limits import MATERIAL, row

PARTS = 40
NEW = SubstanceId(IdType.NAME, "new")


def holding(special: dict[int, object], *, first: tuple[SubstanceId, ...] = ()) -> Leaves:
    """Parts of oxide, but for some; with other substances numbered before all."""
    draft = Draft(substances=(*first, *SUBSTANCES))
    for number in range(PARTS):
        part, material = draft.add(OWN), draft.add(MATERIAL)
        draft.usages.append(UsageDraft(part, material))
        told = row(material, special.get(number, OXIDE), "0.5")
        draft.rows.append(replace(told, substance=told.substance + len(first)))
    return leaves_of(draft.arrays()[0])


def held(holders: Holders, leaves: Leaves, substance: SubstanceId) -> list[int]:
    """Parts that may hold one substance."""
    number = np.array([leaves.bom.substances.index(substance)], dtype=np.int32)
    return sorted(set(holders.of(leaves, number).tolist()))


@pytest.mark.parametrize("part", [0, 7, PARTS - 1])
def test_a_part_declared_since_is_found_by_what_it_holds_now(part: int) -> None:
    holders = Holders()
    before, after = holding({3: DEHP}), holding({3: DEHP, part: CADMIUM})
    holders.declared(np.array([5], dtype=np.int32))
    assert held(holders, before, DEHP) == [3]
    assert held(holders, before, CADMIUM) == []
    holders.declared(np.array([part], dtype=np.int32))
    assert held(holders, after, CADMIUM) == [part]
    assert held(holders, after, DEHP) == sorted({3, part})
    holders.declared(np.array([part, 9], dtype=np.int32))
    assert held(holders, after, CADMIUM) == sorted({part, 9})


def test_other_numbers_of_substances_are_not_taken_for_the_old_ones() -> None:
    holders = Holders()
    assert held(holders, holding({3: DEHP}), DEHP) == [3]
    renumbered = holding({3: DEHP, 8: CADMIUM}, first=(NEW,))
    assert held(holders, renumbered, DEHP) == [3]
    assert held(holders, renumbered, CADMIUM) == [8]
    assert held(holders, renumbered, OXIDE) == sorted(set(range(PARTS)) - {3, 8})


def test_after_many_declarations_only_those_who_hold_it_are_looked_at_again() -> None:
    holders = Holders()
    held(holders, holding({}), OXIDE)
    holders.declared(np.arange(10, dtype=np.int32))
    assert held(holders, holding({3: DEHP}), DEHP) == [3]


def test_of_no_substance_there_is_no_holder() -> None:
    nobody = Holders().of(holding({}), np.zeros(0, dtype=np.int32))
    assert (len(nobody), nobody.dtype) == (0, np.int32)


def test_of_no_part_there_are_no_bits() -> None:
    leaves = article((1, one_entry("0.5").limits[0]))
    law, nothing = law_of(one_entry("0.001"), leaves), np.zeros(0, dtype=np.int32)
    assert np.array_equal(hard_bits(leaves, law, nothing), no_bits(0, 1))
