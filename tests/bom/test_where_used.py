"""From a substance or a part up to every product, with the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

import pytest

from bom.usages.where_used import Place, where_part_used, where_substance_used
from regulations.substances import substance_id
from tests.strategies import seeded

from .factories import (
    DEHP,
    LEAD,
    Shelf,
    answered_on,
    declaration,
    material,
    part,
    substance,
)


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


@dataclass
class Plain:
    """What was stored, as plain lists: lines downwards, and what each declared part holds."""

    lines: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    holds: dict[str, list[tuple[tuple[str, ...], str]]] = field(default_factory=dict)

    def ways(self, number: str, wanted: str) -> Iterator[tuple[str, ...]]:
        """Every way down from a part to a substance."""
        yield from (
            (number, *inside) for inside, held in self.holds.get(number, ()) if held == wanted
        )
        for child, revision in self.lines.get(number, ()):
            if revision in ("", "1"):  # what was declared is revision 1
                yield from ((number, *way) for way in self.ways(child, wanted))

    def products(self) -> list[str]:
        """Parts that no line means."""
        used = {child for held in self.lines.values() for child, rev in held if rev in ("", "1")}
        return [one for one in self.lines.keys() | self.holds.keys() if one not in used]

    def found(self, wanted: str) -> list[str]:
        return sorted({"/".join(way) for top in self.products() for way in self.ways(top, wanted)})


def plainly_stored(shelf: Shelf, rng: Random) -> Plain:
    """Assemblies over assemblies over declared parts, some of which were declared twice."""
    plain, leaves = Plain(), [f"LEAF-{n}" for n in range(5)]
    for number in leaves:
        for month in range(1, rng.choice((2, 3))):
            held = [(f"m{n}", rng.choice((LEAD, DEHP))) for n in range(rng.choice((0, 1, 2)))]
            inner = [(f"i{n}", rng.choice((LEAD, DEHP))) for n in range(rng.choice((0, 1)))]
            below = tuple(material(name, "1", substance(one, "1")) for name, one in inner)
            inside = (part("Inside", "1", "1", materials=below),) if below else ()
            shelf.put(
                declaration(
                    number,
                    parts=inside,
                    materials=tuple(material(n, "1", substance(one, "1")) for n, one in held),
                    response=answered_on(f"2026-0{month}-01"),
                )
            )
            plain.holds[number] = [((name,), one) for name, one in held]
            plain.holds[number] += [(("Inside", name), one) for name, one in inner]
    for level in range(6):
        below = [f"ASSY-{n}" for n in range(level)]
        chosen = rng.sample([*below, *leaves], rng.choice((1, 2, 3)))
        plain.lines[f"ASSY-{level}"] = [
            (one, rng.choice(("", "", "1", "2")) if one in leaves else "") for one in chosen
        ]
    shelf.load(*(f"{top},,{child},{revision},1,,"
                 for top, held in plain.lines.items() for child, revision in held))  # fmt: skip
    return plain


@pytest.mark.parametrize("seed", range(4))
def test_every_way_to_a_substance_is_the_one_that_a_walk_downwards_finds(
    shelf: Shelf, seed: int
) -> None:
    """ER-4: from a substance to all products with paths, as brute force finds them."""
    plain = plainly_stored(shelf, seeded(seed))
    with shelf.session() as session:
        told = [where_substance_used(session, {substance_id(one)}) for one in (LEAD, DEHP)]
    assert [paths(one.places) for one in told] == [plain.found(LEAD), plain.found(DEHP)]
    assert sum(len(one.places) for one in told) > 3
