"""Granta BoM XML: usages of parts, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from bom.errors import UnreadableTable
from bom.usages.load import load_usages
from bom.usages.table import read_table

from .factories import Shelf
from .neighbours import altered, fixture

BOM = "granta-bom.xml"


def test_parts_and_quantities_are_read_and_a_repeated_part_once() -> None:
    table = read_table(fixture(BOM), "bom.xml")
    assert [(line.parent, line.child, line.quantity, line.unit) for line in table.lines] == [
        ("PUMP-1", "VALVE-2", "4", "each"),
        ("PUMP-1", "HOSE-4", "1.5", "m"),
        ("PUMP-1", "COVER-5", "1", "each"),
        ("VALVE-2", "SCREW-3", "2", "each"),
        ("COVER-5", "VALVE-2", "1", "each"),
    ]
    assert table.lines[0].row == 8
    assert [(dict(one.values)["name"], one.row) for one in table.findings] == [
        ("MassPerUom", 17),
        ("Materials", 20),
    ]


def test_it_goes_into_the_store_like_any_other_table(shelf: Shelf) -> None:
    report = load_usages(shelf.database.writers, read_table(fixture(BOM), "bom.xml"))
    assert (report.added, report.is_refused) == (5, False)
    (pump,) = shelf.find("PUMP-1")
    assert pump.has_usages


def test_one_part_with_two_contents_is_refused() -> None:
    different = fixture(BOM).decode()
    at = different.rindex("SCREW-3")
    with pytest.raises(UnreadableTable, match="VALVE-2 stood in the file before"):
        read_table((different[:at] + "NUT-9" + different[at + 7 :]).encode(), "bom.xml")


def test_an_unreadable_quantity_keeps_its_parent_out() -> None:
    table = read_table(altered(BOM, ">4.0<", ">4,0<"), "bom.xml")
    assert table.refused_parents == {("PUMP-1", "")}
    assert "invalid-quantity" in {one.code for one in table.findings}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (fixture(BOM).split(b"<Components>")[0] + b"<part/></PartsEco>", "no part in it"),
        (b"<Other/>", "root .Other."),
        (b"<PartsEco", "no readable XML"),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>", "no readable XML"),
    ],
)
def test_other_xml_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableTable, match=reason):
        read_table(content, "bom.xml")


def test_public_samples_are_read(shared: Path) -> None:
    folder = shared / "samples" / "granta"
    small = read_table((folder / "compliance-bom-1711.xml").read_bytes(), "small")
    large = read_table((folder / "medium-test-bom-2505.xml").read_bytes(), "large")
    assert (len(small.lines), len(large.lines)) == (8, 219)
    assert not small.refused_parents | large.refused_parents
    with pytest.raises(UnreadableTable, match="no part in it"):
        read_table((folder / "invalid-bom.xml").read_bytes(), "invalid")
