"""What integers cannot hold, added in fractions: what is untold, uneven, or used no time."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from engine.arrays import UNIDENTIFIED, Amount, Kind
from engine.compiled import is_available
from engine.planes.backend import Backend
from engine.totals.holdings import LEFT_OUT, holdings_of
from engine.totals.leftovers import Beside, all_by_fractions, leftovers
from engine.totals.product import totals_of
from tests.strategies import Draft, NodeDraft, RowDraft, UsageDraft

BACKENDS = [Backend.NUMPY, *([Backend.NUMBA] if is_available() else [])]
LEAD, NICKEL, COPPER = 0, 3, 8
HALF, THIRD = Fraction(1, 2), Fraction(1, 3)


def part() -> NodeDraft:
    return NodeDraft(Kind.PART, is_boundary=True)


def material(mass: Fraction | int | None) -> NodeDraft:
    told = None if mass is None else Fraction(mass)
    return NodeDraft(Kind.MATERIAL, mass=told, is_boundary=True)


def share(node: int, substance: int, high: Fraction) -> RowDraft:
    return RowDraft(node, substance, high / 2, high)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(("heavy", "alone"), [(10**18, True), (1, False)])
def test_what_is_used_no_time_holds_nothing_however_heavy_the_product_is(
    backend: Backend, heavy: int, *, alone: bool
) -> None:
    # Materials are 0 and 1. Part 2 is used no time; it holds 3, which the root holds, too.
    draft = Draft([material(heavy), material(7), part(), part(), part(), part()])
    draft.rows += [share(0, LEAD, Fraction(1)), share(1, COPPER, HALF)]
    draft.usages += [
        UsageDraft(4, 5, Fraction(9)),
        UsageDraft(5, 0),
        UsageDraft(4, 2, Fraction(0)),
        UsageDraft(2, 3, Fraction(5)),
        UsageDraft(2, 0, Fraction(1)),
        UsageDraft(4, 3, Fraction(2)),
        UsageDraft(3, 1, Fraction(3)),
    ]
    bom, new = draft.arrays()
    root, expected = int(new[4]), {LEAD: 9 * heavy, COPPER: 21}
    found = totals_of(bom, holdings_of(bom), root, backend=backend)
    assert found.masses() == expected
    assert (len(found.number) == 0) is alone
    assert all_by_fractions(bom, root).masses == expected


def test_a_second_candidate_adds_nothing_in_fractions_either() -> None:
    draft = Draft([material(2), material(4), part(), part(), part()])
    draft.rows += [share(0, LEAD, HALF), share(1, COPPER, HALF)]
    draft.usages += [
        UsageDraft(2, 0, HALF),
        UsageDraft(2, 1, HALF, alternative=True),
        UsageDraft(3, 1),
        UsageDraft(4, 2, THIRD),
        UsageDraft(4, 3, THIRD, alternative=True),
    ]
    bom, new = draft.arrays()
    expected = {LEAD: Fraction(1, 6)}
    assert all_by_fractions(bom, int(new[4])).masses == expected
    assert totals_of(bom, holdings_of(bom), int(new[4])).masses() == expected


def test_units_over_several_ways_are_added_wherever_one_of_them_is_uneven() -> None:
    # The root holds 3 of part 1 and 2 of part 2, of which each holds half a part 1.
    draft = Draft([material(10), part(), part(), part()])
    draft.rows.append(share(0, LEAD, Fraction(1)))
    draft.usages += [
        UsageDraft(1, 0, Fraction(5)),
        UsageDraft(2, 1, HALF),
        UsageDraft(3, 1, Fraction(3)),
        UsageDraft(3, 2, Fraction(2)),
    ]
    bom, new = draft.arrays()
    holdings = holdings_of(bom)
    for backend in BACKENDS:
        found = totals_of(bom, holdings, int(new[3]), backend=backend)
        assert found.masses() == {LEAD: (3 + 2 * HALF) * 5 * 10}
        assert found.beside.masses == found.masses()
    assert all_by_fractions(bom, int(new[3])).masses == found.masses()


def test_one_way_that_nobody_counted_makes_the_mass_unknown() -> None:
    draft = Draft([material(10), part(), part(), part()])
    draft.rows.append(share(0, LEAD, Fraction(1)))
    draft.usages += [
        UsageDraft(1, 0),
        UsageDraft(2, 1, None),
        UsageDraft(3, 1, HALF),
        UsageDraft(3, 2, Fraction(2)),
    ]
    bom, new = draft.arrays()
    for found in (
        totals_of(bom, holdings_of(bom), int(new[3])).beside,
        all_by_fractions(bom, int(new[3])),
    ):
        assert (found.masses, found.untold) == ({}, {LEAD})


def test_of_parts_with_whole_units_only_what_no_column_holds_is_added() -> None:
    draft = Draft([material(6), material(None), part()])
    draft.rows += [share(0, LEAD, HALF), share(0, COPPER, THIRD), share(1, NICKEL, HALF)]
    draft.rows.append(RowDraft(1, LEAD, None, None, Amount.MASS_ONLY, mass=(HALF, Fraction(5))))
    draft.usages += [UsageDraft(2, 0, Fraction(7)), UsageDraft(2, 1, Fraction(3, 2))]
    bom, new = draft.arrays()
    found = leftovers(bom, holdings_of(bom), np.array([new[2]]), np.array([11]))
    assert found.masses == {COPPER: 11 * 7 * 2, LEAD: 11 * Fraction(3, 2) * 5}
    assert found.untold == {NICKEL}


def test_of_parts_without_whole_units_everything_is_added() -> None:
    draft = Draft([material(6), part(), part()])
    draft.rows += [share(0, LEAD, HALF), share(0, COPPER, THIRD)]
    draft.usages += [UsageDraft(1, 0, Fraction(7)), UsageDraft(2, 1, Fraction(1, 7))]
    bom, new = draft.arrays()
    nodes, units = np.array([new[2], new[1]]), np.array([1, LEFT_OUT])
    found = leftovers(bom, holdings_of(bom), nodes, units)
    assert found.masses == {LEAD: 3, COPPER: 2}


def test_a_material_by_itself_is_one_unit_of_it() -> None:
    draft = Draft([material(6), part()], [UsageDraft(1, 0, Fraction(7))])
    draft.rows += [share(0, LEAD, HALF), RowDraft(0, UNIDENTIFIED, THIRD, THIRD)]
    draft.rows.append(RowDraft(0, COPPER, None, None, Amount.UNKNOWN))
    bom, new = draft.arrays()
    found = all_by_fractions(bom, int(new[0]))
    assert (found.masses, found.untold) == ({LEAD: 3}, {COPPER})
    assert list(found.unidentified.values()) == [2]


def test_what_nobody_identifies_is_added_row_by_row_and_unknown_for_good() -> None:
    found = Beside()
    for row, mass in ((1, HALF), (1, THIRD), (2, None), (2, HALF), (3, HALF), (3, None)):
        found.add(row, UNIDENTIFIED, mass)
    assert found == Beside(unidentified={1: HALF + THIRD, 2: None, 3: None})


def test_known_and_unknown_masses_of_a_substance_stand_beside_one_another() -> None:
    found = Beside()
    for row, mass in ((1, HALF), (2, None), (3, THIRD)):
        found.add(row, LEAD, mass)
    assert found == Beside(masses={LEAD: HALF + THIRD}, untold={LEAD})
