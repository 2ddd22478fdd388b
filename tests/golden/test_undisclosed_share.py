"""G101: how much of a homogeneous material may stay undisclosed."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

import pytest

from tests.judging import judged, structure

HERE = Path(__file__).resolve().parent
SHARED = Path(os.environ.get("CHEMGATE_SHARED", HERE.parents[2] / "shared"))
GOLDEN = SHARED / "golden" / "golden.json"
ACCEPTED = {True: "accepted", False: "rejected"}


def errors(percent: str) -> list[str]:
    row = {"name": "not disclosed", "percent": percent}
    iron = {"cas": "7439-89-6", "percent": str(round(100 - float(percent), 3))}
    example = judged(structure({"part_number": "p", "substances": [row, iron]}),
                     date(2024, 1, 1), ["eu-rohs"])  # fmt: skip
    return [one.code for one in example.structure.findings if one.severity == "error"]


@pytest.mark.skipif(not GOLDEN.is_file(), reason="third-party worked examples are not here")
def test_the_undisclosed_share_is_taken_and_refused_as_the_example_says() -> None:
    cases = json.loads(GOLDEN.read_text(encoding="utf-8"))["cases"]
    (case,) = [one for one in cases if one["id"] == "G101"]
    found = [ACCEPTED[not errors(str(share))] for share in case["input"]["undeclared_pct"]]
    assert found == case["expect"][0]["result"]


@pytest.mark.parametrize(("percent", "found"), [("10", []), ("10.001", ["undisclosed-share"])])
def test_a_tenth_of_a_material_may_stay_undisclosed_and_no_hair_more(
    percent: str, found: list[str]
) -> None:
    assert errors(percent) == found
