"""Where a mass is missing: what is certain stays certain, and nothing else is said."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from engine.outcomes import Status
from tests.judging import SVHC, Example, judged, mass, structure

AS_OF = date(2024, 6, 1)
DEHP, LEAD = "117-81-7", "7439-92-1"


def asked(part: dict[str, Any], **more: Any) -> Example:
    return judged(structure(part, **more), AS_OF, [SVHC], explain=True)


def outcome(example: Example) -> list[str]:
    """Outcomes by both runs, of what was counted."""
    counted = [one for one in example.verdict.cases if one.trace is not None]
    assert all(one.trace and one.trace.outcome is one.outcome for one in counted)
    return [one.outcome.word for one in counted]


def article(*materials: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"part_number": "a", "materials": list(materials)} | more


def plastic(percent: str, **more: Any) -> dict[str, Any]:
    return {"id": "plastic", "substances": [{"cas": DEHP, "percent": percent}]} | more


UNWEIGHED = {"id": "unweighed", "substances": []}


def test_what_breaches_in_every_material_breaches_in_an_article_of_unknown_mass() -> None:
    assert outcome(asked(article(plastic("0.2"), plastic("0.3", id="other")))) == ["declare"]
    assert outcome(asked(article(plastic("0.2"), UNWEIGHED))) == []
    found = asked(article(plastic("0.2"), UNWEIGHED)).verdict
    gap = found.gaps[-1]
    assert (found.status, gap.entries) == (Status.UNKNOWN, 1)
    assert gap.reason == "a mass is missing that would decide"


def test_the_share_shown_for_an_article_of_unknown_mass_is_the_least_of_its_materials() -> None:
    (case,) = [
        one
        for one in asked(article(plastic("0.2"), plastic("0.3", id="other"))).verdict.cases
        if one.trace is not None
    ]
    assert (case.low, case.numerator, case.denominator) == (Fraction(2, 1000), None, None)


def test_an_article_weighs_at_most_what_the_weighed_thing_around_it_leaves_for_it() -> None:
    inner = article(plastic("50", mass=mass("1 g")), UNWEIGHED)
    for grams, told in (("100", ["declare"]), ("1000", [])):
        top = {"part_number": "top", "mass": mass(f"{grams} g"), "parts": [{"part": inner}]}
        assert outcome(asked(top)) == told, grams


@pytest.mark.parametrize(("quantity", "told"), [("1", []), ("5", []), ("6", ["declare"])])
def test_the_bound_is_shared_by_all_that_stand_there(quantity: str, told: list[str]) -> None:
    inner = article(plastic("50", mass=mass("1 g")), UNWEIGHED)
    held = [{"quantity": quantity, "part": inner}]
    assert outcome(asked({"part_number": "top", "mass": mass("2500 g"), "parts": held})) == told


def test_a_part_of_the_whole_that_was_never_weighed_is_not_bounded_by_itself() -> None:
    assert outcome(asked(article(plastic("0.2"), plastic("0.01", id="other")))) == []


def test_a_mass_of_a_substance_counts_though_nobody_weighed_its_material() -> None:
    row = {"cas": DEHP, "mass": mass("20 mg")}
    example = asked(article({"id": "m", "substances": [row]}, UNWEIGHED, mass=mass("10 g")))
    assert outcome(example) == ["declare"]
    (case,) = [one for one in example.verdict.cases if one.trace is not None]
    assert case.low is not None
    assert (case.low * 10**6, case.high) == (2000, case.low)


def test_a_share_and_a_mass_of_one_substance_add_up_in_the_number_that_is_shown() -> None:
    rows = [{"cas": DEHP, "percent": "0.1"}, {"cas": DEHP, "mass": mass("20 mg")}]
    example = asked(article({"id": "m", "substances": rows}, mass=mass("10 g")))
    (case,) = [one for one in example.verdict.cases if one.trace is not None]
    assert (case.numerator, case.denominator) == (30 * 10**6, 10 * 10**9)
    assert case.low == Fraction(3, 1000)


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [("9", "10", "below"), ("9", "11", "possible"), ("11", "12", "declare")],
)
def test_a_range_of_masses_is_certain_possible_or_excluded(low: str, high: str, told: str) -> None:
    row = {"cas": DEHP, "mass": {"min": low, "max": high, "unit": "mg"}}
    example = asked(article({"id": "m", "substances": [row]}, mass=mass("10 g")))
    assert outcome(example) == [told]


def test_an_exemptions_own_limit_is_that_of_the_alloy_and_not_of_the_article() -> None:
    from tests.written_catalog import catalog_of  # noqa: PLC0415 - the small law, only here
    from tests.written_law import PB, entry  # noqa: PLC0415

    law = entry("pb", "restrict", "article", "0.001", LEAD, **PB)
    catalog = catalog_of({"company-prohibited": (law,)})
    row = {"cas": LEAD, "percent": "8", "exemption": "up-to-4"}
    alloy = {"id": "alloy", "mass": mass("1 g"), "substances": [row]}
    rest = {"id": "rest", "mass": mass("9 g"), "substances": []}
    tree = structure(article(alloy, rest))
    # 0.8 % of the article would be under 4 %; the alloy holds 8 %.
    found = judged(tree, AS_OF, ["company-prohibited"], catalog=catalog)
    assert found.outcomes() == ["exemption_invalid"]
