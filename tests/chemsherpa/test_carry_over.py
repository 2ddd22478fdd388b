"""What remains of a mixture: shares of what is left, exact, ranges and all."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction

import pytest

from chemsherpa.assembly.carry_over import Remains, carry_over
from chemsherpa.assembly.ingredients import Ingredient
from chemsherpa.assembly.quotients import Term, extreme_quotient
from chemsherpa.assembly.transfer import Fate, MaterialWords, Mixture, Transfer, Yielded
from chemsherpa.errors import NotAssembled

TIN, ROSIN, TOLUENE, PBO, LEAD = "7440-31-5", "8050-09-7", "108-88-3", "1317-36-8", "7439-92-1"


def of(identity: str, low: str | None, high: str | None = None) -> Ingredient:
    least = None if low is None else Fraction(low)
    return Ingredient(identity, "", least, least if high is None else Fraction(high))


def stays(identity: str, share: str = "1", *made: Yielded) -> Fate:
    return Fate(identity, "", Fraction(share), made)


def transfer(*fates: Fate, rest: str | None = "1") -> Transfer:
    kept = None if rest is None else Fraction(rest)
    return Transfer(Mixture("PASTE"), MaterialWords("Solder"), fates, kept, "reflow")


def shares(remains: Remains) -> dict[str, tuple[Fraction | None, Fraction | None]]:
    return {each.identity: (each.low, each.high) for each in remains.substances}


def test_85_percent_of_a_paste_are_91_104_percent_of_the_joint() -> None:
    # A real pair of declarations: 6.7 % of the paste is flux that does not stay.
    remains = carry_over([of(TIN, "85"), of(ROSIN, "6.7")], transfer(stays(TIN), stays(ROSIN, "0")))
    assert remains.low == remains.high == Fraction("93.3")
    assert shares(remains) == {
        TIN: (Fraction("8500") / Fraction("93.3"), Fraction("8500") / Fraction("93.3"))
    }
    assert round(float(Fraction("8500") / Fraction("93.3")), 3) == 91.104


def test_the_trace_tells_every_step() -> None:
    remains = carry_over([of(TIN, "85"), of(ROSIN, "6.7")], transfer(stays(TIN), stays(ROSIN, "0")))
    assert remains.steps == (
        "transfer of PASTE into Solder: reflow",
        "7440-31-5: 85 % of PASTE; all of it stays",
        "8050-09-7: 6.7 % of PASTE; all of it leaves",
        "not named: at most 8.3 % of PASTE; all of it stays",
        "of 100 parts by mass remain 93.3",
    )
    assert remains.substances[0].step == "7440-31-5: 85 of 93.3 = 91.103965702 % of the material"


def test_a_mixture_of_which_all_stays_keeps_its_ranges_to_the_digit() -> None:
    remains = carry_over([of(LEAD, "0.05", "0.15")], transfer(stays(LEAD)))
    assert shares(remains) == {LEAD: (Fraction("0.05"), Fraction("0.15"))}


def test_what_reacts_counts_as_what_it_becomes() -> None:
    made = Yielded(LEAD, "Lead", Fraction("0.92832"))
    remains = carry_over([of(PBO, "10")], transfer(stays(PBO, "0.2", made)))
    lead, oxide = 8 * Fraction("0.92832"), Fraction(2)
    whole = 90 + lead + oxide
    assert shares(remains) == {PBO: (oxide / whole * 100,) * 2, LEAD: (lead / whole * 100,) * 2}


def test_a_resin_that_becomes_polymer_weighs_but_is_not_named() -> None:
    cured = Yielded("", "cured", Fraction(1), is_rest=True)
    remains = carry_over(
        [of(ROSIN, "60"), of(TIN, "40")], transfer(stays(ROSIN, "0", cured), stays(TIN), rest=None)
    )
    assert shares(remains) == {TIN: (Fraction(40), Fraction(40))}


def test_the_ends_of_a_range_are_those_of_every_mixture_within_it() -> None:
    rng = random.Random(5)
    for _ in range(40):
        ends = [sorted(Fraction(rng.randrange(0, 300), 10) for _ in range(2)) for _ in range(3)]
        names = [TIN, ROSIN, TOLUENE]
        kept = [Fraction(rng.randrange(0, 5), 4) for _ in names]
        rest = Fraction(rng.randrange(1, 5), 4)
        fates = transfer(
            *(stays(n, str(k)) for n, k in zip(names, kept, strict=True)), rest=str(rest)
        )
        remains = carry_over(
            [of(n, str(a), str(b)) for n, (a, b) in zip(names, ends, strict=True)], fates
        )
        for _ in range(20):
            x = [a + (b - a) * Fraction(rng.randrange(0, 5), 4) for a, b in ends]
            whole = sum(k * v for k, v in zip(kept, x, strict=True)) + rest * (100 - sum(x))
            for name, value, share in zip(names, x, kept, strict=True):
                if share:
                    low, high = shares(remains)[name]
                    assert low is not None
                    assert high is not None
                    assert low <= 100 * value * share / whole <= high


def test_ranges_that_may_exceed_100_only_widen_the_result() -> None:
    remains = carry_over(
        [of(TIN, "50", "90"), of(TOLUENE, "10", "50")],
        transfer(stays(TIN), stays(TOLUENE, "0")),
    )
    low, high = shares(remains)[TIN]
    assert high == 100
    assert low is not None
    assert low <= Fraction(5000, 90)


def test_an_amount_that_was_not_told_stays_untold_and_opens_the_others() -> None:
    remains = carry_over(
        [of(TIN, "50"), of(TOLUENE, None)], transfer(stays(TIN), stays(TOLUENE, "0"))
    )
    assert shares(remains) == {TIN: (Fraction(50), Fraction(100))}
    kept = carry_over([of(TIN, None)], transfer(stays(TIN)))
    assert shares(kept) == {TIN: (None, None)}


def test_every_substance_must_be_spoken_for_and_all_that_are_missing_are_named() -> None:
    with pytest.raises(NotAssembled) as refused:
        carry_over([of(TIN, "50"), of(TOLUENE, "10")], transfer(rest=None))
    assert refused.value.code == "transfer-incomplete"
    for missing in (TIN, TOLUENE, "rest (40 %)"):
        assert missing in refused.value.message


def test_a_substance_is_found_by_its_number_however_it_is_written() -> None:
    remains = carry_over([of(" 7440-31-5 ", "100")], transfer(stays(TIN), rest=None))
    assert [each.low for each in remains.substances] == [100]


def test_a_mixture_of_which_nothing_stays_is_no_material() -> None:
    with pytest.raises(NotAssembled) as refused:
        carry_over([of(TOLUENE, "100")], transfer(stays(TOLUENE, "0")))
    assert refused.value.code == "transfer-leaves-nothing"


def test_the_extremes_of_a_quotient_are_those_of_all_corners() -> None:
    rng = random.Random(3)
    for _ in range(60):
        terms = [
            Term(Fraction(low), Fraction(low + rng.randrange(0, 4)), *(
                Fraction(rng.randrange(0, 5)) for _ in range(2)
            ))
            for low in (rng.randrange(0, 4) for _ in range(4))
        ]  # fmt: skip
        base = Fraction(rng.randrange(1, 5))
        corners = [
            sum(t.above * x for t, x in zip(terms, at, strict=True))
            / (base + sum(t.below * x for t, x in zip(terms, at, strict=True)))
            for at in itertools.product(*((t.low, t.high) for t in terms))
        ]
        assert extreme_quotient(terms, base, most=False) == min(corners)
        assert extreme_quotient(terms, base, most=True) == max(corners)
