"""Members that nobody listed: a look-alike of a group is unknown, never clean."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from engine.outcomes import Outcome, Status
from tests.judging import SVHC, Example, judged, structure

DAY = date(2026, 11, 21)


def verdict_on(*, percent: str = "0.5", **substance: str) -> Example:
    declared: dict[str, Any] = {"percent": percent, **substance}
    part = {"part_number": "p", "materials": [{"id": "m", "substances": [declared]}]}
    return judged(structure(part), DAY, [SVHC], explain=True)


@pytest.mark.parametrize(
    ("substance", "entry"),
    [
        ({"cas": "7732-18-5", "name": "Caesium perfluorohexane-1-sulfonate"}, "SVHC-174"),
        ({"cas": "7732-18-5", "name": "ＰＦＨｘＳ，　piperidine salt"}, "SVHC-174"),
        ({"ec": "231-791-2", "name": "Isononylphenol, polyoxyethylated"}, "SVHC-139"),
        ({"cas": "7732-18-5", "name": "Tetrabutylammonium PFBS"}, "SVHC-205"),
        ({"name": "Rubidium perfluoroheptanoate"}, "SVHC-232"),
    ],
)
def test_a_relative_of_a_group_with_open_members_is_possible(
    substance: dict[str, str], entry: str
) -> None:
    example = verdict_on(**substance)
    assert example.verdict.status is Status.UNKNOWN
    case = next(c for c in example.verdict.cases if c.entry.id == entry)
    assert case.outcome is Outcome.POSSIBLE
    assert case.trace
    assert case.trace.outcome is Outcome.POSSIBLE
    if "name" not in substance or len(substance) > 1:
        assert "its name says that it belongs to the group" in case.reason
        assert case.trust == "K"


@pytest.mark.parametrize(
    "name", ["Water", "Nonyl acetate", "Perfluorohexane", "Lead-free glass", "Sodium chloride"]
)
def test_another_substance_is_no_relative(name: str) -> None:
    example = verdict_on(cas="7732-18-5", name=name)
    assert example.verdict.status is Status.COMPLIANT
    assert not [c for c in example.verdict.cases if c.outcome is Outcome.POSSIBLE]


def test_a_listed_member_is_counted_and_not_suspected() -> None:
    example = verdict_on(cas="355-46-4", name="Perfluorohexane-1-sulphonic acid")
    assert [c.outcome for c in example.verdict.cases if c.entry.id == "SVHC-174"] == [
        Outcome.DECLARE
    ]


@pytest.mark.parametrize(
    ("percent", "outcome"),
    [("0.06", Outcome.BELOW), ("0.1", Outcome.BELOW), ("0.1000000001", Outcome.POSSIBLE)],
)
def test_of_a_relative_at_most_all_counts(percent: str, outcome: Outcome) -> None:
    name = "Caesium perfluorohexane-1-sulfonate"
    example = verdict_on(cas="7732-18-5", name=name, percent=percent)
    (case,) = (c for c in example.verdict.cases if c.entry.id == "SVHC-174" and c.trace)
    assert case.outcome is outcome
    assert case.trace
    assert case.trace.outcome is outcome
