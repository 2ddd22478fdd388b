"""Totals around the end of a word: taken up to the last that fits, and none of them wrong."""

from __future__ import annotations

from fractions import Fraction
from math import prod

import pytest

from engine.arrays import BomArrays, Kind
from engine.compiled import is_available
from engine.planes.backend import Backend
from engine.totals.holdings import holdings_of
from engine.totals.portfolio import Ledger, masses_of
from engine.totals.product import ProductTotals, totals_of
from tests.strategies import Draft, NodeDraft, RowDraft, UsageDraft

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
    # Of half a share the sum would fit; the mass of the material does not.
    half = made((mass, Fraction(1, 2)), through=through)
    assert (total(half, backend).beside.masses == {}) is fits
    bom = made((mass, Fraction(1)), through=through)
    found, expected = total(bom, backend), {LEAD: Fraction(mass * prod(through))}
    assert found.masses() == expected
    assert (found.beside.masses == {}) is fits
    table = Ledger(holdings_of(bom), bom.height).write(backend)
    assert table.is_open[top(bom)] == int(not fits)
    assert masses_of(table, top(bom)) == (expected if fits else {})
    assert table.most[top(bom)] == (expected[LEAD] if fits else 0)


@every_backend
@pytest.mark.parametrize(("last", "fits"), [(END // 2 - 1024, True), (END // 2, False)])
def test_the_sum_of_two_materials_fits_the_ledger_or_leaves_it_open(
    backend: Backend, last: int, *, fits: bool
) -> None:
    bom = made((END // 2, Fraction(1)), (last, Fraction(1)))
    table = Ledger(holdings_of(bom), bom.height).write(backend)
    assert table.is_open[top(bom)] == int(not fits)
    assert masses_of(table, top(bom)) == ({LEAD: Fraction(END // 2 + last)} if fits else {})


@every_backend
def test_two_halves_of_a_nanogram_may_be_what_no_longer_fits(backend: Backend) -> None:
    halves = [(1, Fraction(1, 2))] * 2
    bom = made((END // 2, Fraction(1)), (END // 2 - 1, Fraction(1)), *halves)
    table = Ledger(holdings_of(bom), bom.height).write(backend)
    assert (table.is_open[top(bom)], masses_of(table, top(bom))) == (1, {})
    assert total(bom, backend).masses() == {LEAD: END}


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
    assert table.is_open[top(bom)] == int(not fits)
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
    assert table.is_open[top(bom)] == int(not fits)
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
    assert table.is_open[top(bom)] == 1


@every_backend
@pytest.mark.parametrize(("times", "fits"), [(2**31 - 1, True), (2**31, False)])
def test_more_units_than_fit_are_too_many_even_of_a_part_that_holds_nothing(
    backend: Backend, times: int, *, fits: bool
) -> None:
    draft = Draft([NodeDraft(Kind.MATERIAL, mass=Fraction(5))])
    draft.rows.append(RowDraft(0, LEAD, Fraction(1), Fraction(1)))
    empty, middle, root = (draft.add(NodeDraft(Kind.PART, is_boundary=True)) for _ in range(3))
    draft.usages += [
        UsageDraft(middle, empty, Fraction(2**30)),
        UsageDraft(root, middle, Fraction(times)),
        UsageDraft(root, 0),
    ]
    found = total(draft.arrays()[0], backend)
    assert found.masses() == {LEAD: 5}
    assert (found.beside.masses == {}) is fits


@pytest.mark.parametrize(("last", "fits"), [(END // 2 - 1024, True), (END // 2, False)])
def test_numpy_gives_a_sum_up_at_two_to_the_sixty_one(last: int, *, fits: bool) -> None:
    found = total(made((END // 2, Fraction(1)), (last, Fraction(1))), Backend.NUMPY)
    assert found.masses() == {LEAD: END // 2 + last}
    assert (found.beside.masses == {}) is fits


@pytest.mark.skipif(not is_available(), reason="numba is not installed")
@pytest.mark.parametrize(
    ("high", "share", "fits"),
    [
        (2**29 - 1, 2**29, True),
        (2**29 - 1, 2**29 + 1, False),  # one below the line, which floats do not tell from it
        (2**29, 2**29, False),
    ],
)
def test_the_loops_give_a_sum_up_at_the_first_bit_that_they_do_not_take(
    high: int, share: int, *, fits: bool
) -> None:
    # Counted in 2**31 nanograms times parts per billion, eight times 2**29 * 2**29 is 2**61.
    some = [(2**29, 2**29)] * 7 + [(high, share)]
    found = total(made(*((high * 2**31, share * PPB) for high, share in some)), Backend.NUMBA)
    assert found.masses() == {LEAD: sum(high * share for high, share in some) * 2**31 * PPB}
    assert (found.beside.masses == {}) is fits
