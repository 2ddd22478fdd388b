"""Where a mass is missing: what is certain stays certain, and nothing else is said."""

from __future__ import annotations

from datetime import date
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
    assert (found.status, found.gaps[-1].reason) == (
        Status.UNKNOWN,
        "a mass is missing that would decide",
    )


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
