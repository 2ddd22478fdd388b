"""A substance counts by whichever of its numbers it is declared, once, and never by its name."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from engine.explain import explain
from engine.outcomes import Status
from engine.roll_up import roll_up
from tests.judging import SVHC, Example, judged, structure

AS_OF = date(2026, 11, 21)
ROHS = "eu-rohs"
LEAD, LEAD_EC = {"cas": "7439-92-1"}, {"ec": "231-100-4"}


def held(
    *substances: dict[str, Any], lists: tuple[str, ...] = (SVHC, ROHS), **more: Any
) -> Example:
    part = {"part_number": "p", "mass": {"value": "1", "unit": "g"}, "substances": list(substances)}
    return judged(structure(part, **more), AS_OF, lists)


@pytest.mark.parametrize("named", [LEAD, LEAD_EC])
def test_either_number_of_lead_comes_to_the_same(named: dict[str, str]) -> None:
    found = held({**named, "percent": "2"})
    assert found.outcomes("lead") == ["exceeded"]
    assert found.status("@unit", ROHS) is Status.NON_COMPLIANT


def test_the_element_factor_holds_for_every_number_of_the_compound() -> None:
    by_cas, by_ec = (
        held({**named, "ppm": "1078"}, lists=(ROHS,)).verdict.cases[0].low
        for named in ({"cas": "1317-36-8"}, {"ec": "215-267-0"})
    )
    assert by_cas == by_ec
    assert held({"ec": "215-267-0", "ppm": "1050"}, lists=(ROHS,)).outcomes("lead") == []


def test_a_number_that_the_list_does_not_write_hits_by_its_partner() -> None:
    found = held({"ec": "933-378-9", "percent": "1"}, lists=(SVHC,))
    assert found.outcomes("SVHC-124") == ["declare"]


def test_one_substance_by_two_numbers_is_added_up_and_told_once() -> None:
    found = held({**LEAD, "percent": "0.06"}, {**LEAD_EC, "percent": "0.06"})
    (case,) = (case for case in found.verdict.cases if case.list_id == SVHC)
    assert [str(one.substance) for one in case.substances] == ["7439-92-1"]
    assert [duty.substance for duty in found.verdict.duties if duty.duty == "reach_art33"] == [
        "7439-92-1"
    ]


@pytest.mark.parametrize("told", ["7439-92-1", "231-100-4"])
@pytest.mark.parametrize("named", [LEAD, LEAD_EC])
def test_a_tonnage_is_found_by_either_number(named: dict[str, str], told: str) -> None:
    found = held({**named, "percent": "2"}, annual_tonnes={told: "5"})
    assert len(found.duties("reach_art7_2")) == 1
    assert [gap for gap in found.verdict.gaps if "tonnes" in gap.reason] == []


def test_a_number_paired_with_several_substances_is_possible_for_each_never_certain() -> None:
    found = held({"ec": "477-300-7", "percent": "50"}, lists=(SVHC,))
    assert found.outcomes("SVHC-205") == ["possible"]
    (case,) = found.verdict.cases
    assert "paired" in case.reason


def test_a_list_that_names_both_numbers_tells_them_apart() -> None:
    # The register pairs 10486-00-7 with the EC number of 7632-04-4; the Candidate List has both.
    found = held({"cas": "10486-00-7", "percent": "1"}, lists=(SVHC,))
    assert found.outcomes("SVHC-154") == ["declare"]
    assert found.outcomes("SVHC-155") == []


@pytest.mark.parametrize(
    ("number", "outcomes"),
    [
        ({"cas": "10486-00-7"}, {"SVHC-154": "declare", "SVHC-155": "not_present"}),
        ({"ec": "477-300-7"}, {"SVHC-205": "possible"}),
    ],
)
def test_recounted_a_number_is_what_the_list_and_the_register_make_of_it(
    number: dict[str, str], outcomes: dict[str, str]
) -> None:
    found = held({**number, "percent": "50"}, lists=(SVHC,))
    line, node = found.evaluation.line, found.node("p")
    rules = {entry.id: rule for rule, entry in enumerate(line.rules.entries)}
    for entry, outcome in outcomes.items():
        again = explain(line.bom, line.rules, node, rules[entry])
        assert again.outcome.word == outcome


@pytest.mark.parametrize("name", ["Coppor(Cu)", "ＣＯＰＰＥＲ", "Lead", "鉛"])
def test_a_name_beside_a_number_raises_doubts_at_most(name: str) -> None:
    copper = held({"cas": "7440-50-8", "percent": "50", "name": name})
    assert set(copper.outcomes()) <= {"possible"}


def test_a_listed_name_without_a_number_is_suspected_even_in_a_full_declaration() -> None:
    assert "possible" in held({"name": "ＬＥＡＤ", "percent": "3"}).outcomes("lead")


def test_a_rollup_shows_one_substance_for_all_its_numbers() -> None:
    found = held({**LEAD, "percent": "1"}, {**LEAD_EC, "percent": "2"})
    identity = found.evaluation.line.rules.identity
    elements = [e for e in found.evaluation.line.rules.entries if e.element == "Pb"]
    rollup = roll_up(found.product, found.structure.names, elements, identity)
    (total,) = rollup.substances
    assert (str(total.substance), total.mass) == ("7439-92-1", 30_000_000)
    assert [element.mass for element in rollup.elements] == [30_000_000]
