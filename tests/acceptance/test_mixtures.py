"""CI-4: a content that is a range, an upper bound or a lower bound, against 0.1 %."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from engine.outcomes import Status
from tests.judging import judged, mass, structure


@pytest.mark.parametrize(
    ("percent", "outcome", "status"),
    [
        ({"min": "0.05", "max": "0.15"}, "possible", Status.UNKNOWN),
        ({"max": "0.1"}, "below", Status.COMPLIANT),
        ({"min": "0.1001", "max": "100"}, "exceeded", Status.NON_COMPLIANT),
    ],
    ids=["0.05 to 0.15", "at most 0.1", "more than 0.1"],
)
def test_ci4_a_range_passes_or_fails_only_when_all_of_it_does(
    percent: dict[str, Any], outcome: str, status: Status
) -> None:
    row = {"cas": "7439-97-6", "percent": percent}
    part = {"part_number": "p", "mass": mass("1 g"), "substances": [row]}
    example = judged(structure(part), date(2026, 1, 1), ["eu-rohs"], explain=True)
    assert example.outcomes("mercury") == [outcome]
    assert example.status("p", "eu-rohs") is status
