"""Structure files: what silence means, what is possible, what adds up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from .said import FULL, grams, outcomes, statuses, structure, thing

Judged = Callable[..., Any]


def test_full_declaration_means_that_silence_is_absence(judged: Judged) -> None:
    body = judged(structure(thing(), **FULL))
    assert (body["status"], body["coverage"]) == ("compliant", {"by_part": "1", "by_mass": "1"})


def test_without_a_declaration_silence_proves_nothing(judged: Judged) -> None:
    body = judged(structure(thing({"cas": "7440-50-8", "percent": "99"})))
    assert (body["status"], body["coverage"]) == ("unknown", {"by_part": "0", "by_mass": "0"})
    assert {gap["outcome"] for gap in body["gaps"]} <= {"no_data", "not_covered"}


def test_a_declared_list_covers_its_entries_up_to_its_version_and_no_others(
    judged: Judged,
) -> None:
    then = {"lists": [{"list": "eu-reach-candidate-list", "version": "2024-06-27"}]}
    asked = ("--list", "eu-reach-candidate-list")
    body = judged(structure(thing(), declared=then), *asked, "--as-of", "2024-07-01")
    assert body["status"] == "compliant"
    later = judged(structure(thing(), declared=then), *asked)
    assert later["status"] == "unknown"
    (gap,) = later["gaps"]
    assert gap["outcome"] == "not_covered"
    assert 0 < gap["entries"] < 30
    assert statuses(judged(structure(thing(), declared=then)))["eu-rohs"] == "unknown"


def test_a_declaration_on_a_part_holds_for_what_is_below_it_only(judged: Judged) -> None:
    inner = thing(part_number="inner")
    spoken = {"part_number": "spoken", "parts": [{"quantity": "1", "part": inner}], **FULL}
    beside = thing(part_number="beside")
    parts = [{"quantity": "1", "part": spoken}, {"quantity": "3", "part": beside}]
    body = judged(structure({"part_number": "all", "parts": parts}))
    assert body["coverage"] == {"by_part": "0.5", "by_mass": "0.25"}
    assert {tuple(gap["path"]) for gap in body["gaps"]} == {("all", "beside")}


def test_a_part_of_which_nothing_is_told_has_no_data_even_below_a_full_declaration(
    judged: Judged,
) -> None:
    bare = {"part_number": "bare", "mass": grams("1")}
    parts = [{"quantity": "1", "part": thing()}, {"quantity": "1", "part": bare}]
    body = judged(structure({"part_number": "all", "parts": parts}, **FULL))
    assert (body["status"], body["coverage"]["by_part"]) == ("unknown", "0.5")
    assert {(gap["outcome"], tuple(gap["path"])) for gap in body["gaps"]} == {
        ("no_data", ("all", "bare"))
    }


def test_a_violation_outranks_what_nobody_told(judged: Judged) -> None:
    bad = thing({"cas": "117-81-7", "percent": "0.2"})
    parts = [{"part": bad}, {"part": {"part_number": "bare"}}]
    body = judged(structure({"part_number": "all", "parts": parts}, **FULL))
    assert body["status"] == "non_compliant"
    assert body["coverage"] == {"by_part": "0.5", "by_mass": None}
    assert "no_data" in {gap["outcome"] for gap in body["gaps"]}


DEHP: Mapping[str, str] = {"cas": "117-81-7"}


@pytest.mark.parametrize(
    ("amount", "told"),
    [
        ({"ppm": "1000"}, []),
        ({"ppm": "1000.000000001"}, ["exceeded"]),
        ({"percent": "0.1"}, []),
        ({"mass": {"value": "1", "unit": "mg"}}, []),
        ({"mass": {"value": "1000001", "unit": "ng"}}, ["exceeded"]),
        ({"percent": {"min": "0.05", "max": "0.15"}}, ["possible"]),
        ({"percent": {"min": "0.01", "max": "0.1"}}, []),
        ({"percent": {"max": "0.2"}}, ["possible"]),
        ({"ppm": {"min": "1000.1", "max": "5000"}}, ["exceeded"]),
        ({"mass": {"min": "1", "max": "2", "unit": "mg"}}, ["possible"]),
        ({}, ["possible"]),
    ],
    ids=str,
)
def test_amounts_are_held_exactly_against_the_limit(
    judged: Judged, amount: Mapping[str, Any], told: list[str]
) -> None:
    body = judged(structure(thing({**DEHP, **amount}), **FULL))
    assert outcomes(body, "eu-rohs") == told


@pytest.mark.parametrize(
    ("number", "told"),
    [("1e3", []), ("1.0e+3", []), ("1000.0001", ["exceeded"]), ("10000001e-4", ["exceeded"])],
)
def test_a_json_number_is_read_by_its_own_text(
    judged: Judged, number: str, told: list[str]
) -> None:
    text = structure(thing({**DEHP, "ppm": "?"}), **FULL).replace('"?"', number)
    assert outcomes(judged(text), "eu-rohs") == told


def test_the_same_substance_twice_in_a_material_is_added_up(judged: Judged) -> None:
    twice = structure(thing({**DEHP, "ppm": "600"}, {**DEHP, "ppm": "600"}), **FULL)
    (case,) = [case for case in judged(twice)["cases"] if case["list"] == "eu-rohs"]
    assert (case["outcome"], case["ppm"]) == ("exceeded", "1200")


@pytest.mark.parametrize(
    "named",
    [
        {"cas": "7439-92-1"}, {"cas": "CAS 7439-92-1"}, {"ec": "231-100-4"}, {"dsl": "00021"},
        {"cas": "\uff17439-92-1"}, {"cas": "7439\u201092\u20101"},
    ],
    ids=str,
)  # fmt: skip
def test_a_substance_is_known_by_whichever_number_it_is_given(
    judged: Judged, named: Mapping[str, str]
) -> None:
    body = judged(structure(thing({**named, "percent": "0.2"}), **FULL))
    assert statuses(body)["eu-rohs"] == "non_compliant"


def test_a_group_may_be_told_as_a_whole(judged: Judged) -> None:
    for amount, told in (("1000", []), ("1001", ["exceeded"])):
        body = judged(structure(thing({"group": "pbde", "ppm": amount}), **FULL))
        assert outcomes(body, "eu-rohs") == told


def test_a_wrong_check_digit_is_an_error_and_may_be_what_it_nearly_is(judged: Judged) -> None:
    body = judged(structure(thing({"cas": "7439-92-2", "percent": "3"}), **FULL))
    assert body["status"] == "unknown"
    assert set(outcomes(body, "eu-rohs")) == {"possible"}
    (finding,) = [one for one in body["findings"] if one["severity"] == "error"]
    assert finding["code"] == "cas-check-digit"
    assert finding["where"] == "/part/substances/0"


def test_a_wrong_number_far_from_every_listed_one_is_vouched_for_by_a_full_declaration(
    judged: Judged,
) -> None:
    wrong = {"cas": "25068-38-2", "percent": "3"}
    assert judged(structure(thing(wrong), **FULL))["status"] == "compliant"
    assert judged(structure(thing(wrong)))["status"] == "unknown"


def test_the_name_of_a_listed_substance_is_not_vouched_away(judged: Judged) -> None:
    body = judged(structure(thing({"name": "lead", "percent": "3"}), **FULL))
    assert (body["status"], outcomes(body, "eu-rohs")) == ("unknown", ["possible"])
    secret = judged(structure(thing({"name": "trade secret", "percent": "3"}), **FULL))
    assert secret["status"] == "compliant"
    assert ("notice", "substance-undisclosed") in [
        (f["severity"], f["code"]) for f in secret["findings"]
    ]


@pytest.mark.parametrize("wrong", [{"sn": "SN9999"}, {"sn": "zzz"}, {"dsl": "zzz"}])
def test_a_number_that_stands_for_nothing_here_is_told_and_unidentified(
    judged: Judged, wrong: dict[str, str]
) -> None:
    declared = {"lists": [{"list": "eu-rohs", "version": "2021-07-22"}]}
    part = thing({**wrong, "percent": "3"})
    body = judged(structure(part, declared=declared), "--list", "eu-rohs")
    assert body["status"] == "unknown"
    assert set(outcomes(body, "eu-rohs")) == {"possible"}
    assert [f["code"] for f in body["findings"]] == ["substance-id-unknown"]


def test_what_a_full_declaration_leaves_unnamed_is_a_notice(judged: Judged) -> None:
    body = judged(structure(thing({"cas": "7440-50-8", "percent": "97.5"}), **FULL))
    assert [(f["severity"], f["message"]) for f in body["findings"]] == [
        ("notice", "2.5 % of the material is not named")
    ]


def test_more_than_all_of_a_material_is_a_warning_and_stops_no_verdict(judged: Judged) -> None:
    copper = {"cas": "7440-50-8", "percent": "60"}
    body = judged(structure(thing(copper, copper), **FULL))
    assert body["status"] == "compliant"
    assert [(f["severity"], f["code"]) for f in body["findings"]] == [("warning", "percent-sum")]


def test_a_stated_mass_that_is_not_the_sum_is_told_and_stays_the_denominator(
    judged: Judged,
) -> None:
    held = {"id": "m", "mass": grams("1"), "substances": [{**DEHP, "percent": "1"}]}
    part = {"part_number": "p", "mass": grams("20"), "materials": [held]}
    body = judged(structure(part, **FULL))
    assert ("warning", "mass-sum") in [(f["severity"], f["code"]) for f in body["findings"]]
    assert outcomes(body, "eu-rohs") == ["exceeded"]
    assert outcomes(body, "eu-reach-candidate-list") == []


def test_a_mass_is_not_needed_where_shares_of_a_material_decide(judged: Judged) -> None:
    materials = [
        {"id": "m", "substances": [{**DEHP, "percent": "0.2"}]},
        {"id": "n", "mass": grams("1"), "substances": []},
    ]
    body = judged(structure({"part_number": "p", "materials": materials}, **FULL))
    assert outcomes(body, "eu-rohs") == ["exceeded"]
    assert outcomes(body, "eu-reach-candidate-list") == []
    assert ("no_data", "eu-reach-candidate-list") in [
        (gap["outcome"], gap["list"]) for gap in body["gaps"]
    ]
    assert statuses(body)["eu-reach-candidate-list"] == "unknown"


def test_repeated_names_among_siblings_are_told_apart(judged: Judged) -> None:
    bad = thing({**DEHP, "percent": "0.2"})
    body = judged(
        structure({"part_number": "all", "parts": [{"part": bad}, {"part": bad}]}, **FULL)
    )
    paths = [case["path"] for case in body["cases"] if case["list"] == "eu-rohs"]
    assert paths == [["all", "p"], ["all", "p#2"]]
