"""A trace leads back to the very element of the very file, in the reader's own language."""

from __future__ import annotations

import hashlib
from typing import Any

from lxml import etree

from .conftest import Run
from .said import DECLARATIONS

SPACE = {"i": "http://std.iec.ch/iec62474"}
DAY = ("--as-of", "2026-07-01")


def files() -> dict[str, Any]:
    """The imported XML files by their SHA-256."""
    found = {}
    for path in DECLARATIONS.glob("*.xml"):
        data = path.read_bytes()
        found[hashlib.sha256(data).hexdigest()] = etree.fromstring(data)
    return found


def facts(body: Any) -> list[Any]:
    counted = [one for case in body["cases"] for one in case["trace"]["counted"]]
    return [one | one["fact"] for one in counted if "fact" in one]


def test_every_fact_of_a_lamp_is_the_element_that_its_pointer_names(run: Run, demo: str) -> None:
    body = run("--db", demo, "check", "LAMP-100", "--json", "--explain", *DAY).body
    trees, seen = files(), 0
    for fact in facts(body):
        if fact["document"] not in trees or not fact["pointer"]:
            continue
        steps = fact["pointer"].strip("/").split("/")
        path = "/".join(["", *(f"i:{step}" for step in steps)])
        (element,) = trees[fact["document"]].xpath(path, namespaces=SPACE)
        assert element.sourceline == fact["line"]
        numbers = {value for node in element.iter() for value in node.attrib.values()}
        assert fact["substance"] in numbers
        assert fact["value"] in numbers
        seen += 1
    assert seen > 3


def test_a_trace_speaks_the_language_of_its_reader(run: Run, demo: str) -> None:
    english, japanese = (
        run("--db", demo, "check", "CABLE-401", "--explain", "--lang", lang, *DAY).out
        for lang in ("en", "ja")
    )
    assert "divides by the homogeneous material" in english
    assert "分母は均質材料の質量" in japanese
    assert "divides by" not in japanese
    assert "sha256" in english
    assert "/Main/Product/Composition/" in english


def test_the_rejected_reading_stands_beside_the_articles_own(check: Any) -> None:
    text = """{"format": "chemgate-structure/1", "declared": {"full_material_declaration": true},
      "part": {"part_number": "product", "mass": {"value": "100", "unit": "g"}, "parts": [
        {"part": {"part_number": "screw", "mass": {"value": "0.5", "unit": "g"},
          "substances": [{"cas": "117-81-7", "percent": "0.2"}]}}]}}"""
    body = check(text, "--explain", "--list", "eu-reach-candidate-list").body
    (case,) = [one for one in body["cases"] if one["outcome"] == "declare"]
    read = case["trace"]["rejected_reading"]
    assert (case["ppm"], case["denominator_mg"]) == ("2000", "500")
    assert (read["ppm"], read["denominator_mg"], read["would_breach"]) == ("10", "100000", False)


def test_what_is_left_out_on_purpose_is_said_and_never_without_a_reason(check: Any) -> None:
    text = """{"format": "chemgate-structure/1", "declared": {"full_material_declaration": true},
      "part": {"part_number": "product", "parts": [
        {"part": {"part_number": "jig", "substances": [{"cas": "7439-92-1", "percent": "50"}]},
         "excluded": "%s"},
        {"part": {"part_number": "frame", "substances": []}}]}}"""
    body = check(text % "assembly jig, not delivered").body
    assert body["status"] == "compliant"
    assert "excluded product › jig: assembly jig, not delivered" in body["assumptions"]
    refused = check(text % " ")
    assert (refused.code, "left out without a reason" in refused.err + refused.out) == (4, True)
