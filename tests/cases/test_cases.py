"""Legal cases as data: whoever knows the law can read one here, and add one."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.judging import SVHC, judged, structure

FILES = sorted(Path(__file__).resolve().parent.glob("*.toml"))
WORDS = {
    "name", "cas", "ppm", "half", "exemption", "category", "as_of", "rohs", "art33",
}  # fmt: skip


def cases() -> list[Any]:
    found = []
    for file in FILES:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
        for case in content["case"]:
            case.setdefault("as_of", content.get("as_of"))
            found.append(pytest.param(case, id=f"{file.stem}: {case['name']}"))
    return found


def part(case: dict[str, Any]) -> dict[str, Any]:
    """An article of one material, or of two equal ones of which the second is clean."""
    substance = {"cas": case["cas"], "ppm": case["ppm"]}
    if "exemption" in case:
        substance["exemption"] = case["exemption"]
    gram = {"value": "1", "unit": "g"}
    materials = [{"id": "material", "mass": gram, "substances": [substance]}]
    if case.get("half"):
        materials.append({"id": "clean", "mass": gram, "substances": []})
    return {"part_number": "article", "materials": materials}


@pytest.mark.parametrize("case", cases())
def test_a_case_comes_out_as_the_law_says(case: dict[str, Any]) -> None:
    found = judged(structure(part(case)), case["as_of"], ["eu-rohs", SVHC], case.get("category"))
    said = {}
    if "rohs" in case:
        said["rohs"] = found.status("@unit", "eu-rohs").value
    if "art33" in case:
        said["art33"] = bool(found.duties("reach_art33"))
    assert said
    assert said == {word: case[word] for word in said}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_case_says_where_it_comes_from_and_uses_only_known_words(file: Path) -> None:
    content = tomllib.loads(file.read_text(encoding="utf-8"))
    assert content["title"]
    assert content["source"]
    for case in content["case"]:
        assert set(case) <= WORDS
        assert isinstance(case.get("as_of", content.get("as_of")), date)
