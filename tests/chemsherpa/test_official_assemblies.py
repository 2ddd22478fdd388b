"""Products of the official tool, put together from their parts: the same sums, the same answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
import xmlschema
from lxml import etree

from chemsherpa import Declaration
from chemsherpa.document import Answer, Compliance, Mass, Part, Share
from chemsherpa.writer import write

from .assembling import built, by_entry, changed, comparable, declared

XMLDSIG = "http://www.w3.org/TR/xmldsig-core/xmldsig-core-schema.xsd"


def official(shared: Path, number: str) -> Declaration:
    (file,) = (shared / "samples" / "chemsherpa").glob(f"SHAI_2024103*_{number}_*.xml")
    return declared(file.read_bytes())


def test_the_official_touch_light_is_what_its_nine_official_parts_make(shared: Path) -> None:
    (file,) = (shared / "samples" / "chemsherpa").glob("*_Touch_light_*.xml")
    whole = declared(file.read_bytes())
    parts = ("Housing-1", "Housing-2", "Housing-3", "Internal-housing", "screw", "KLM7890")
    pieces = [(official(shared, number), "4" if number == "screw" else "1") for number in parts]
    pieces += [(official(shared, "HIJ4567"), "0.15"), (official(shared, "PWBOAD-001"), "1")]
    pieces += [(official(shared, "LED-001"), "2")]
    found = built(*((number, each) for each, number in pieces))

    assert found.declaration.mass == whole.mass
    assert outline(found.declaration.parts) == outline(whole.parts)
    # The tool told by its own conversion that lead is below 0.01 % of the product; from what the
    # parts answered it may be 0.0114 %, so nobody can answer for us.
    (open_entry,) = found.unanswered
    assert open_entry.entry == "00022"
    assert open_entry.reason == "0.00136649 to 0.01134132 % of the product, the limit between"
    mine, theirs = by_entry(found.declaration.answers), by_entry(whole.answers)
    assert len(mine) == 195
    assert is_official(shared, write(found.declaration))
    assert list(mine) == [entry for entry in theirs if entry != "00022"]
    assert [comparable(each) for each in mine.values()] == [
        comparable(theirs[entry]) for entry in mine
    ]


def is_official(shared: Path, data: bytes) -> bool:
    """Whether the standard's own schema accepts it; the signature schema comes with xmlschema."""
    signature = Path(xmlschema.__file__).parent / "schemas" / "DSIG" / "xmldsig-core-schema.xsd"
    (path,) = (shared / "schemas").glob("*.xsd")
    text = path.read_bytes().replace(XMLDSIG.encode(), signature.as_uri().encode())
    return bool(etree.XMLSchema(etree.fromstring(text)).validate(etree.fromstring(data)))


def outline(parts: Iterable[Part]) -> list[object]:
    """Names, numbers, quantities and exact masses, level by level."""
    return [
        (each.name, each.identifier, each.number_of_units, each.is_article, grams(each.mass),
         outline(each.parts))
        for each in parts
    ]  # fmt: skip


def grams(mass: Mass | None) -> Fraction:
    assert mass is not None
    return Fraction(mass.value) / (1000 if mass.unit == "mg" else 1)


@pytest.mark.parametrize("number", ["KLM7890", "HIJ4567", "LED-001", "PWBOAD-001"])
def test_an_official_product_taken_apart_and_put_together_says_the_same(
    shared: Path, number: str
) -> None:
    whole = official(shared, number)
    pieces = [(each.number_of_units, alone(whole, each)) for each in whole.parts]
    found = built(*pieces)
    assert found.unanswered == ()
    assert grams(found.declaration.mass) == grams(whole.mass)
    mine, theirs = found.declaration.answers, whole.answers
    assert [(each.entry, each.above) for each in mine] == [(e.entry, e.above) for e in theirs]
    for one, other in zip(mine, theirs, strict=True):
        assert comparable(one) == comparable(other), one.entry


def alone(whole: Declaration, part: Part) -> Declaration:
    """An inner part as a product of its own, with the answers that are its."""
    mass = grams(part.mass)

    def own(answer: Answer) -> Answer:
        if answer.place != part.name:
            return replace(answer, above=False, mass=None, share=None, exemption_sets=())
        if "[ReportingLevel:Product]" not in answer.threshold:
            return replace(answer, place="")
        percent = grams(answer.mass) / mass * 100
        return replace(answer, place="", share=Share(f"{float(percent):.8f}"))

    sections = tuple(
        Compliance(list=each.list, answers=tuple(own(one) for one in each.answers))
        for each in whole.product.compliances
    )
    composition = whole.composition
    return changed(
        whole,
        ids=(replace(part.product_id, identifier=part.name),),
        is_article=part.is_article,
        compliances=sections,
        composition=replace(
            composition, parts=part.parts, materials=part.materials, substances=part.substances
        ),
        told=replace(whole.comment, scip=part.scip),
    )
