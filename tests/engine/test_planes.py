"""A portfolio as columns of whole numbers: exact at the line, refused where it would not be."""

from __future__ import annotations

import sys
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from engine import compiled
from engine.arrays import Kind
from engine.errors import InvalidStructure
from engine.evaluate import evaluate
from engine.outcomes import Status, statuses_of
from engine.planes.backend import Backend, chosen
from engine.planes.changes import standing
from engine.planes.judge import judge_leaves, judge_portfolio
from engine.planes.law import law_of
from engine.planes.leaves import Leaves, leaves_of
from engine.planes.plane import Plane, Planes, planes_of
from engine.planes.weights import MOST, Whole, times
from engine.planes.wide import Wide, beyond, product, sums
from engine.rules import RuleSet
from regulations.model import Effect, Level
from regulations.substances import IdType, SubstanceId
from tests.portfolios import compiled_law
from tests.strategies import Draft, NodeDraft, RowDraft, UsageDraft, seeded
from tests.toy_law import DEHP, SUBSTANCES, entry, member

BACKENDS = [Backend.NUMPY, *([Backend.NUMBA] if compiled.is_available() else [])]
LIST = "list-0"
PPB = Fraction(1, 10**9)


def one_entry(limit: str, level: Level = Level.ARTICLE, *, at: bool = False) -> RuleSet:
    made = entry(LIST, "dehp", Effect.RESTRICT, level, limit, member(DEHP), at=at)
    return compiled_law([[made]])


def article(
    *materials: tuple[int, Fraction], quantity: str = "1", whole: int | None = None
) -> Leaves:
    """An article of materials, each with so many nanograms and such a share of DEHP."""
    draft = Draft()
    mass = None if whole is None else Fraction(whole)
    part = draft.add(
        NodeDraft(Kind.PART, is_article=True, mass=mass, evidence=0, is_unit=True, is_boundary=True)
    )
    for weight, share in materials:
        node = draft.add(NodeDraft(Kind.MATERIAL, mass=Fraction(weight)))
        draft.usages.append(UsageDraft(part, node, Fraction(quantity)))
        draft.rows.append(RowDraft(node, SUBSTANCES.index(DEHP), share, share))
    return leaves_of(draft.arrays()[0])


def exceeded(leaves: Leaves, rules: RuleSet) -> bool:
    """Whether the article exceeds; all backends and `evaluate` agree."""
    law = law_of(rules, leaves)
    found = {
        bool(judge_portfolio(leaves, law, backend).planes.of(Plane.EXCEEDED, LIST)[0])
        for backend in BACKENDS
    }
    flags = evaluate(leaves.bom, rules).flags[leaves.parts.node]
    assert found == {bool(planes_of(flags)[Plane.EXCEEDED, 0, 0])}
    return found.pop()


@pytest.mark.parametrize(("at", "expected"), [(False, False), (True, True)])
def test_exactly_the_limit_goes_by_the_word_of_the_law(at: bool, expected: bool) -> None:
    tied = article((3, 1_000_000 * PPB), (10**17, 1_000_000 * PPB))
    assert not np.any(tied.hard)
    assert exceeded(tied, one_entry("0.001", at=at)) is expected


@pytest.mark.parametrize(
    ("ppb", "expected"), [(999_999, False), (1_000_000, False), (1_000_001, True)]
)
@pytest.mark.parametrize("level", [Level.ARTICLE, Level.HOMOGENEOUS_MATERIAL])
def test_one_part_per_billion_decides(level: Level, ppb: int, expected: bool) -> None:
    assert exceeded(article((7 * 10**17, ppb * PPB)), one_entry("0.001", level)) is expected


def test_one_nanogram_in_two_hundred_tonnes_decides() -> None:
    clean, dirty = 10**17, 10**14
    for more, expected in ((0, False), (1, True)):
        held = article((clean, Fraction(0)), (dirty + more, Fraction(1)), whole=10**17)
        assert exceeded(held, one_entry("0.001")) is expected


def test_half_a_piece_is_whole_where_its_mass_is_even_and_else_goes_the_exact_way() -> None:
    even, uneven = (article((mass, 2_000_000 * PPB), quantity="0.5") for mass in (4, 5))
    assert (even.hard[0], uneven.hard[0]) == (np.False_, np.True_)
    for held in (even, uneven):
        assert exceeded(held, one_entry("0.001"))


def test_masses_beyond_what_the_columns_hold_go_the_exact_way() -> None:
    heavy = article((MOST, 1_000_001 * PPB))
    assert heavy.hard[0]
    assert exceeded(heavy, one_entry("0.001"))


def test_a_limit_too_fine_for_the_columns_goes_the_exact_way() -> None:
    fine = "0.00" + "3" * 40
    held = article((10**6, Fraction(3, 1000)))
    law = law_of(one_entry(fine), held)
    assert not np.any(law.factor)
    assert not exceeded(held, one_entry(fine))
    assert exceeded(article((10**6, 4 * Fraction(1, 1000))), one_entry(fine))


def test_a_law_made_for_lighter_parts_is_refused_with_the_part_named() -> None:
    law = law_of(one_entry("0.001"), article((1, PPB)))
    assert (law.fits.share, law.fits.mass) == (8 * 10**9, 256)
    with pytest.raises(InvalidStructure, match="part 0, node 1, is heavier") as found:
        judge_leaves(article((1000, PPB)), law)
    assert "law_of" in found.value.hint


