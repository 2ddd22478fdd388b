"""GL-1: one cable with 0.2 % DEHP, four days, three laws: twelve answers."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from api.services.verdicts import Ask, structure_verdict

CABLE = {
    "format": "chemgate-structure/1",
    "declared": {"full_material_declaration": True},
    "part": {
        "part_number": "CBL-7",
        "mass": {"value": "10", "unit": "g"},
        "materials": [
            {
                "id": "PVC",
                "mass": {"value": "10", "unit": "g"},
                "substances": [{"cas": "117-81-7", "percent": "0.2"}],
            }
        ],
    },
}
COMPANY, ROHS = "company-prohibited", "eu-rohs"
PASSES, FAILS = "compliant", "non_compliant"

Cell = tuple[str, str, str | None, str, str | None]
CELLS: list[Cell] = [
    # day, list, EEE category, status, next day that changes it
    ("2018-12-31", COMPANY, None, PASSES, "2019-01-01"),
    ("2018-12-31", ROHS, "3", PASSES, "2019-07-22"),
    ("2018-12-31", ROHS, "8", PASSES, "2021-07-22"),
    ("2019-01-15", COMPANY, None, FAILS, None),
    ("2019-01-15", ROHS, "3", PASSES, "2019-07-22"),
    ("2019-01-15", ROHS, "8", PASSES, "2021-07-22"),
    ("2019-07-22", COMPANY, None, FAILS, None),
    ("2019-07-22", ROHS, "3", FAILS, None),
    ("2019-07-22", ROHS, "8", PASSES, "2021-07-22"),
    ("2021-07-22", COMPANY, None, FAILS, None),
    ("2021-07-22", ROHS, "3", FAILS, None),
    ("2021-07-22", ROHS, "8", FAILS, None),
]


@pytest.fixture
def cable(tmp_path: Path) -> Path:
    file = tmp_path / "cable.json"
    file.write_text(json.dumps(CABLE), encoding="utf-8")
    return file


def asked(cable: Path, day: str, list_id: str, category: str | None) -> Any:
    return structure_verdict(cable, Ask(date.fromisoformat(day), (list_id,), category))


@pytest.mark.parametrize("cell", CELLS)
def test_a_cell_of_the_table(cable: Path, cell: Cell) -> None:
    day, list_id, category, *expected = cell
    body = asked(cable, day, list_id, category)
    assert [body["status"], body["next_change"]] == expected


def test_before_it_was_prohibited_the_company_watched_it(cable: Path) -> None:
    """GL-5: a controlled substance is reported and never fails."""
    body = asked(cable, "2018-12-31", "company-controlled", None)
    assert body["status"] == PASSES
    assert [case["outcome"] for case in body["cases"]] == ["controlled"]
    assert [duty["duty"] for duty in body["duties"]] == ["company_controlled"]


@pytest.mark.parametrize(
    ("intent", "ppm", "status"),
    [
        ({"intentionally_added": True}, "1", FAILS),
        ({"intentionally_added": False}, "1", PASSES),
        ({"intentionally_added": False}, "11", FAILS),
        ({}, "1", "unknown"),
    ],
)
def test_intent_breaches_at_any_content_a_trace_by_its_limit_and_silence_is_unknown(
    cable: Path, intent: dict[str, bool], ppm: str, status: str
) -> None:
    """GL-4, on hexachlorobenzene in the POPs Regulation: prohibited, with 10 ppm for a trace."""
    found = json.loads(json.dumps(CABLE))
    found["part"]["materials"][0]["substances"] = [{"cas": "118-74-1", "ppm": ppm, **intent}]
    cable.write_text(json.dumps(found), encoding="utf-8")
    assert asked(cable, "2026-07-01", "eu-pops", None)["status"] == status
