"""chemSHERPA V1: its composition is read, its answers are refused with their number."""

from __future__ import annotations

from pathlib import Path

import pytest

from chemsherpa import Reading, Scheme, read
from chemsherpa.document import Share
from regulations.coverage import covers_until


@pytest.fixture(scope="session")
def hinge(root: Path) -> str:
    return (root / "fixtures" / "exchange" / "chemsherpa-v1.xml").read_text(encoding="utf-8")


def reading(text: str) -> Reading:
    (one,) = read(text.encode(), "v1.xml").members
    return one


def test_the_composition_is_read(hinge: str) -> None:
    found = reading(hinge).document
    assert found is not None
    assert (found.scheme, found.part_number) == (Scheme.CHEMSHERPA_AI, "HINGE-V1")
    (leaf,) = found.parts
    (brass,) = leaf.materials
    (lead,) = brass.substances
    assert (leaf.number_of_units, brass.class_ids[0].identity) == ("2", "M-121")
    assert (lead.identity, lead.share) == ("7439-92-1", Share("2.5"))


def test_answers_are_left_out_and_counted(hinge: str) -> None:
    one = reading(hinge)
    assert one.document is not None
    assert (one.document.answers, one.document.declared.compliance) == ((), ())
    refused = one.findings[0]
    assert (refused.code, dict(refused.values), refused.line) == (
        "v1-compliance-refused",
        {"count": "2"},
        23,
    )


def test_silence_covers_the_list_of_its_time_only(hinge: str) -> None:
    found = reading(hinge).document
    assert found is not None
    (listed,) = found.declared.composition
    until = covers_until(listed.version)
    assert until is not None
    assert until.isoformat() == "2017-01-12"


def test_a_composition_that_is_not_understood_whole_proves_nothing_by_silence(hinge: str) -> None:
    one = reading(hinge.replace("<Material name", "<Coating/><Material name"))
    assert one.document is not None
    assert one.document.declared.composition == ()
    assert "composition-in-doubt" in [finding.code for finding in one.findings]


def test_material_classes_and_groups_hand_on_what_they_hold(hinge: str) -> None:
    text = hinge.replace(
        '<Material name="Brass"', '<MaterialClass id="M-121" name="Copper"><Material name="Brass"'
    ).replace("</Material>", "</Material></MaterialClass>")
    text = text.replace('<Substance name="Lead"', '<SubstanceGroup><Substance name="Lead"')
    text = text.replace('percent="2.5" />\n        </Substance>', "")
    text = text.replace(
        "</Substance>\n      </Material>", "</Substance></SubstanceGroup></Material>"
    )
    found = reading(text).document
    assert found is not None
    (brass,) = found.parts[0].materials
    assert [each.identity for each in brass.class_ids] == ["M-121", "M-121"]
    assert [one.identity for one in brass.substances] == ["7439-92-1"]


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('mass="5"', 'mass="5e0"', "value-mass"),
        ('unitOfMeasure="g"', 'unitOfMeasure="lb"', "unit-unknown.unit"),
        ('numberOfUnits="2"', "", "value-units"),
        ('massPercent="2.5"', 'massPercent="INF"', "value-percent"),
        ('isArticle="true"', 'isArticle="yes"', "flag-unclear"),
        ("X6.01ex1.0", "X5.00", "version-unsupported"),
        ("X6.01ex1.0", "X7.00", "version-unsupported"),
    ],
)
def test_what_would_be_a_guess_refuses_the_file(hinge: str, old: str, new: str, key: str) -> None:
    assert old in hinge
    one = reading(hinge.replace(old, new, 1))
    assert one.document is None
    assert [finding.key for finding in one.findings] == [key]


def test_a_file_of_answers_alone_is_refused_as_before(hinge: str) -> None:
    start, end = hinge.index("<ProductPart"), hinge.index("</ProductPart>")
    one = reading(hinge[:start] + hinge[end + len("</ProductPart>") :])
    assert [finding.code for finding in one.findings] == ["version-unsupported"]