def test_a_law_that_numbers_other_substances_is_refused() -> None:
    held = article((1, PPB))
    other = replace(held, bom=replace(held.bom, substances=held.bom.substances[::-1]))
    with pytest.raises(InvalidStructure, match="substances of another portfolio"):
        judge_leaves(other, law_of(one_entry("0.001"), held))


@pytest.mark.parametrize("backend", BACKENDS)
def test_more_substances_than_sixteen_bits_can_number_are_told_apart(backend: Backend) -> None:
    made = article((3, 5_000_000 * PPB), (4, 1 * PPB)).bom
    others = tuple(SubstanceId(IdType.NAME, f"other {n}") for n in range(2**16))
    rows = replace(made.constituents, substance=made.constituents.substance + len(others))
    wide = leaves_of(replace(made, substances=others + made.substances, constituents=rows))
    law = law_of(one_entry("0.001"), wide)
    found = standing(wide, law, backend)
    assert found.planes.of(Plane.EXCEEDED, LIST).tolist() == [True]
    assert wide.columns.substance.dtype == np.uint32
    assert found.enact(law_of(one_entry("0.1"), wide)).part.tolist() == [0]
    assert not found.planes.of(Plane.EXCEEDED, LIST)[0]


def test_products_of_words_and_their_sums_keep_every_bit() -> None:
    rng = seeded(7)
    pairs = [(rng.getrandbits(62), rng.getrandbits(63)) for _ in range(500)] + [(2**64 - 1,) * 2]
    a, b = (np.array(column, dtype=np.uint64) for column in zip(*pairs, strict=True))
    assert [whole(product(a, b), n) for n in range(501)] == [x * y for x, y in pairs]
    total = sums(product(a[:4], b[:4]), np.array([0, 3]))
    exact = [x * y for x, y in pairs[:4]]
    assert [whole(total, 0), whole(total, 1)] == [sum(exact[:3]), exact[3]]


def whole(wide: Wide, row: int) -> int:
    return int(wide.high[row]) << 64 | int(wide.low[row])


def test_wide_numbers_are_compared_by_both_words() -> None:
    def words(*numbers: int) -> Wide:
        high, low = zip(*(divmod(number, 2**64) for number in numbers), strict=True)
        return Wide(np.array(high, dtype=np.uint64), np.array(low, dtype=np.uint64))

    left, right = words(2**64, 5, 5, 2**64 + 1), words(2**64 - 1, 5, 5, 2**65)
    at = np.array([False, False, True, True])
    assert beyond(left, right, at).tolist() == [True, False, True, False]


def test_a_mass_times_a_quantity_is_exact_or_not_known() -> None:
    rng = seeded(11)
    masses = [rng.choice((1, 3, 10**9, rng.randrange(2**62))) for _ in range(400)]
    counts = [rng.choice((10**9, 5 * 10**8, 3, rng.randrange(2**40))) for _ in range(400)]
    yes = np.ones(400, dtype=bool)
    found = times(Whole(np.array(masses), yes), Whole(np.array(counts), yes))
    for mass, count, value, known in zip(masses, counts, found.value, found.known, strict=True):
        exact = Fraction(mass * count, 10**9)
        assert known == (exact.denominator == 1 and exact < MOST) or exact > MOST * 0.99
        assert not known or value == exact


def test_every_set_of_outcomes_has_the_status_that_its_flags_have() -> None:
    flags = np.arange(2**13, dtype=np.uint16)[:, None]
    found = Planes(planes_of(flags), (LIST,))
    assert np.array_equal(found.statuses(), statuses_of(flags))
    assert set(found.statuses([0, 1, 5000])[:, 0].tolist()) <= set(range(len(Status)))


def test_lists_beyond_the_first_word_keep_their_places() -> None:
    rng = np.random.default_rng(3)
    flags = rng.integers(0, 2**13, (20, 130)).astype(np.uint16)
    found = Planes(planes_of(flags), tuple(f"list-{n}" for n in range(130)))
    assert np.array_equal(found.statuses(), statuses_of(flags))
    assert (
        found.of(Plane.EXEMPT, "list-129").tolist()
        == (flags[:, 129] >> 3 & 1).astype(bool).tolist()
    )


def test_the_size_the_caller_and_the_environment_choose_who_calculates(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("CHEMGATE_KERNELS", raising=False)
    monkeypatch.setitem(sys.modules, "numba", sys)
    monkeypatch.setattr("engine.planes.backend.is_available", lambda: True)
    assert [chosen(Backend.AUTO, rows) for rows in (10, 10**6)] == [Backend.NUMPY, Backend.NUMBA]
    monkeypatch.delitem(sys.modules, "numba")
    assert [chosen(Backend.AUTO, rows) for rows in (10**6, 10**8)] == [Backend.NUMPY, Backend.NUMBA]
    monkeypatch.setattr("engine.planes.backend.is_available", lambda: False)
    assert chosen(Backend.AUTO, 10**8) is Backend.NUMPY
    monkeypatch.setenv("CHEMGATE_KERNELS", "numba")
    assert chosen(Backend.AUTO, 1) is Backend.NUMBA
    assert chosen(Backend.NUMPY, 10**8) is Backend.NUMPY
