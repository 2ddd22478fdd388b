"""What a deployment says of its products is said in every verdict, and decides what binds."""

from __future__ import annotations

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from .conftest import Run

ON = "2026-11-21"
POPS, XVII = "eu-pops", "eu-reach-annex-xvii"
LIGHTING = (
    "electrical_equipment,not:antifouling,not:childcare,not:clay_target,not:footwear,"
    "not:jewellery,not:measuring_device,not:moulding_kit,not:mouthable,not:skin_contact,"
    "not:textile,not:toy,not:wall_or_floor_covering,not:water_treatment"
)


def thing(*substances: dict[str, Any], context: tuple[str, ...] = ()) -> str:
    matter = {"id": "m", "mass": {"value": "1", "unit": "g"}, "substances": list(substances)}
    part = {"part_number": "p", "context": list(context), "materials": [matter]}
    declared = {"full_material_declaration": True}
    return json.dumps({"format": "chemgate-structure/1", "declared": declared, "part": part})


def lists_of(body: Any) -> dict[str, str]:
    return {one["list"]: one["status"] for one in body["lists"]}


PBDE = thing({"group": "pbde", "ppm": "600"})
NICKEL = thing({"cas": "7440-02-0", "percent": "8"})


def test_pbde_that_rohs_allows_is_no_breach_of_pops_in_electrical_equipment(judged: Any) -> None:
    uses = ("electrical_equipment", "not:toy", "not:childcare")
    said = [option for word in uses for option in ("--use", word)]
    told = judged(PBDE, "--list", POPS, "--list", "eu-rohs", *said)
    assert lists_of(told) == {POPS: "compliant", "eu-rohs": "compliant"}
    assert "use=electrical_equipment" in told["assumptions"]


def test_pbde_above_the_limit_of_pops_is_a_breach_where_nobody_says_what_it_is(judged: Any) -> None:
    assert lists_of(judged(PBDE, "--list", POPS)) == {POPS: "non_compliant"}
    assert lists_of(judged(PBDE, "--list", POPS, "--use", "not_eee")) == {POPS: "non_compliant"}


def test_a_part_that_says_itself_that_it_is_equipment_is_derogated_too(judged: Any) -> None:
    lamp = thing({"group": "pbde", "ppm": "600"}, context=("electrical_equipment", "packaging"))
    told = judged(lamp, "--list", POPS)
    assert lists_of(told) == {POPS: "compliant"}
    assert not [one for one in told["assumptions"] if one.startswith("use=")]


def test_a_toy_is_not_derogated_though_it_is_electrical(judged: Any) -> None:
    told = judged(PBDE, "--list", POPS, "--use", "electrical_equipment", "--use", "toy")
    assert lists_of(told) == {POPS: "non_compliant"}
    assert [case["entry"] for case in told["cases"]] == ["pbde-toys"]


def test_the_profile_makes_the_two_lists_binding_and_is_said(
    judged: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = judged(NICKEL)
    assert not {POPS, XVII} & lists_of(before).keys()
    assert before["assumptions"] == ["eee_category=1-7,10"]
    monkeypatch.setenv("CHEMGATE_USES", LIGHTING)
    after = judged(NICKEL)
    assert {POPS, XVII} <= lists_of(after).keys()
    assert after["status"] == "compliant"
    assert len(after["assumptions"]) == 1 + len(LIGHTING.split(","))
    assert "use=not toy" in after["assumptions"]


def test_a_profile_that_leaves_a_word_open_binds_nothing_more(
    judged: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHEMGATE_USES", LIGHTING.replace(",not:skin_contact", ""))
    assert XVII not in lists_of(judged(NICKEL))
    asked = judged(NICKEL, "--list", XVII)
    assert [case["entry"] for case in asked["cases"]] == ["27"]
    assert asked["cases"][0]["outcome"] == "possible"


def test_a_question_that_says_its_uses_does_not_take_those_of_the_profile(
    judged: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHEMGATE_USES", LIGHTING)
    told = judged(NICKEL, "--list", XVII, "--use", "skin_contact")
    assert told["assumptions"] == ["eee_category=1-7,10", "use=skin_contact"]
    assert [case["entry"] for case in told["cases"]] == ["27"]


def test_explain_still_shows_the_laws_that_the_uses_rule_out(judged: Any) -> None:
    told = judged(NICKEL, "--list", XVII, "--use", "not:toy", "--use", "not:childcare", "--explain")
    (toys,) = [case for case in told["cases"] if case["entry"] == "51-toys"]
    assert toys["outcome"] == "not_applicable"


def test_the_lists_say_which_words_are_still_needed(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def shown(list_id: str) -> Any:
        return run("lists", "show", list_id, "--as-of", ON, "--json").body

    assert shown(POPS)["binding_needs"] == ["childcare", "electrical_equipment", "toy"]
    assert not shown(POPS)["binding"]
    assert "childcare, electrical_equipment, toy" in run("lists", "show", POPS).out
    monkeypatch.setenv("CHEMGATE_USES", "electrical_equipment,not:toy,not:childcare")
    assert shown(POPS)["binding"]
    assert shown(POPS)["binding_needs"] == []
    assert "skin_contact" in shown(XVII)["binding_needs"]
    assert shown("us-ca-prop65")["binding_needs"] == []


@pytest.mark.parametrize("words", ["toys", "toy,not:toy", "leather"])
def test_a_word_that_no_law_asks_for_is_a_wrong_question(
    run: Run, tmp_path: Any, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    (tmp_path / "s.json").write_text(NICKEL, encoding="utf-8")
    asked = ("check", "--structure", "s.json", "--json")
    options = [option for word in words.split(",") for option in ("--use", word)]
    said = run(*asked, *options)
    assert (said.code, said.body["error"]["code"]) == (2, "unknown-use")
    monkeypatch.setenv("CHEMGATE_USES", words)
    assert run(*asked).code == 2


def test_http_takes_the_same_words_and_says_the_same(client: TestClient) -> None:
    asked = {"as_of": "2024-10-01", "use": LIGHTING.split(",")}
    told = client.get("/v1/parts/TERMINAL-310/verdict", params=asked).json()
    assert "use=not toy" in told["assumptions"]
    assert {POPS, XVII} <= lists_of(told).keys()
    other = client.get("/v1/parts/TERMINAL-310/verdict", params={"as_of": "2024-10-01"}).json()
    assert not {POPS, XVII} & lists_of(other).keys()
    assert other["hash"] != told["hash"]
    wrong = client.get("/v1/parts/TERMINAL-310/verdict", params={"use": "toys"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "unknown-use")
