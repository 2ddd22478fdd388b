"""A list that was loaded from a file judges as its rows say; acceptance GL-2 and GL-6."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bom.lists.column_map import read_column_map
from bom.lists.preview import preview_file
from engine.outcomes import Status
from regulations.catalog import Catalog, bundled
from regulations.model import Entry
from regulations.substances import IdType
from tests.judging import judged, structure

COMPANY = "kumogakure-green-procurement"
TODAY = date(2026, 11, 21)
LEVEL_1 = bundled().get("company-prohibited").entries


def loaded(root: Path, name: str) -> Catalog:
    folder = root / "fixtures" / "lists"
    columns = read_column_map((folder / "company-levels.toml").read_bytes(), "company-levels.toml")
    preview = preview_file(
        (folder / name).read_bytes(), name, base=None, known={}, read_on=TODAY, columns=columns
    )
    assert preview.found is not None
    return Catalog({COMPANY: preview.found})


def part_with(number: str) -> dict[str, Any]:
    """An article whose one material holds ten per cent of a substance."""
    substance = {"cas": number, "ppm": "100000"}
    gram = {"value": "1", "unit": "g"}
    materials = [{"id": f"material of {number}", "mass": gram, "substances": [substance]}]
    return {"part_number": f"article of {number}", "materials": materials}


@pytest.mark.parametrize(
    ("edition", "status"),
    [
        ("company-levels-2013.csv", Status.COMPLIANT),
        ("company-levels-2015.csv", Status.NON_COMPLIANT),
    ],
)
def test_a_dichloronaphthalene_is_caught_only_by_the_wider_scope(
    root: Path, edition: str, status: Status
) -> None:
    found = judged(
        structure(part_with("28699-88-9")),
        date(2015, 10, 1),
        [COMPANY],
        catalog=loaded(root, edition),
    )
    assert found.status("@unit", COMPANY) is status


def test_level_1_of_the_bundled_example_has_27_groups() -> None:
    assert len(LEVEL_1) == 27


def test_every_group_of_level_1_has_a_substance_that_fails_its_part() -> None:
    numbers = {entry.id: _certain(entry) for entry in LEVEL_1}
    parts = [{"quantity": "1", "part": part_with(number)} for number in sorted({*numbers.values()})]
    product = {"part_number": "product", "is_article": False, "parts": parts}
    found = judged(structure(product), TODAY, ["company-prohibited"])
    for entry, number in numbers.items():
        assert "exceeded" in found.outcomes(entry), entry
        failed = found.status(f"article of {number}", "company-prohibited")
        assert failed is Status.NON_COMPLIANT, entry


def _certain(entry: Entry) -> str:
    """A CAS number of the entry whose composition is known."""
    return next(
        one.substance.value
        for one in entry.members
        if one.substance.id_type is IdType.CAS and not one.upper_bound
    )
