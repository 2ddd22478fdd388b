"""Worked examples by others: agencies, vendors, laboratories. Each expectation is one test."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from regulations.quotient import fraction
from tests.judging import Example, judged

from .worked_examples import DUTY_OF, LIST_OF, STAND_INS, fmd_structure, golden_structure

HERE = Path(__file__).resolve().parent
SHARED = Path(os.environ.get("CHEMGATE_SHARED", HERE.parents[2] / "shared"))
GOLDEN = SHARED / "golden" / "golden.json"

GROUPS = ("1 ", "2 ", "3 ")
# G030 asks what counts as one material, which a declaration answers and no engine can.
# Annex XVII entry 51, the second half of G027, needs a context: `test_other_limits`.
NOT_HERE = {"G030"}
NEEDS_CONTEXT = {"REACH_XVII_51"}


def _cases() -> list[Any]:
    if not GOLDEN.is_file():
        return []
    cases = json.loads(GOLDEN.read_text(encoding="utf-8"))["cases"]
    wanted = [c for c in cases if c["group"].startswith(GROUPS) and c["id"] not in NOT_HERE]
    return [
        pytest.param(case, expectation, id=f"{case['id']}-{place}")
        for case in wanted
        for place, expectation in enumerate(case["expect"])
        if expectation.get("regulation") not in NEEDS_CONTEXT
    ]


@pytest.mark.skipif(not GOLDEN.is_file(), reason="third-party worked examples are not here")
@pytest.mark.parametrize(("case", "expectation"), _cases() or [pytest.param({}, {}, id="absent")])
def test_a_worked_example_by_others_comes_out_as_they_say(
    case: dict[str, Any], expectation: dict[str, Any]
) -> None:
    example = _judged(case, expectation)
    check = expectation["check"]
    if check == "status":
        found = example.status(expectation["node"], LIST_OF[expectation["regulation"]])
        assert found.value == expectation["status"].lower()
    elif check == "duty":
        found = example.duties(DUTY_OF[expectation["regulation"]], expectation["node"])
        wanted = STAND_INS.get(expectation["substance"], expectation["substance"])
        assert (bool(found) if wanted == "*" else wanted in found) is expectation["duty"]
    elif check == "concentration":
        assert _concentration(example, expectation) == pytest.approx(
            expectation["value"], rel=expectation["tolerance_rel"]
        )
    else:
        assert check == "mass"
        assert float(example.rollup.mass) / 1e6 == pytest.approx(expectation["value"])


def _judged(case: dict[str, Any], expectation: dict[str, Any]) -> Example:
    as_of = date.fromisoformat(expectation.get("as_of") or case.get("as_of") or "2024-01-01")
    exemptions = expectation.get("exemptions")
    if "fmd" in case["input"]:
        tree = fmd_structure(SHARED / case["input"]["fmd"], exemptions=exemptions)
    else:
        tree = golden_structure(case["input"], exemptions=exemptions)
    regulation = expectation.get("regulation")
    lists = [LIST_OF[regulation]] if regulation else ["eu-rohs"]
    category = expectation.get("eee_category")
    return judged(tree, as_of, lists, str(category) if category else None)


def _concentration(example: Example, expectation: dict[str, Any]) -> float:
    """Share as the example counts it: of the node's own mass, or of the whole unit."""
    node, _, material = expectation["node"].partition("/")
    wanted = material or node
    if expectation["basis"] == "element":
        symbol = expectation["substance"].split()[0]
        total = next(e for e in example.rollup.elements if e.symbol == symbol)
    else:
        total = next(
            s for s in example.rollup.substances if str(s.substance) == expectation["substance"]
        )
    places = [p for p in total.locations if wanted == "@unit" or p.path[-1] == wanted]
    if node == "@unit":
        share = sum(fraction(p.mass) for p in places) / example.rollup.mass
    else:
        share = sum(fraction(p.of_material) for p in places)
    return float(share) * (100 if expectation["unit"] == "pct" else 1e6)
