"""Numbers that cannot be read, groups and alloys: never taken for the absence of what they hide."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from .conftest import Run
from .said import FULL, ON, TERMINAL, altered, outcomes, structure, thing

Judged = Callable[..., Any]
SVHC, ROHS = "eu-reach-candidate-list", "eu-rohs"


@pytest.mark.parametrize("padded", ["0117-81-7", "000117-81-7", "CAS 117-81-7", "１１７-８１-７"])
def test_zeros_prefixes_and_wide_digits_do_not_hide_a_substance(
    judged: Judged, padded: str
) -> None:
    body = judged(structure(thing({"cas": padded, "percent": "50"}), **FULL))
    assert outcomes(body, ROHS) == ["exceeded"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"ec": "117-81-7"},
        {"cas": "204-211-0"},
        {"cas": "117817"},
        {"cas": "117-81-7, 84-74-2"},
        {"cas": "1318-36-9"},
        {"cas": "131-36-8"},
        {"cas": "13117-36-8"},
        {"sn": "SN0001"},
        {"dsl": "99999"},
        {"name": "DEHP"},
        {"name": "LEAD"},
        {"name": "Pb"},
        {"name": "plasticiser 117-81-7"},
    ],
)
def test_what_is_named_illegibly_stays_open_under_a_full_declaration(
    judged: Judged, wrong: dict[str, str]
) -> None:
    body = judged(structure(thing({**wrong, "percent": "5"}), **FULL))
    assert body["status"] == "unknown"
    assert body["findings"]


def test_a_group_holds_up_to_its_amount_of_every_member(judged: Judged) -> None:
    body = judged(structure(thing({"group": "pbde", "ppm": "2000"}), **FULL))
    assert outcomes(body, ROHS) == ["exceeded"]
    (member,) = [c for c in body["cases"] if c["list"] == SVHC]
    assert (member["outcome"], member["ppm"], member["ppm_max"]) == ("possible", "0", "2000")
    below = judged(structure(thing({"group": "pbde", "ppm": "900"}), **FULL))
    assert below["status"] == "compliant"


def test_a_group_of_one_law_says_nothing_of_another(judged: Judged) -> None:
    body = judged(structure(thing({"group": "pah8", "percent": "5"}), **FULL))
    assert outcomes(body, ROHS) == []
    assert set(outcomes(body, SVHC)) == {"possible"}


def test_an_alloy_number_alone_leaves_its_lead_open(judged: Judged) -> None:
    body = judged(structure(thing({"cas": "12597-71-6", "percent": "100"}), **FULL))
    found = {c["entry"]: c["outcome"] for c in body["cases"] if c["list"] == ROHS}
    assert found == {"lead": "possible", "cadmium": "possible"}
    told = {(c["trust"], c["reason"]) for c in body["cases"] if c["list"] == ROHS}
    assert told == {("K", "it is named by a group, number of many or alloy that may hold this one")}


def test_silence_on_one_law_covers_no_other_that_asks_differently(judged: Judged) -> None:
    spoken = [
        {"list": ROHS, "version": "2006-07-01"},
        {"list": SVHC, "version": "2026-02-04"},
    ]
    body = judged(structure(thing(), declared={"lists": spoken}))
    gaps = {gap["list"]: gap["entries"] for gap in body["gaps"]}
    assert gaps[ROHS] == 4
    assert SVHC not in gaps
    assert "company-controlled" not in gaps
    assert gaps["company-prohibited"] > 4


def test_the_order_of_the_lists_asked_changes_no_byte(judged: Judged) -> None:
    part = structure(thing({"cas": "117-81-7", "percent": "1"}), **FULL)
    one, other = ("--list", ROHS, "--list", SVHC), ("--list", SVHC, "--list", ROHS)
    assert judged(part, *one) == judged(part, *other)


def test_a_hair_above_the_limit_is_printed_as_one(judged: Judged) -> None:
    hair = "1000.00000000000000001"
    body = judged(structure(thing({"cas": "117-81-7", "ppm": hair}), **FULL), "--list", ROHS)
    assert [case["ppm"] for case in body["cases"]] == [hair]


def test_an_invalid_exemption_always_says_why(judged: Judged) -> None:
    lead = {"cas": "7439-92-1", "percent": "84.95", "exemption": "7(c)-I"}
    oxide = {"cas": "1317-36-8", "percent": "1"}
    body = judged(structure(thing(lead, oxide), **FULL), "--list", ROHS)
    (case,) = body["cases"]
    assert case["outcome"] == "exemption_invalid"
    assert case["exemption"]["reason"] == "it is not claimed for the rest"


def test_a_number_that_no_list_maps_does_not_stop_the_portfolio(
    run: Run, store: str, put: Callable[..., Any]
) -> None:
    text = altered(TERMINAL)
    assert 'entryIdentity="7439-92-1"' in text
    put(text.replace('entryIdentity="7439-92-1"', 'entryIdentity="SN9999"'))
    said = run("--db", store, "check", "TERMINAL-310", "--as-of", ON, "--json")
    assert (said.code, said.body["status"]) == (3, "unknown")
    assert "possible" in outcomes(said.body, ROHS)
    assert run("--db", store, "evaluate", "--json").code == 0
    rolled = run("--db", store, "rollup", "TERMINAL-310", "--json").body
    assert "SN9999" in [one["id"] for one in rolled["substances"]]


def test_a_structure_file_is_not_asked_what_only_a_store_knows(run: Run, tmp_path: Any) -> None:
    file = tmp_path / "s.json"
    file.write_text(structure(thing(), **FULL), encoding="utf-8")
    assert run("check", "--structure", file, "--known-at", "xyz").code == 2
    assert run("check", "--structure", file, "--revision", "A").code == 2
