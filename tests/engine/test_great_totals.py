"""Totals around the end of a word: taken up to the last that fits, and none of them wrong."""

from __future__ import annotations

from fractions import Fraction
from math import prod

import pytest

from engine.arrays import Amount, BomArrays, Kind
from engine.compiled import is_available
from engine.planes.backend import Backend
from engine.totals.holdings import holdings_of
from engine.totals.portfolio import Ledger, masses_of
from engine.totals.product import ProductTotals, totals_of
from tests.properties.test_totals import by_integers, by_walking
from tests.strategies import Draft, NodeDraft, RowDraft, UsageDraft, seeded

BACKENDS = [Backend.NUMPY, *([Backend.NUMBA] if is_available() else [])]
every_backend = pytest.mark.parametrize("backend", BACKENDS)

END = 2**61
LEAD = 0
PPB = Fraction(1, 10**9)

Material = tuple[int, Fraction]


def made(*materials: Material, through: tuple[int, ...] = (1,)) -> BomArrays:
    """Materials of so many nanograms and such a share of lead in a part in a part …"""
    draft = Draft()
    held = [draft.add(NodeDraft(Kind.MATERIAL, mass=Fraction(mass))) for mass, _ in materials]
    for node, (_, share) in zip(held, materials, strict=True):
        draft.rows.append(RowDraft(node, LEAD, share, share))
    for quantity in through:
        part = draft.add(NodeDraft(Kind.PART, is_boundary=True))
        draft.usages += [UsageDraft(part, below, Fraction(quantity)) for below in held]
        held = [part]
    return draft.arrays()[0]


def total(bom: BomArrays, backend: Backend) -> ProductTotals:
    return totals_of(bom, holdings_of(bom), top(bom), backend=backend)


def top(bom: BomArrays) -> int:
    return int(bom.height.argmax())


@every_backend
@pytest.mark.parametrize(
    ("mass", "through", "fits"),
    [
        (END - 1024, (1,), True),  # floats tell numbers of this size apart only by 256
        (END, (1,), False),
        (2**30, (2**31 - 1,), True),  # weight of a material in its part
        (2**30, (2**31,), False),
        (1, (2**30, 2**31 - 1), True),  # weight in the part times its units
        (1, (2**30, 2**31), False),
        (1, (1, 2**30, 2**31 - 1), True),  # the units alone
        (1, (1, 2**30, 2**31), False),
    ],
)
def test_two_to_the_sixty_one_is_the_first_number_that_fractions_take_over(
    backend: Backend, mass: int, through: tuple[int, ...], *, fits: bool
) -> None:
    bom = made((mass, Fraction(1)), through=through)
    found, expected = total(bom, backend), {LEAD: Fraction(mass * prod(through))}
    assert found.masses() == expected
    assert (found.beside.masses == {}) is fits
    table = Ledger(holdings_of(bom), bom.height).write(backend)
    assert bool(table.is_open[top(bom)]) is not fits
    assert masses_of(table, top(bom)) == (expected if fits else {})
    assert table.most[top(bom)] == (expected[LEAD] if fits else 0)


@every_backend
@pytest.mark.parametrize(("last", "fits"), [(END // 2 - 1024, True), (END // 2, False)])
def test_the_sum_of_two_materials_fits_the_ledger_or_leaves_it_open(
    backend: Backend, last: int, *, fits: bool
) -> None:
    bom = made((END // 2, Fraction(1)), (last, Fraction(1)))
    table = Ledger(holdings_of(bom), bom.height).write(backend)
    assert bool(table.is_open[top(bom)]) is not fits
    assert masses_of(table, top(bom)) == ({LEAD: Fraction(END // 2 + last)} if fits else {})


@every_backend
@pytest.mark.parametrize("last", [END // 2 - 1024, END // 2])
def test_the_sum_of_two_parts_fits_the_ledger_or_leaves_it_open(
    backend: Backend, last: int
) -> None:
    draft = Draft()
    root = draft.add(NodeDraft(Kind.PART, is_boundary=True))
    for mass in (END // 2, last):
        part = draft.add(NodeDraft(Kind.PART, is_boundary=True))
        material = draft.add(NodeDraft(Kind.MATERIAL, mass=Fraction(mass)))
        draft.usages += [UsageDraft(root, part), UsageDraft(part, material)]
        draft.rows.append(RowDraft(material, LEAD, Fraction(1), Fraction(1)))
    bom, _ = draft.arrays()
    table = Ledger(holdings_of(bom), bom.height).write(backend)
    fits = last < END // 2
    assert bool(table.is_open[top(bom)]) is not fits
    assert masses_of(table, top(bom)) == ({LEAD: Fraction(END // 2 + last)} if fits else {})


@every_backend
@pytest.mark.parametrize(
    ("pieces", "fits"), [(2**61 // 10**9 - 1, True), (2**61 // 10**9 + 1, False)]
)
def test_billionths_of_so_many_pieces_fit_the_ledger_or_leave_it_open(
    backend: Backend, pieces: int, *, fits: bool
) -> None:
    bom = made((1, 999_999_999 * PPB), through=(1, pieces))
    table = Ledger(holdings_of(bom), bom.height).write(backend)
    assert bool(table.is_open[top(bom)]) is not fits
    expected = {LEAD: 999_999_999 * PPB * pieces}
    assert masses_of(table, top(bom)) == (expected if fits else {})
    assert total(bom, backend).masses() == expected


@every_backend
@pytest.mark.parametrize("power", [61.0, 61.5, 62.0, 62.1, 62.5, 63.0, 63.05, 63.5, 64.0, 64.5])
def test_a_sum_of_many_that_fit_is_right_wherever_it_ends(backend: Backend, power: float) -> None:
    wanted = int(2**power)
    some = [wanted // 16 + n for n in range(16)]
    assert max(some) < END
    bom = made(*((mass, Fraction(1)) for mass in some))
    assert total(bom, backend).masses() == {LEAD: Fraction(sum(some))}
    table = Ledger(holdings_of(bom), bom.height).write(backend)
    assert table.is_open[top(bom)]


@pytest.mark.skipif(not is_available(), reason="numba is not installed")
@pytest.mark.parametrize(("last", "fits"), [(2**29 - 1, True), (2**29, False)])
def test_the_loops_give_a_sum_up_at_the_first_bit_that_they_do_not_take(
    last: int, *, fits: bool
) -> None:
    # Counted in 2**31 nanograms times parts per billion, eight times 2**29 * 2**29 is 2**61.
    bom = made(*((high * 2**31, 2**29 * PPB) for high in (*[2**29] * 7, last)))
    found = total(bom, Backend.NUMBA)
    assert found.masses() == {LEAD: (7 * 2**29 + last) * 2**31 * 2**29 * PPB}
    assert (found.beside.masses == {}) is fits


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
