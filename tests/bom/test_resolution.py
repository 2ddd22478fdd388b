"""Which declaration speaks for which part; each rule of the contract is one test."""

from __future__ import annotations

import pytest

from bom.errors import InvalidInstant
from bom.instants import read_instant
from chemsherpa.document import ProductComment

from .factories import COPPER, Shelf, answered_on, declaration, material, substance


def test_the_newest_response_date_speaks(shelf: Shelf) -> None:
    shelf.put(
        declaration("A", response=answered_on("2026-03-01")),
        declaration("A", response=answered_on("2026-02-01")),
    )
    (found,) = shelf.find("A")
    assert found.speaking is not None
    assert found.speaking.response_date == "2026-03-01"


def test_of_one_date_the_newest_confirmation_speaks(shelf: Shelf) -> None:
    late = ProductComment(composition_confirmed=True, composition_confirmed_at="2026-01-01 10:01")
    early = ProductComment(composition_confirmed=True, compliance_confirmed_at="2026-01-01 10:00")
    shelf.put(declaration("A", comment=late), declaration("A", comment=early))
    (found,) = shelf.find("A")
    assert found.speaking is not None
    assert found.speaking.confirmed_at == "2026-01-01 10:01"


def test_of_one_confirmation_the_greatest_sha256_speaks(shelf: Shelf) -> None:
    shelf.put(declaration("A"), declaration("A", unit_type="m"))
    (found,) = shelf.find("A")
    assert found.speaking is not None
    assert [head.sha256 < found.speaking.sha256 for head in found.others] == [True]


def test_the_same_number_with_different_names_is_not_merged(shelf: Shelf) -> None:
    shelf.put(declaration("000-000-000", name="Glue"), declaration("000-000-000", name="Paste"))
    assert [part.name for part in shelf.find("000-000-000")] == ["Glue", "Paste"]


def test_a_given_revision_matches_only_itself(shelf: Shelf) -> None:
    shelf.put(declaration("A", revision="1"))
    assert len(shelf.find("A", revision="1")) == 1
    assert shelf.find("A", revision="2") == ()


def test_a_given_manufacturer_matches_only_itself(shelf: Shelf) -> None:
    shelf.put(declaration("A", manufacturer="X"), declaration("A", manufacturer="Y"))
    assert [part.manufacturer for part in shelf.find("A", manufacturer="Y")] == ["Y"]


def test_blank_means_any_and_several_are_sorted(shelf: Shelf) -> None:
    shelf.put(declaration("A", revision="2"), declaration("A", revision="1"))
    assert [part.revision for part in shelf.find("A", revision="")] == ["1", "2"]


def test_the_number_that_we_asked_by_matches_too(shelf: Shelf) -> None:
    shelf.put(declaration("SUP-9", requester_part_number="OUR-1"))
    assert [part.part_number for part in shelf.find("OUR-1")] == ["SUP-9"]


def test_an_unknown_number_finds_nothing(shelf: Shelf) -> None:
    assert shelf.find("nothing") == ()


def test_a_child_without_data_is_known_as_a_number(shelf: Shelf) -> None:
    shelf.load("P,,C,B,1,,")
    (found,) = shelf.find("C")
    assert (found.revision, found.is_known) == ("B", False)


def test_our_own_bill_of_materials_takes_a_declaration_of_the_same_number_beside_it(
    shelf: Shelf,
) -> None:
    shelf.load("A,,B,,1,,")
    shelf.put(declaration("A"))
    (found,) = shelf.find("A")
    assert found.has_usages
    assert found.speaking is None


def test_a_declaration_asked_for_by_its_manufacturer_is_itself(shelf: Shelf) -> None:
    shelf.load("A,,B,,1,,")
    shelf.put(declaration("A"))
    (found,) = shelf.find("A", manufacturer="Maker")
    assert found.speaking is not None


def test_an_older_instant_hears_the_older_declaration(shelf: Shelf) -> None:
    shelf.put(declaration("A"), declaration("A", response=answered_on("2026-02-01")))
    first = read_instant("2026-11-01T00:00:00Z")
    (then,) = shelf.find("A", known_at=first)
    (now,) = shelf.find("A")
    assert then.speaking is not None
    assert now.speaking is not None
    assert (then.speaking.response_date, now.speaking.response_date) == ("2026-01-01", "2026-02-01")


def test_before_the_first_import_nothing_was_known(shelf: Shelf) -> None:
    shelf.put(declaration("A", materials=(material("M", "1", substance(COPPER, "1")),)))
    assert shelf.find("A", known_at=read_instant("2026-10-31")) == ()


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-01", "2026-01-01T00:00:00"])
def test_an_instant_without_a_zone_or_sense_is_refused(text: str) -> None:
    with pytest.raises(InvalidInstant):
        read_instant(text)
