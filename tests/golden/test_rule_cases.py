"""Cases written from the law texts by others, one test each, through structure files."""

from __future__ import annotations

import copy
import json
import os
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from bom.errors import InvalidStructureFile
from bom.structures.structure import parse_structure
from engine.outcomes import Status
from regulations.catalog import bundled
from tests.judging import SVHC, Example, judged

from .rule_structures import SVHC_A, SVHC_B, structure_of

HERE = Path(__file__).resolve().parent
SHARED = Path(os.environ.get("CHEMGATE_SHARED", HERE.parents[2] / "shared"))
FILE = SHARED / "golden" / "rule_cases.json"
CASES: dict[str, dict[str, Any]] = (
    {case["id"]: case for case in json.loads(FILE.read_text(encoding="utf-8"))["cases"]}
    if FILE.is_file()
    else {}
)
AS_OF = date(2024, 1, 1)
# The interface overrules SVHC-09: a mass of zero is an error of the input, like NUM-01's NaN.
REFUSED = ("SVHC-09", "NUM-01")

needs_cases = pytest.mark.skipif(not CASES, reason="third-party rule cases are not here")


def chosen(prefix: str) -> list[Any]:
    names = [n for n in CASES if n.startswith(prefix) and n not in REFUSED]
    return names or [pytest.param("", marks=pytest.mark.skip(reason="no rule cases here"))]


def article_level(case: dict[str, Any], as_of: date = AS_OF) -> Example:
    return judged(structure_of(case), as_of, [SVHC])


@needs_cases
@pytest.mark.parametrize("name", [*chosen("SVHC"), *(["NUM-02"] if CASES else [])])
def test_an_article_counts_as_the_case_says(name: str) -> None:
    example, expected = article_level(CASES[name]), CASES[name]["expected"]
    status, duties = example.status("@unit", SVHC), example.duties("reach_art33", "product")
    if expected.startswith("UNKNOWN"):
        assert (status, duties) == (Status.UNKNOWN, set())
    elif "NOT_ABOVE" in expected:
        assert (status, duties) == (Status.COMPLIANT, set())
    else:
        assert (status, duties) == (Status.COMPLIANT, {SVHC_A})


@needs_cases
def test_the_grip_is_flagged_and_the_frame_is_not() -> None:
    example = article_level(CASES["SVHC-04"])
    paths = {duty.path for duty in example.verdict.duties if duty.duty == "reach_art33"}
    assert paths == {("product", "grip")}


@needs_cases
def test_the_third_material_of_one_article_is_added_to_the_others() -> None:
    (case,) = [c for c in article_level(CASES["SVHC-06"]).verdict.cases if c.list_id == SVHC]
    assert case.low is not None
    assert case.low * 10**6 == 1200


@needs_cases
def test_a_substance_is_no_duty_on_the_day_before_its_inclusion() -> None:
    entries = bundled().get(SVHC).entries
    (entry,) = [e for e in entries if any(str(m.substance) == SVHC_A for m in e.members)]
    before = article_level(CASES["SVHC-12"], entry.included_on - timedelta(days=1))
    assert not before.duties("reach_art33", "product")
    assert article_level(CASES["SVHC-12"], entry.included_on).duties("reach_art33", "product")


@needs_cases
def test_the_two_substances_of_the_sum_that_must_not_be_are_two_entries() -> None:
    entries = bundled().get(SVHC).entries
    assert not [e for e in entries if {SVHC_A, SVHC_B} <= {str(m.substance) for m in e.members}]


@needs_cases
@pytest.mark.parametrize("name", chosen("ROHS"))
def test_a_material_counts_as_the_case_says(name: str) -> None:
    case = CASES[name]
    example = judged(structure_of(case), AS_OF, ["eu-rohs"])
    expected = case["expected"].partition(" ")[0].lower()
    assert example.status("@unit", "eu-rohs").value == expected


@needs_cases
@pytest.mark.parametrize(
    ("name", "material"), [("ROHS-05", "PVC insulation"), ("ROHS-07", "coating")]
)
def test_the_material_that_breaks_the_limit_is_named(name: str, material: str) -> None:
    example = judged(structure_of(CASES[name]), AS_OF, ["eu-rohs"])
    assert {case.path for case in example.verdict.cases} == {("product", material)}


@needs_cases
@pytest.mark.parametrize(
    ("percent", "as_of", "outcome"),
    [
        ("3.5", date(2027, 6, 30), "exempt"),
        ("3.5", date(2027, 7, 1), "exemption_invalid"),
        ("4", date(2024, 1, 1), "exempt"),
        ("4.0001", date(2024, 1, 1), "exemption_invalid"),
        ({"min": "3.9", "max": "4.1"}, date(2024, 1, 1), "possible"),
    ],
)
def test_leaded_brass_is_exempt_to_its_last_day_and_to_four_percent(
    percent: Any, as_of: date, outcome: str
) -> None:
    tree = copy.deepcopy(structure_of(CASES["ROHS-10"]))
    tree["part"]["materials"][0]["substances"][0]["percent"] = percent
    example = judged(tree, as_of, ["eu-rohs"])
    assert example.outcomes("lead") == [outcome]


@needs_cases
@pytest.mark.parametrize(("name", "code"), [("SVHC-09", "mass-zero"), ("NUM-01", "value-mass")])
def test_a_mass_that_cannot_be_is_refused(name: str, code: str) -> None:
    with pytest.raises(InvalidStructureFile) as refusal:
        parse_structure(json.dumps(structure_of(CASES[name])))
    assert refusal.value.code == code


@needs_cases
def test_every_rule_case_is_one_of_these_tests() -> None:
    judged_here = {name for name in CASES if name.startswith(("SVHC", "ROHS"))} | {"NUM-02"}
    assert set(CASES) == judged_here | set(REFUSED)
