"""What fits a column: how great sums can get, and which laws are too fine or too far for them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import numpy as np
import pytest

from engine.compile import compile_rules
from engine.errors import InvalidStructure
from engine.evidence import Evidence
from engine.planes.law import check_fits, law_of
from engine.planes.leaves import Range, leaves_of
from engine.rules import RuleSet
from regulations.catalog import bundled
from regulations.model import Effect, Level
from tests.portfolios import compiled_law
from tests.strategies import Draft
from tests.toy_law import DEHP, OXIME, SUBSTANCES, UNLISTED, entry, member

from .test_planes import LIST, PPB, article, exceeded, one_entry

MATERIAL = Level.HOMOGENEOUS_MATERIAL


def counting(limit: Fraction, factor: Fraction | int, level: Level = MATERIAL) -> RuleSet:
    """One entry with such a limit, counting so much of DEHP."""
    members = member(DEHP, str(factor))
    return compiled_law([[entry(LIST, "dehp", Effect.RESTRICT, level, str(limit), members)]])


def factors(rules: RuleSet, most: Range) -> list[int]:
    """What the law counts with in a portfolio of such a range; 0 is what no column holds."""
    return law_of(rules, replace(article((1, PPB)), range=most)).factor.tolist()


def test_the_range_bounds_every_sum_and_by_less_than_a_millionth_too_much() -> None:
    shares = ((5, 3_000_000_000 * PPB), (10**16, 1 * PPB))
    held = article(*shares, whole=10**17).range
    exact = 5 * 3 * 10**9 + 10**16 * 2 * 10**9
    assert (held.share, held.mass) == (3 * 10**9, 10**17)
    assert exact <= held.numerator <= exact * (1 + Fraction(1, 10**6))


def test_a_portfolio_without_rows_has_no_range_and_takes_any_law() -> None:
    nothing = leaves_of(Draft().arrays()[0])
    assert nothing.range == Range(0, 0, 0)
    assert article((7, Fraction(0))).range.share == 0
    check_fits(nothing, law_of(one_entry("0.001"), nothing))


def test_a_law_has_room_for_parts_of_two_hundred_and_fifty_six_times_the_mass() -> None:
    held = replace(article((1, PPB)), range=Range(9 * 10**9, 3, 2))
    assert law_of(one_entry("0.001"), held).fits == Range(9 * 10**9, 768, 512)
    held = replace(held, range=Range(1, 0, 0))
    assert law_of(one_entry("0.001"), held).fits == Range(8 * 10**9, 0, 0)


@pytest.mark.parametrize("name", ["share", "numerator", "mass"])
def test_a_portfolio_may_fill_the_room_of_a_law_and_not_leave_it(name: str) -> None:
    held = article((1, PPB))
    law = law_of(one_entry("0.001"), held)
    full = replace(held, range=law.fits)
    check_fits(full, law)
    more = replace(law.fits, **{name: getattr(law.fits, name) + 1})
    with pytest.raises(InvalidStructure, match="heavier"):
        check_fits(replace(held, range=more), law)


def test_the_part_that_is_too_heavy_is_named_among_several() -> None:
    held = article((1, PPB))
    columns = held.columns._replace(
        articles=np.array([0, 0, 2, 3], dtype=np.int32), mass=np.array([3, 9, 5], dtype=np.uint64)
    )
    parts = replace(held.parts, node=np.array([10, 11, 12], dtype=np.int32))
    heavy = replace(held, columns=columns, parts=parts, range=Range(1, 1, 10**6))
    with pytest.raises(InvalidStructure, match="part 1, node 11, is heavier"):
        check_fits(heavy, law_of(one_entry("0.001"), held))


@pytest.mark.parametrize(
    ("share", "factor", "fits"),
    [
        (1, 2_305_843_009, True),  # times eight wholes it is 2**64 less a billion and a half
        (1, 2_305_843_010, False),
        (2**33, 2**31 - 1, True),
        (2**33, 2**31, False),  # exactly 2**64
    ],
)
def test_a_sum_that_leaves_sixty_four_bits_goes_the_exact_way(
    share: int, factor: int, *, fits: bool
) -> None:
    rules = counting(Fraction(1), factor)
    assert factors(rules, Range(share, 1, 1)) == [factor if fits else 0]


@pytest.mark.parametrize(
    ("counts", "fits"), [(2**63 - 1, True), (2**63, False), (2**64, False), (10**21, False)]
)
def test_a_limit_that_leaves_sixty_three_bits_goes_the_exact_way(
    counts: int, *, fits: bool
) -> None:
    assert factors(counting(counts * PPB, 1), Range(1, 1, 1)) == [int(fits)]


@pytest.mark.parametrize(
    ("most", "limit", "fits"),
    [
        (Range(1, 2**119 - 1, 0), 0, True),
        (Range(1, 2**119, 0), 0, False),
        (Range(1, 0, 2**57 - 1), 2**62, True),
        (Range(1, 0, 2**57), 2**62, False),
    ],
)
def test_a_sum_over_an_article_that_leaves_its_bits_goes_the_exact_way(
    most: Range, limit: int, *, fits: bool
) -> None:
    assert factors(counting(limit * PPB, 1, Level.ARTICLE), most) == [int(fits)]
    assert factors(counting(limit * PPB, 1), most) == [1]


def test_limits_and_factors_are_scaled_until_both_are_whole() -> None:
    # A third of the substance counts, and the limit is a tenth of a part per billion.
    law = law_of(counting(Fraction(1, 10**10), Fraction(1, 3)), article((1, PPB)))
    assert (law.factor.tolist(), law.limit.tolist()) == ([10], [3])
    for counts, fits in ((2**61, True), (2**62, False)):
        assert factors(counting(counts * PPB, Fraction(1, 3)), Range(1, 1, 1)) == [int(fits)]


@pytest.mark.parametrize(
    ("level", "upper_bound", "counts"),
    [
        (Level.ARTICLE, False, {11: 1, 12: 0}),  # the register pairs the two numbers: it may be it
        (MATERIAL, False, {11: 1, 12: 0}),
        (MATERIAL, True, {11: 0, 12: 0}),
        (Level.PART, False, {11: 0, 12: 0}),
    ],
)
def test_what_may_count_for_less_or_is_divided_by_something_else_goes_the_exact_way(
    level: Level, *, upper_bound: bool, counts: dict[int, int]
) -> None:
    members = member(OXIME, upper_bound=upper_bound)
    rules = compiled_law([[entry(LIST, "oxime", Effect.RESTRICT, level, "0.001", members)]])
    law = law_of(rules, article((1, PPB)))
    assert dict(zip(law.substance.tolist(), law.factor.tolist(), strict=True)) == counts


def test_a_relative_of_a_group_by_its_name_alone_goes_the_exact_way() -> None:
    everything, name = (Evidence(full_material=True),), "Caesium perfluorohexane-1-sulfonate"
    bom = replace(article((1, PPB)).bom, evidences=everything, names={UNLISTED: name})
    rules = compile_rules(bundled(), ["eu-reach-candidate-list"], as_of=date(2026, 1, 1))
    law, number = law_of(rules, leaves_of(bom)), SUBSTANCES.index(UNLISTED)
    counted = {
        rules.entries[rule].id: int(factor)
        for substance, rule, factor in zip(law.substance, law.rule, law.factor, strict=True)
        if substance == number
    }
    assert counted == {"SVHC-174": 0}


@pytest.mark.parametrize(("more", "expected"), [(0, False), (1, True)])
def test_whatever_does_not_fit_is_judged_all_the_same(more: int, *, expected: bool) -> None:
    rules = counting(Fraction(2**63), 2**64)
    held = article((1000, Fraction(1, 2) + more * PPB))
    assert not np.any(law_of(rules, held).factor)
    assert exceeded(held, rules) is expected


def test_a_share_of_more_than_thirty_two_bits_goes_the_exact_way() -> None:
    most = (2**32 - 1) * PPB
    for share, is_hard in ((most, False), (most + PPB, True)):
        held = article((1000, share))
        assert held.hard.tolist() == [is_hard]
        assert exceeded(held, one_entry("4"))


def test_substances_are_numbered_in_sixteen_bits_as_long_as_those_are_enough() -> None:
    bom = article((3, PPB)).bom
    for count, width in ((2**16, np.uint16), (2**16 + 1, np.uint32)):
        many = replace(bom, substances=bom.substances[:1] * count)
        assert leaves_of(many).columns.substance.dtype == width


def test_more_rows_than_their_numbers_can_tell_apart_are_refused() -> None:
    bom = article((3, PPB)).bom
    endless = np.broadcast_to(np.int64(0), (2_147_483_648,))
    many = replace(bom, constituents=replace(bom.constituents, material=endless))
    with pytest.raises(InvalidStructure, match="2147483648 constituents in 2 nodes"):
        leaves_of(many)
