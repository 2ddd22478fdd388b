"""From outcomes to what is said about a product; every number here is worked out by hand."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from engine.outcomes import Outcome, Status, flag, status_of, statuses_of, worst_status
from tests.judging import SVHC, judged, mass, structure

DEHP, LEAD = "117-81-7", "7439-92-1"
AS_OF = date(2024, 1, 1)
LISTS = ("eu-rohs", SVHC)
FULL = {"full_material_declaration": True}


@pytest.mark.parametrize(
    ("outcomes", "status"),
    [
        ([], Status.NOT_APPLICABLE),
        ([Outcome.NOT_PRESENT], Status.COMPLIANT),
        ([Outcome.DECLARE, Outcome.CONTROLLED, Outcome.BELOW], Status.COMPLIANT),
        ([Outcome.EXEMPT, Outcome.BELOW], Status.COMPLIANT_WITH_EXEMPTION),
        ([Outcome.EXEMPT, Outcome.POSSIBLE], Status.UNKNOWN),
        ([Outcome.NOT_PRESENT, Outcome.NOT_COVERED], Status.UNKNOWN),
        ([Outcome.CONFLICT], Status.UNKNOWN),
        ([Outcome.NO_DATA, Outcome.EXCEEDED], Status.NON_COMPLIANT),
        ([Outcome.EXEMPT, Outcome.EXEMPTION_INVALID], Status.NON_COMPLIANT),
    ],
)
def test_a_status_is_read_from_both_axes(outcomes: list[Outcome], status: Status) -> None:
    bits = flag(*outcomes)
    assert status_of(bits) is status
    assert tuple(Status)[int(statuses_of(np.array([bits], dtype=np.uint16))[0])] is status


def test_the_worst_status_of_nothing_is_not_applicable() -> None:
    assert worst_status([]) is Status.NOT_APPLICABLE
    assert worst_status([Status.COMPLIANT, Status.UNKNOWN]) is Status.UNKNOWN


def leaf(number: str, grams: str, *substances: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "part_number": number,
        "mass": mass(f"{grams} g"),
        "substances": list(substances),
    } | more


def product(*parts: tuple[str, dict[str, Any]], **more: Any) -> dict[str, Any]:
    held = [{"quantity": quantity, "part": part} for quantity, part in parts]
    return structure({"part_number": "p", "parts": held}, full=False, **more)


def test_coverage_counts_units_once_and_masses_as_often_as_they_are_used() -> None:
    tree = product(
        ("2", leaf("a", "3", declared=FULL)),
        ("1", leaf("b", "4", declared={"lists": [{"list": "eu-rohs", "version": "2006-07-01"}]})),
        ("5", leaf("c", "2")),
    )
    found = judged(tree, date(2012, 1, 1), LISTS).verdict
    by_list = {one.list_id: one.coverage for one in found.lists}
    assert (by_list[SVHC].by_part, by_list[SVHC].by_mass) == (Fraction(1, 3), Fraction(6, 20))
    assert (by_list["eu-rohs"].by_part, by_list["eu-rohs"].by_mass) == (
        Fraction(2, 3),
        Fraction(10, 20),
    )
    assert found.coverage == by_list[SVHC]
    assert {(gap.path, gap.list_id) for gap in found.gaps} == {
        (("p", "b"), SVHC),
        (("p", "c"), SVHC),
        (("p", "c"), "eu-rohs"),
    }


def test_a_violation_beside_an_undeclared_part_is_seen_and_so_is_the_silence() -> None:
    bad = leaf("bad", "1", {"cas": LEAD, "percent": "5"}, declared=FULL)
    found = judged(product(("1", bad), ("1", {"part_number": "silent"})), AS_OF, ["eu-rohs"])
    assert found.verdict.status is Status.NON_COMPLIANT
    assert found.verdict.coverage.by_part == Fraction(1, 2)
    assert found.verdict.coverage.by_mass is None
    assert [gap.path for gap in found.verdict.gaps] == [("p", "silent")]


def test_equal_siblings_are_told_apart_by_number() -> None:
    bad = {"cas": LEAD, "percent": "5"}
    tree = product(*[("1", leaf("same", "1", bad))] * 3, declared=FULL)
    paths = [case.path for case in judged(tree, AS_OF, ["eu-rohs"]).verdict.cases]
    assert paths == [("p", "same"), ("p", "same#2"), ("p", "same#3")]


def test_a_rollup_adds_up_exactly_over_counts_and_levels() -> None:
    inner = {"part_number": "mid", "parts": [
        {"quantity": "0.15", "part": leaf("a", "2", {"cas": LEAD, "percent": "1"})},
        {"quantity": "3", "part": leaf("b", "1", {"cas": LEAD, "ppm": "1000"},
                                       {"cas": DEHP, "mass": mass("0.5 g")})},
    ]}  # fmt: skip
    found = judged(product(("10", inner), declared=FULL), AS_OF, ["eu-rohs"]).rollup
    # 10 x (0.15 x 2 g + 3 x 1 g) = 33 g; lead 10 x (0.15 x 20 mg + 3 x 1 mg) = 60 mg
    totals = {str(total.substance): total for total in found.substances}
    assert found.mass == 33 * 10**9
    assert totals[LEAD].mass == 60 * 10**6
    assert totals[LEAD].of_product == Fraction(60, 33_000)
    assert [place.units for place in totals[LEAD].locations] == [Fraction(3, 2), Fraction(30)]
    assert totals[DEHP].mass == 15 * 10**9
    assert found.undeclared == 33 * 10**9 - 60 * 10**6 - 15 * 10**9
    assert [(total.symbol, total.mass) for total in found.elements] == [("Pb", 60 * 10**6)]


def test_a_rollup_without_masses_keeps_the_shares() -> None:
    part = {"part_number": "p", "substances": [{"cas": LEAD, "percent": "1"}]}
    (total,) = judged(structure(part), AS_OF, ["eu-rohs"]).rollup.substances
    assert (total.mass, total.of_product) == (None, None)
    assert total.locations[0].of_material == Fraction(1, 100)


def test_a_case_names_no_mass_that_nobody_weighed() -> None:
    part = {"part_number": "p", "mass": mass("10 g"), "materials": [
        {"id": "known", "mass": mass("5 g"), "substances": [{"cas": DEHP, "percent": "1"}]},
        {"id": "not weighed", "substances": [{"cas": DEHP, "percent": "1"}]},
    ]}  # fmt: skip
    (case,) = judged(structure(part), AS_OF, [SVHC]).verdict.cases
    assert case.outcome is Outcome.DECLARE
    assert case.substances[0].mass is None
    assert (case.low, case.high) == (Fraction(5, 1000), None)
