"""What must be done about a substance of the Candidate List, from which day and which tonne on."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from engine.duties import SCIP_FROM, by_every_number, notify_by
from engine.outcomes import Status
from regulations.catalog import bundled
from regulations.substances import substance_id
from tests.judging import SVHC, Example, judged, structure

# Included 2008-10-28 with the first batch: DEHP. Included 2018-06-27: lead.
DEHP, DEHP_FROM = "117-81-7", date(2008, 10, 28)
LEAD, LEAD_FROM = "7439-92-1", date(2018, 6, 27)
DAY = timedelta(days=1)


def held(cas: str, as_of: date, percent: str = "0.2", **more: Any) -> Example:
    part = {"part_number": "p", "substances": [{"cas": cas, "percent": percent}]}
    return judged(structure(part, **more), as_of, [SVHC])


@pytest.mark.parametrize(("cas", "start"), [(DEHP, DEHP_FROM), (LEAD, LEAD_FROM)])
def test_the_duty_to_inform_starts_on_the_day_of_inclusion(cas: str, start: date) -> None:
    assert held(cas, start - DAY).duties("reach_art33") == set()
    assert held(cas, start).duties("reach_art33") == {cas}


def test_the_duty_to_notify_the_waste_database_starts_with_2021_01_05() -> None:
    assert date(2021, 1, 5) == SCIP_FROM
    assert held(DEHP, SCIP_FROM - DAY).duties("scip") == set()
    assert held(DEHP, SCIP_FROM).duties("scip") == {DEHP}


@pytest.mark.parametrize(
    ("tonnes", "as_of", "is_due"),
    [
        ("1.01", date(2018, 12, 27), True),
        ("1.01", date(2018, 12, 26), False),
        ("1.0", date(2018, 12, 27), False),
        ("1.000000001", date(2018, 12, 27), True),
    ],
)
def test_more_than_a_tonne_is_notified_six_months_after_inclusion(
    tonnes: str, as_of: date, *, is_due: bool
) -> None:
    found = held(LEAD, as_of, annual_tonnes={LEAD: tonnes})
    assert bool(found.duties("reach_art7_2")) is is_due
    assert not any("Art. 7(2)" in gap.reason for gap in found.verdict.gaps)


def test_without_a_tonnage_the_duty_to_notify_is_a_gap_once_it_could_be_due() -> None:
    (gap,) = held(LEAD, date(2018, 12, 27)).verdict.gaps
    assert gap.reason.startswith("Art. 7(2)")
    assert (gap.outcome, gap.list_id, gap.entries) == ("no_data", SVHC, 1)
    assert held(LEAD, date(2018, 12, 26)).verdict.gaps == ()


def test_a_duty_never_fails_a_part() -> None:
    found = held(LEAD, date(2024, 1, 1), annual_tonnes={LEAD: "5"})
    assert found.verdict.status is Status.COMPLIANT
    assert {duty.duty for duty in found.verdict.duties} == {"reach_art33", "scip", "reach_art7_2"}


def test_exactly_the_limit_is_no_duty() -> None:
    assert held(LEAD, date(2024, 1, 1), "0.1").verdict.duties == ()


@pytest.mark.parametrize(
    ("included", "due"),
    [
        (date(2024, 1, 15), date(2024, 7, 15)),
        (date(2024, 6, 27), date(2024, 12, 27)),
        (date(2024, 7, 1), date(2025, 1, 1)),
        (date(2024, 12, 31), date(2025, 6, 30)),
        (date(2023, 8, 31), date(2024, 2, 29)),
        (date(2022, 8, 31), date(2023, 2, 28)),
        (date(2022, 8, 28), date(2023, 2, 28)),
        (date(2022, 8, 27), date(2023, 2, 27)),
    ],
)
def test_six_months_end_on_the_same_day_or_the_last_of_a_shorter_month(
    included: date, due: date
) -> None:
    assert notify_by(included) == due


def test_of_several_tonnages_of_one_substance_the_greatest_counts() -> None:
    one, other = substance_id(LEAD), substance_id("231-100-4")
    identity = bundled().identity
    found = by_every_number({one: Fraction(1), other: Fraction(2)}, identity)
    assert found == {one: 2, other: 2}
    assert by_every_number({other: Fraction(2), one: Fraction(1)}, identity) == found
    assert by_every_number({one: Fraction(3)}, identity) == {one: 3, other: 3}
