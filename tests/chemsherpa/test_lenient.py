"""Trees without a schema: nothing is lost silently, no amount is bent, no day is guessed."""

from __future__ import annotations

import pytest
from lxml import etree

from chemsherpa import Refused
from chemsherpa.amounts import Written, mass_of, percent_of, units_of
from chemsherpa.days import iso_day
from chemsherpa.document import Mass, Share
from chemsherpa.lenient import Lenient


def tree(text: str) -> Lenient:
    return Lenient(etree.fromstring(text))


def told(node: Lenient) -> list[tuple[str, str, str]]:
    return [
        (dict(one.values)["name"], dict(one.values)["count"], one.where) for one in node.unread()
    ]


def written(text: str) -> Written:
    return Written(text, "Amount", "/a/b", 7)


def test_what_nobody_asked_for_is_named_with_its_place() -> None:
    root = tree('<a x="1" y=""><b/><b z="2"/><c><d/></c></a>')
    root.all("b")
    assert told(root) == [("a@x", "1", "/a"), ("b@z", "1", "/a/b[2]"), ("c", "1", "/a/c")]
    root.get("x")
    root.all("b")[1].get("z")
    root.ignore("c")
    assert told(root) == []


def test_a_text_that_was_not_read_is_named() -> None:
    root = tree("<a><b>told</b><c> </c></a>")
    (inner,) = root.all("b")
    root.all("c")
    assert told(root) == [("b (text)", "1", "/a/b")]
    assert inner.text() == "told"
    assert told(root) == []


def test_descendants_are_found_whatever_stands_between_but_not_inside_of_others() -> None:
    root = tree("<a><x><b/></x><y><b/></y></a>")
    assert [each.where for each in root.below("b", outside=frozenset({"y"}))] == ["/a/x/b"]
    assert told(root) == [("y", "1", "/a/y")]


def test_a_hundred_names_are_told_and_the_rest_counted() -> None:
    root = tree("<a>" + "".join(f"<n{number}/>" for number in range(130)) + "</a>")
    findings = root.unread()
    assert len(findings) == 101
    assert (findings[-1].key, dict(findings[-1].values)) == ("not-understood.more", {"count": "30"})


def test_two_of_what_can_be_said_once_are_refused() -> None:
    with pytest.raises(Refused, match="stands here twice") as refused:
        tree("<a><b/><b/></a>").one("b")
    assert refused.value.where == "/a/b[2]"


@pytest.mark.parametrize(
    ("text", "unit", "mass"),
    [
        ("1.50", "g", Mass("1.50", "g")),
        ("250", "ug", Mass("0.25", "mg")),
        ("1", "ng", Mass("0.000001", "mg")),
    ],
)
def test_masses_keep_their_text_or_are_converted_exactly(text: str, unit: str, mass: Mass) -> None:
    assert mass_of(written(text), unit) == mass


def test_parts_per_million_become_percent_exactly() -> None:
    assert percent_of(written("1"), "ppm") == Share("0.0001")
    assert percent_of(written("12.50"), "percent") == Share("12.50")


@pytest.mark.parametrize("text", ["", "NaN", "-1", "1e3", "1,5", "9" * 13, "0." + "1" * 24])
def test_what_is_no_plain_decimal_is_refused_with_its_place(text: str) -> None:
    for read in (lambda: mass_of(written(text), "g"), lambda: percent_of(written(text), "ppm")):
        with pytest.raises(Refused) as refused:
            read()
        assert (refused.value.where, refused.value.line) == ("/a/b", 7)
    with pytest.raises(Refused):
        units_of(written(text))


@pytest.mark.parametrize("unit", ["", "lb", "MG", "percent"])
def test_a_mass_without_a_known_unit_is_refused(unit: str) -> None:
    with pytest.raises(Refused) as refused:
        mass_of(written("1"), unit)
    assert refused.value.code == "unit-unknown"


def test_a_number_that_grows_too_long_when_converted_is_refused() -> None:
    with pytest.raises(Refused, match="is not a plain"):
        percent_of(written("0.12345678901234567890123"), "ppm")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-01-31", "2024-01-31"),
        ("2024/1/5", "2024-01-05"),
        ("20240131", "2024-01-31"),
        ("2024-01-31T10:00:00Z", "2024-01-31"),
        ("2024-02-30", None),
        ("01/02/2024", None),
        ("2024131", None),
        ("2024-01/31", None),
        ("", None),
    ],
)
def test_only_a_day_that_cannot_be_another_is_read(text: str, day: str | None) -> None:
    assert iso_day(text) == day
