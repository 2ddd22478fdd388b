"""Numbers of every size, whole, broken and missing, against a walk over every way."""

from __future__ import annotations

from fractions import Fraction

import pytest

from engine.arrays import Amount, Kind
from engine.compiled import is_available
from engine.planes.backend import Backend
from engine.totals.holdings import holdings_of
from engine.totals.portfolio import Ledger, masses_of
from engine.totals.product import totals_of
from tests.properties.test_totals import by_integers, by_walking
from tests.strategies import Draft, NodeDraft, RowDraft, UsageDraft, seeded

BACKENDS = [Backend.NUMPY, *([Backend.NUMBA] if is_available() else [])]
LEAD = 0
PPB = Fraction(1, 10**9)

MASSES = (1, 7, 10**9 - 1, 10**9, 2**31 - 1, 2**31, 3 * 10**14 + 1, 2**59 + 3, 2**60, None)
SHARES = (0, PPB, 2 * PPB, Fraction(1, 3), Fraction(1, 2), 1 - PPB, 1, None)
QUANTITIES = (0, 1, 1, 2, 3, 10**9, 2**29, Fraction(1, 2), None)


@pytest.mark.parametrize("seed", range(40))
def test_numbers_of_every_size_are_added_as_a_walk_over_every_way_adds_them(seed: int) -> None:
    rng, draft = seeded(seed), Draft()
    parts = [draft.add(NodeDraft(Kind.PART, is_boundary=True)) for _ in range(5)]
    for place, part in enumerate(parts):
        for below in rng.sample(parts[:place], rng.randint(0, place)):
            other = rng.random() < 0.1
            draft.usages.append(UsageDraft(part, below, fraction(rng.choice(QUANTITIES)), other))
        for _ in range(rng.randint(0, 3)):
            mass = fraction(rng.choice(MASSES))
            material = draft.add(NodeDraft(Kind.MATERIAL, mass=mass))
            other = rng.random() < 0.1
            draft.usages.append(UsageDraft(part, material, fraction(rng.choice(QUANTITIES)), other))
            for substance in rng.sample(range(4), rng.randint(0, 3)):
                share = fraction(rng.choice(SHARES))
                amount = Amount.UNKNOWN if share is None else Amount.SHARE
                draft.rows.append(RowDraft(material, substance, share, share, amount))
    bom, _ = draft.arrays()
    holdings = holdings_of(bom)
    for backend in BACKENDS:
        table = Ledger(holdings, bom.height).write(backend)
        for node in range(len(bom.nodes)):
            walked = by_walking(bom, node)
            assert by_integers(bom, totals_of(bom, holdings, node, backend=backend)) == walked
            if bom.nodes.kind[node] == Kind.PART and not table.is_open[node]:
                held = {bom.substances[one]: mass for one, mass in masses_of(table, node).items()}
                assert held == walked


def fraction(number: Fraction | int | None) -> Fraction | None:
    return None if number is None else Fraction(number)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("parts", [1, 4, 5, 8, 9, 30])
def test_a_product_of_many_parts_is_added_up_to_the_last(backend: Backend, parts: int) -> None:
    draft = Draft()
    root = draft.add(NodeDraft(Kind.PART, is_boundary=True))
    for place in range(parts):
        part = draft.add(NodeDraft(Kind.PART, is_boundary=True))
        material = draft.add(NodeDraft(Kind.MATERIAL, mass=Fraction(2**place)))
        draft.usages += [UsageDraft(root, part), UsageDraft(part, material)]
        draft.rows.append(RowDraft(material, LEAD, Fraction(1), Fraction(1)))
    bom, new = draft.arrays()
    top, holdings = int(new[root]), holdings_of(bom)
    expected = {LEAD: Fraction(2**parts - 1)}
    assert totals_of(bom, holdings, top, backend=backend).masses() == expected
    assert masses_of(Ledger(holdings, bom.height).write(backend), top) == expected


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(("times", "fits"), [(2**30 - 1, True), (2**30, False)])
def test_units_over_two_ways_may_be_too_many_together(
    backend: Backend, times: int, *, fits: bool
) -> None:
    draft = Draft([NodeDraft(Kind.MATERIAL, mass=Fraction(5))])
    draft.rows.append(RowDraft(0, LEAD, Fraction(1), Fraction(1)))
    empty, root = (draft.add(NodeDraft(Kind.PART, is_boundary=True)) for _ in range(2))
    draft.usages.append(UsageDraft(root, 0))
    for quantity in (2**30, times):
        middle = draft.add(NodeDraft(Kind.PART, is_boundary=True))
        draft.usages.append(UsageDraft(root, middle, Fraction(quantity)))
        draft.usages.append(UsageDraft(middle, empty, Fraction(2**30)))
    bom, new = draft.arrays()
    found = totals_of(bom, holdings_of(bom), int(new[root]), backend=backend)
    assert found.masses() == {LEAD: 5}
    assert (found.beside.masses == {}) is fits
