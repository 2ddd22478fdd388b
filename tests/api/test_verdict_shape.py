"""The verdict key by key, on the example of the contract."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from api.wire.body import hashed

from .conftest import Check
from .said import EXAMPLE, FULL, structure, thing

Judged = Callable[..., Any]

VERDICT_KEYS = {
    "part", "as_of", "known_at", "engine_version", "assumptions", "status", "coverage", "lists",
    "cases", "duties", "gaps", "conflicts", "valid_until", "next_change", "hash",
}  # fmt: skip
CASE_KEYS = {
    "list", "entry", "outcome", "path", "level", "substances", "numerator_mg", "denominator_mg",
    "ppm", "limit_ppm", "breached", "basis", "citation", "trust",
}  # fmt: skip
DECIMAL = re.compile(r"[0-9]+(\.[0-9]+)?")
LAW_NUMBERS = {
    "mass_mg", "factor", "numerator_mg", "denominator_mg", "ppm", "ppm_max", "limit_ppm",
    "by_part", "by_mass",
}  # fmt: skip


def _numbers(body: Any) -> list[Any]:
    if isinstance(body, list):
        return [number for one in body for number in _numbers(one)]
    if not isinstance(body, dict):
        return []
    own = [value for key, value in body.items() if key in LAW_NUMBERS]
    return own + [number for value in body.values() for number in _numbers(value)]


def test_the_example_of_the_contract_is_judged_as_written(judged: Judged) -> None:
    body = judged(EXAMPLE)
    assert body["status"] == "non_compliant"
    assert body["assumptions"] == []
    assert body["coverage"] == {"by_part": "1", "by_mass": "1"}
    rohs = {case["entry"]: case for case in body["cases"] if case["list"] == "eu-rohs"}
    assert {entry: case["outcome"] for entry, case in rohs.items()} == {
        "dehp": "exceeded", "dbp": "exceeded", "lead": "exempt",
    }  # fmt: skip
    assert rohs["lead"]["exemption"]["id"] == "7(c)-I"
    assert rohs["lead"]["path"] == ["board", "r", "m1"]
    tbbpa = [c for c in body["cases"] if c["substances"][0]["id"] == "79-94-7"]
    assert {(c["outcome"], c["ppm"], c["ppm_max"]) for c in tbbpa} == {("possible", "500", "1500")}
    assert "reach_art7_2" in {duty["duty"] for duty in body["duties"]}


def test_the_verdict_has_every_key_of_the_contract(judged: Judged) -> None:
    body = judged(EXAMPLE)
    assert body.keys() >= VERDICT_KEYS
    assert body["part"] == {
        "part_number": "board", "revision": "", "manufacturer": "", "name": "Server motherboard",
    }  # fmt: skip
    assert all(case.keys() >= CASE_KEYS for case in body["cases"])
    assert all(one.keys() >= {"list", "version", "status", "coverage"} for one in body["lists"])
    assert all(
        one.keys() >= {"duty", "path", "entry", "substance", "ppm"} for one in body["duties"]
    )
    assert all(
        gap.keys() >= {"path", "outcome", "list", "entries", "reason"} for gap in body["gaps"]
    )
    assert {case["trust"] for case in body["cases"]} <= set("ABCDK")
    (exempt,) = [c for c in body["cases"] if c["list"] == "eu-rohs" and c["outcome"] == "exempt"]
    assert exempt["exemption"].keys() >= {"id", "list", "expires_on", "trust"}


def test_numbers_that_carry_law_are_texts_of_plain_decimals(judged: Judged) -> None:
    found = _numbers(judged(EXAMPLE))
    assert len(found) > 30
    assert all(value is None or DECIMAL.fullmatch(value) for value in found)


def test_cases_come_worst_first(judged: Judged) -> None:
    order = ["exceeded", "exemption_invalid", "conflict", "possible", "controlled", "declare",
             "exempt"]  # fmt: skip
    places = [order.index(case["outcome"]) for case in judged(EXAMPLE)["cases"]]
    assert places == sorted(places)


def test_explaining_adds_clean_cases_and_a_trace_to_every_case(judged: Judged) -> None:
    part = thing({"cas": "117-81-7", "ppm": "5"})
    assert judged(structure(part, **FULL))["cases"] == []
    explained = judged(structure(part, **FULL), "--explain")["cases"]
    below = [case for case in explained if case["outcome"] == "below"]
    assert {case["list"] for case in below} >= {"eu-rohs", "eu-reach-candidate-list"}
    assert all(case["trace"] for case in explained)
    assert "not_present" in {case["outcome"] for case in explained}


def test_the_hash_covers_everything_but_itself_and_when_it_was_known(judged: Judged) -> None:
    body = judged(EXAMPLE)
    assert hashed({**body, "known_at": "2020-01-01T00:00:00Z", "hash": "?"})["hash"] == body["hash"]
    for key in body.keys() - {"known_at", "hash"}:
        assert hashed({**body, key: "changed"})["hash"] != body["hash"], key


def test_the_same_file_gives_the_same_bytes(check: Check) -> None:
    assert check(EXAMPLE).out == check(EXAMPLE).out
