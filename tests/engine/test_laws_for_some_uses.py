"""Laws that only inform, that have to be reviewed, and that are for some uses only."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from engine.compile import compile_rules
from engine.evidence import Evidence
from engine.outcomes import Outcome, Status
from engine.silence import covered_by
from regulations import bundled
from tests.judging import judged, structure

DAY = date(2026, 11, 21)
XVII, XIV, PACKAGING = "eu-reach-annex-xvii", "eu-reach-annex-xiv", "eu-packaging"


def part(
    substance: dict[str, Any], *context: str, material: tuple[str, ...] = ()
) -> dict[str, Any]:
    matter = {"id": "m", "substances": [substance], "context": list(material)}
    return structure({"part_number": "p", "context": list(context), "materials": [matter]})


def dehp(percent: str) -> dict[str, Any]:
    return {"cas": "117-81-7", "percent": percent}


def test_a_substance_under_authorisation_is_told_and_never_a_breach() -> None:
    example = judged(part(dehp("30")), DAY, [XIV])
    assert example.verdict.status is Status.COMPLIANT
    (case,) = example.verdict.cases
    assert case.outcome is Outcome.INFORM
    assert case.entry.sunset_on == date(2015, 2, 21)
    assert example.verdict.duties == ()


def test_a_hit_of_a_law_without_numbers_is_possible_and_says_why() -> None:
    nickel = {"cas": "7440-02-0", "percent": "8"}
    example = judged(part(nickel, "skin_contact"), DAY, [XVII])
    (case,) = example.verdict.cases
    assert (case.entry.id, case.outcome) == ("27", Outcome.POSSIBLE)
    assert "has to be looked at" in case.reason
    assert "release rate" in case.entry.note


def test_laws_for_review_leave_a_part_clean_that_they_do_not_hit() -> None:
    copper = {"cas": "7440-50-8", "percent": "99"}
    example = judged(part(copper), DAY, [XVII, "eu-pops"])
    assert example.verdict.status is Status.COMPLIANT
    assert example.verdict.coverage.by_part == 1
    assert example.verdict.cases == ()


@pytest.mark.parametrize(
    ("use", "matter", "outcomes"),
    [
        (("toy",), ("plasticised",), {"51-toys": "exceeded", "51-articles": "possible"}),
        ((), ("plasticised",), {"51-toys": "possible", "51-articles": "possible"}),
        ((), (), {"51-toys": "possible", "51-articles": "possible"}),
        (("packaging",), ("plasticised",), {"51-articles": "possible"}),
        (("packaging", "not_eee"), ("plasticised",), {"51-articles": "exceeded"}),
        (("toy",), ("leather",), {}),
        (("toys",), ("plasticised",), {"51-toys": "possible", "51-articles": "possible"}),
    ],
)
def test_a_law_for_toys_holds_where_a_toy_is_told_and_is_open_where_nothing_is(
    use: tuple[str, ...], matter: tuple[str, ...], outcomes: dict[str, str]
) -> None:
    example = judged(part(dehp("0.2"), *use, material=matter), DAY, [XVII])
    assert {c.entry.id: c.outcome.word for c in example.verdict.cases} == outcomes


def test_a_use_that_is_told_of_a_part_holds_for_everything_in_it() -> None:
    inner = {"part_number": "lid", "substances": [{"cas": "7439-92-1", "ppm": "101"}]}
    outer = {"part_number": "box", "context": ["packaging"], "parts": [{"part": inner}]}
    example = judged(structure(outer), DAY, [PACKAGING])
    assert example.outcomes() == ["exceeded"]


def test_lead_chromate_counts_as_lead_and_as_hexavalent_chromium() -> None:
    chromate = {"cas": "7758-97-6", "ppm": "126"}
    example = judged(part(chromate, "packaging"), DAY, [PACKAGING])
    assert example.outcomes() == ["exceeded"]  # 80.2 % of it is lead and chromium: 101 ppm


@pytest.mark.parametrize("use", [("packaging",), ("toy",), ()])
def test_the_second_run_says_of_a_use_what_the_first_says(use: tuple[str, ...]) -> None:
    lead = {"cas": "7439-92-1", "ppm": "101"}
    example = judged(part(lead, *use), DAY, [PACKAGING], explain=True)
    computed = [case for case in example.verdict.cases if case.trace is not None]
    assert all(case.trace and case.trace.outcome is case.outcome for case in computed)
    assert len(computed) == (use != ("toy",))


def test_a_limit_that_steps_down_is_judged_as_of_its_day() -> None:
    pbde = {"cas": "1163-19-5", "ppm": "300", "intentionally_added": False}
    days = [date(2025, 6, 1), date(2026, 6, 1), date(2028, 1, 1)]
    found = [judged(part(pbde, material=("recovered",)), day, ["eu-pops"]) for day in days]
    assert [one.outcomes("pbde") for one in found] == [[], [], ["exceeded"]]


@pytest.mark.parametrize(
    ("intended", "outcome"), [(True, ["exceeded"]), (False, []), (None, ["possible"])]
)
def test_a_persistent_pollutant_on_purpose_breaches_at_any_content(
    intended: bool | None, outcome: list[str]
) -> None:
    hbcdd: dict[str, Any] = {"cas": "25637-99-4", "ppm": "5"}
    if intended is not None:
        hbcdd["intentionally_added"] = intended
    assert judged(part(hbcdd), DAY, ["eu-pops"]).outcomes() == outcome


def test_silence_of_a_managed_list_covers_restrictions_and_pollutants_up_to_its_day() -> None:
    rules = compile_rules(bundled(), [XVII, "eu-pops", PACKAGING], as_of=DAY)
    (told, _) = covered_by((Evidence(scheme_until=date(2024, 6, 27)),), rules)
    silent = {entry.id for entry, known in zip(rules.entries, told, strict=True) if not known}
    later = {"50a", "63-pvc", "79", "80", "81", "82"}
    later |= {"dechlorane-plus", "uv-328", "methoxychlor", "pbde-virgin"}
    assert silent == later | {"heavy-metals"}  # no criterion of chemSHERPA asks about packaging
