"""Limits by sum, by equality, by component and by use: worked examples by others.

They are G060 to G068 and the second half of G027.

Their inputs name a use only in words (“toy”, “key ring”, “portable battery”); here it is told as
the context that the law asks for, and nothing else is added.
"""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.judging import judged

from .worked_examples import golden_structure

HERE = Path(__file__).resolve().parent
GOLDEN = Path(os.environ.get("CHEMGATE_SHARED", HERE.parents[2] / "shared")) / "golden/golden.json"

LIST_OF = {
    "REACH_XVII_50": "eu-reach-annex-xvii",
    "REACH_XVII_51": "eu-reach-annex-xvii",
    "REACH_XVII_63": "eu-reach-annex-xvii",
    "EU_PACKAGING_HM": "eu-packaging",
    "EU_BATTERY": "eu-batteries",
}
FAILS = {"RESTRICTED": True, "NON_COMPLIANT": True, "NOT_RESTRICTED": False, "COMPLIANT": False}
TOLD: dict[tuple[str, str], list[str]] = {
    ("G027", "m"): ["not_eee", "plasticised"],
    **{(case, "m"): ["toy", "plasticised"] for case in ("G060", "G061", "G062", "G063")},
    ("G064", "k"): ["mouthable"],
    ("G065", "k"): ["mouthable"],
    **{("G066", grip): ["skin_contact"] for grip in ("grip1", "grip2", "mix")},
    **{("G066", toy): ["toy"] for toy in ("toy1", "toy2")},
    **{("G067", box): ["packaging"] for box in ("a", "b")},
    **{("G068", cell): ["battery_portable"] for cell in ("a", "b")},
}
NO_DAY = "2025-01-01"


def _cases() -> list[Any]:
    if not GOLDEN.is_file():
        return []
    cases = json.loads(GOLDEN.read_text(encoding="utf-8"))["cases"]
    return [
        pytest.param(case, expectation, id=f"{case['id']}-{expectation['node']}")
        for case in cases
        if case["id"] in {told for told, _ in TOLD}
        for expectation in case["expect"]
        if expectation["regulation"] in LIST_OF
    ]


@pytest.mark.skipif(not GOLDEN.is_file(), reason="third-party worked examples are not here")
@pytest.mark.parametrize(("case", "expectation"), _cases() or [pytest.param({}, {}, id="absent")])
def test_a_limit_by_sum_equality_component_or_use_comes_out_as_they_say(
    case: dict[str, Any], expectation: dict[str, Any]
) -> None:
    node, regulation = expectation["node"], expectation["regulation"]
    example = _judged(case, LIST_OF[regulation])
    number = regulation.rpartition("_")[2]
    outcomes = {
        found.outcome.word
        for found in example.verdict.cases
        if node in found.path
        and (not number.isdigit() or found.entry.id.partition("-")[0] == number)
    }
    if not FAILS[expectation["status"]]:
        assert outcomes == set()
        return
    assert "exceeded" in outcomes
    if "sum_pct" in expectation:
        assert float(example.verdict.cases[0].low * 100) == pytest.approx(expectation["sum_pct"])
    if "sum_ppm" in expectation:
        (low,) = {found.low for found in example.verdict.cases if node in found.path}
        assert float(low * 10**6) == pytest.approx(expectation["sum_ppm"])


@pytest.mark.skipif(not GOLDEN.is_file(), reason="third-party worked examples are not here")
@pytest.mark.parametrize("case", ["G060", "G064", "G066", "G067", "G068"])
def test_the_same_content_is_possible_where_nobody_tells_the_use(case: str) -> None:
    cases = json.loads(GOLDEN.read_text(encoding="utf-8"))["cases"]
    found = next(one for one in cases if one["id"] == case)
    example = _judged(found, LIST_OF[found["expect"][0]["regulation"]], told=False)
    assert set(example.outcomes()) == {"possible"}
    assert example.verdict.status.value == "unknown"


def _judged(case: dict[str, Any], list_id: str, *, told: bool = True) -> Any:
    tree = golden_structure(case["input"], exemptions=None)
    if told:
        _tell(tree["part"], case["id"])
    day = date.fromisoformat(case.get("as_of") or NO_DAY)
    return judged(tree, day, [list_id])


def _tell(part: dict[str, Any], case: str) -> None:
    label = part.get("part_number") or part.get("id")
    if (case, label) in TOLD:
        part["context"] = TOLD[case, label]
    for material in part.get("materials", []):
        _tell(material, case)
    for usage in part.get("parts", []):
        _tell(usage["part"], case)
    for substance in part.get("substances", []):
        if substance.get("cas") == "PAH8":  # “each of the eight” is a group, not a number
            substance["group"] = substance.pop("cas").lower()
