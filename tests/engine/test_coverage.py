"""How much is known of a product: by parts, by mass, and the least of several lists."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from engine.coverage import COMPLETE, Coverage, least
from engine.outcomes import Status
from tests.judging import SVHC, Example, judged, mass, structure

AS_OF = date(2024, 6, 1)
FULL = {"full_material_declaration": True}


def declared(grams: str | None = "3") -> dict[str, Any]:
    more = {} if grams is None else {"mass": mass(f"{grams} g")}
    return {"part_number": "told", "declared": FULL, **more}


def silent(grams: str | None = "4") -> dict[str, Any]:
    more = {} if grams is None else {"mass": mass(f"{grams} g")}
    return {"part_number": "silent", **more}


def asked(*parts: tuple[str, dict[str, Any]], day: date = AS_OF, **more: Any) -> Example:
    held = [{"quantity": quantity, "part": part} for quantity, part in parts]
    top = {"part_number": "top", "parts": held, **more}
    return judged(structure(top, full=False), day, [SVHC])


def test_the_least_of_several_is_taken_by_part_and_by_mass_apart() -> None:
    half, third, quarter = Fraction(1, 2), Fraction(1, 3), Fraction(1, 4)
    assert least([]) == COMPLETE == Coverage(Fraction(1), Fraction(1))
    assert least([Coverage(half, quarter), Coverage(third, half)]) == Coverage(third, quarter)
    assert least([Coverage(half, None), Coverage(third, half)]) == Coverage(third, None)
    assert least([Coverage(half, None)]) == Coverage(half, None)


@pytest.mark.parametrize(
    ("parts", "more", "by_mass"),
    [
        ([("2", declared()), ("1", silent())], {}, Fraction(6, 10)),
        ([("2", declared()), ("1", silent(None))], {}, None),
        ([("2", declared()), ("1", silent(None))], {"mass": mass("12 g")}, Fraction(6, 12)),
        ([("2", declared()), ("1", silent(None))], {"mass": mass("5 g")}, Fraction(1)),
        ([("2", declared(None)), ("1", silent())], {"mass": mass("12 g")}, None),
        ([("2", declared()), ("3", silent("1"))], {"mass": mass("100 g")}, Fraction(6, 9)),
    ],
    ids=["all weighed", "nobody knows", "a stated whole", "a whole too light", "declared unweighed",
         "weighed units before the whole"],
)  # fmt: skip
def test_what_is_known_is_a_share_of_the_parts_and_of_the_mass(
    parts: list[tuple[str, dict[str, Any]]], more: dict[str, Any], by_mass: Fraction | None
) -> None:
    found = asked(*parts, **more).verdict
    assert found.coverage == found.lists[0].coverage == Coverage(Fraction(1, 2), by_mass)
    assert found.status is Status.UNKNOWN


def test_a_list_without_an_entry_in_force_leaves_nothing_open() -> None:
    found = asked(("1", silent()), day=date(2000, 1, 1)).verdict
    assert (found.coverage, found.status) == (COMPLETE, Status.NOT_APPLICABLE)
    assert found.gaps == ()


def test_where_everything_is_declared_no_mass_is_needed() -> None:
    found = asked(("2", declared(None)), ("1", declared(None))).verdict
    assert (found.coverage, found.status) == (COMPLETE, Status.COMPLIANT)


def test_only_the_part_that_holds_the_unweighed_substance_is_not_known() -> None:
    unweighed = {
        "part_number": "plug", "is_article": True, "declared": FULL,
        "materials": [{"id": "a", "substances": [{"cas": "117-81-7", "percent": "0.2"}]},
                      {"id": "b", "substances": []}],
    }  # fmt: skip
    found = asked(("1", unweighed), ("2", declared()))
    assert found.verdict.coverage.by_part == Fraction(1, 2)
    assert [gap.path for gap in found.verdict.gaps] == [("top", "plug")]


def test_a_list_is_as_covered_as_its_least_covered_entry_by_part_and_by_mass() -> None:
    old = {"lists": [{"list": SVHC, "version": "2018-06-27"}]}
    told = {"part_number": "old", "declared": old, "mass": mass("1 g")}
    found = asked(("1", told), ("1", declared())).verdict
    assert found.coverage == Coverage(Fraction(1, 2), Fraction(3, 4))
