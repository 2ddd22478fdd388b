"""Every level of the law divides by its own node; none by what is around it."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from engine.verdict import Case
from tests.judging import judged, mass, structure
from tests.written_catalog import catalog_of
from tests.written_law import LEAD, entry

AS_OF = date(2024, 6, 1)
LIST = "company-prohibited"


def cases(level: str, part: dict[str, Any]) -> list[Case]:
    """Cases of one entry for lead at 0.1 % of a level, both runs alike."""
    catalog = catalog_of({LIST: (entry("pb", "restrict", level, "0.001", LEAD),)})
    example = judged(structure(part), AS_OF, [LIST], catalog=catalog, explain=True)
    found = [case for case in example.verdict.cases if case.trace is not None]
    assert all(one.trace and one.trace.outcome is one.outcome for one in found)
    return found


def product() -> dict[str, Any]:
    """10 g: two boards of 4 g that are laminates of 1 g resin with 0.4 % lead, and a 2 g frame."""
    resin = {"id": "resin", "mass": mass("1 g"), "substances": [{"cas": LEAD, "percent": "0.4"}]}
    glass = {"id": "glass", "mass": mass("3 g"), "substances": []}
    board = {"part_number": "board", "is_article": True, "context": ["laminate"],
             "materials": [resin, glass]}  # fmt: skip
    frame = {"part_number": "frame", "mass": mass("2 g"), "substances": []}
    return {"part_number": "top", "parts": [{"quantity": "2", "part": board}, {"part": frame}]}


@pytest.mark.parametrize(
    ("level", "path", "ppm"),
    [
        ("homogeneous_material", ("top", "board", "resin"), 4000),
        ("laminate", ("top", "board"), 1000),
        ("part", ("top", "board"), 1000),
        ("article", ("top", "board"), 1000),
        ("product", ("top",), 800),
    ],
)
def test_a_level_divides_by_its_own_node(level: str, path: tuple[str, ...], ppm: int) -> None:
    (case,) = cases(level, product())
    assert (case.path, case.low) == (path, Fraction(ppm, 10**6))
    assert case.outcome.word == ("exceeded" if ppm > 1000 else "below")


def test_a_part_is_divided_by_whether_it_is_an_article_or_not() -> None:
    tree = product()
    tree["parts"][0]["part"]["is_article"] = False
    assert [case.path for case in cases("part", tree)] == [("top", "board")]
    assert [case.outcome.word for case in cases("article", tree)] == ["possible"]


def test_a_material_that_is_told_to_be_a_laminate_is_one() -> None:
    tree = product()
    tree["parts"][0]["part"].pop("context")
    tree["parts"][0]["part"]["materials"][0]["context"] = ["laminate"]
    (case,) = cases("laminate", tree)
    assert (case.path[-1], case.outcome.word) == ("resin", "exceeded")


def test_without_a_laminate_around_it_a_material_is_only_possible_and_says_why() -> None:
    tree = product()
    tree["parts"][0]["part"].pop("context")
    (case,) = cases("laminate", tree)
    assert case.outcome.word == "possible"
    assert case.reason == "no laminate is declared around the material"
