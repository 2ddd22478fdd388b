"""From a substance or a part up to every product, with the way."""

from __future__ import annotations

from bom.usages.where_used import Place, where_part_used, where_substance_used
from regulations.substances import substance_id

from .factories import DEHP, LEAD, Shelf, declaration, material, part, substance


def paths(places: tuple[Place, ...]) -> list[str]:
    return ["/".join(place.path) for place in places]


def test_a_substance_is_found_in_every_product_with_its_path(shelf: Shelf) -> None:
    inner = part("Terminal", "1", "1", materials=(material("Brass", "1", substance(LEAD, "1")),))
    shelf.put(declaration("SW", parts=(inner,), materials=()), declaration("ALONE"))
    shelf.load("TOP,,MID,,1,,", "MID,,SW,,1,,", "TOP2,,SW,,1,,")
    with shelf.session() as session:
        found = where_substance_used(session, {substance_id(LEAD)})
        nothing = where_substance_used(session, {substance_id(DEHP)})
    assert paths(found.places) == [
        "ALONE/Brass",
        "TOP/MID/SW/Terminal/Brass",
        "TOP2/SW/Terminal/Brass",
    ]
    assert nothing.places == ()


def test_a_declaration_beside_our_bill_of_materials_leads_through_it(shelf: Shelf) -> None:
    shelf.put(declaration("SUB"))
    shelf.load("TOP,,SUB,,1,,", "SUB,,C,,1,,")
    with shelf.session() as session:
        found = where_substance_used(session, {substance_id(LEAD)})
    assert paths(found.places) == ["TOP/SUB/SUB/Brass"]


def test_a_part_is_found_by_the_number_that_we_asked_by(shelf: Shelf) -> None:
    shelf.put(declaration("SUP-9", requester_part_number="OUR-1"))
    shelf.load("TOP,,OUR-1,,1,,")
    (supplied,) = shelf.find("SUP-9")
    with shelf.session() as session:
        assert paths(where_part_used(session, [supplied.part_id]).places) == ["TOP/SUP-9"]


def test_a_revision_that_the_usage_does_not_mean_is_not_found(shelf: Shelf) -> None:
    shelf.put(declaration("C", revision="1"))
    shelf.load("TOP,,C,2,1,,")
    with shelf.session() as session:
        found = where_substance_used(session, {substance_id(LEAD)})
    assert paths(found.places) == ["C/Brass"]


def test_more_places_than_asked_for_are_cut_and_said_so(shelf: Shelf) -> None:
    shelf.put(declaration("C"))
    shelf.load(*(f"T{number},,C,,1,," for number in range(5)))
    with shelf.session() as session:
        found = where_substance_used(session, {substance_id(LEAD)}, most=3)
    assert (len(found.places), found.is_cut) == (3, True)
