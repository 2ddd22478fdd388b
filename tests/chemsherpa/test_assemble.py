"""A declaration made of others: exact, valid, and refused where something is missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

import pytest

from chemsherpa import Declaration, Scheme, Status, read
from chemsherpa.assembly.assemble import assemble
from chemsherpa.assembly.structure import Assembly, Piece, Transferred
from chemsherpa.assembly.transfer import Fate, MaterialWords, Mixture, Transfer
from chemsherpa.document import Composition, ListRef, Mass, Part, Product, ProductComment, Share
from chemsherpa.errors import NotAssembled
from chemsherpa.writer import write

from .assembling import ANSWERING, CONFIRMED, built, by_entry, changed, declared


def test_what_is_built_is_valid_and_is_read_back_equal(
    terminal: Declaration, lens: Declaration
) -> None:
    found = built(("3", terminal), ("1", lens))
    (member,) = read(write(found.declaration), "built.xml").members
    assert member.status is Status.ACCEPTED
    assert member.document is not None
    assert member.document.product == found.declaration.product
    assert member.document.scheme is Scheme.CHEMSHERPA_AI


def test_nothing_is_confirmed_that_no_person_confirmed(lens: Declaration) -> None:
    made = Assembly("BOX-1", "", "Box", (Piece(Fraction(1), lens),))
    silent = assemble(made, ANSWERING).declaration
    assert silent.product.comment == "0@@0@@1@@Assembler@@@@@@@@"
    assert silent.comment.composition_confirmed is False
    told = assemble(made, CONFIRMED).declaration
    assert told.product.comment == "1@2026-11-21 10:00@1@2026-11-21 10:00@1@@Assembler@@@@@@@@"


def test_nested_assemblies_are_parts_of_parts_numbered_depth_first(
    terminal: Declaration, lens: Declaration
) -> None:
    inner = Assembly("INNER", "", "Inner", (Piece(Fraction(2), terminal), Piece(Fraction(1), lens)))
    found = built(("3", inner), ("1", lens)).declaration
    numbers = [each.identifier for each in walked(found.parts)]
    assert numbers == [f"Parts{n:05}" for n in range(1, len(numbers) + 1)]
    assert found.mass == Mass("169", "g")  # 3 × (2 × 2.5 + 38.5) + 38.5
    lead = by_entry(found.answers)["00021"]
    assert (lead.place, lead.mass) == ("Inner:Crimp terminal:Terminal", Mass("360", "mg"))


def walked(parts: Iterable[Part]) -> Iterable[Part]:
    for each in parts:
        yield each
        yield from walked(each.parts)


def test_without_compliance_only_the_composition_is_announced(lens: Declaration) -> None:
    found = built(("1", lens), with_compliance=False)
    assert found.declaration.sections == ("Composition",)
    assert found.unanswered == ()


def no_composition(_product: Product) -> dict[str, object]:
    return {"composition": None}


def no_mass(product: Product) -> dict[str, object]:
    bare = Composition(lists=product.composition.lists) if product.composition else None
    return {"ids": (replace(product.ids[0], mass=None),), "composition": bare}


def no_list(_product: Product) -> dict[str, object]:
    return {"composition": Composition(lists=(ListRef("LIST", "x", "1"),))}


def unconfirmed(_product: Product) -> dict[str, object]:
    return {"told": ProductComment(composition_confirmed=False)}


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (no_composition, "assembly-no-declaration"),
        (no_mass, "assembly-no-mass"),
        (no_list, "assembly-no-list"),
        (unconfirmed, "assembly-unconfirmed"),
    ],
)
def test_what_a_part_leaves_open_is_refused_by_its_name(
    lens: Declaration, damage: object, code: str
) -> None:
    assert callable(damage)
    with pytest.raises(NotAssembled) as refused:
        built(("1", changed(lens, **damage(lens.product))))
    assert refused.value.code == code
    assert "LENS-220" in refused.value.message


def test_more_parts_than_the_tool_can_number_are_refused_before_they_are_built(
    lens: Declaration,
) -> None:
    thing: Declaration | Assembly = lens
    for level in range(5):
        thing = Assembly(f"L{level}", "", "", tuple(Piece(Fraction(1), thing) for _ in range(12)))
    with pytest.raises(NotAssembled) as refused:
        built(("1", thing))
    assert refused.value.code == "assembly-too-large"


def test_a_mixture_goes_in_as_what_remains_of_it(
    lens: Declaration, declarations: dict[str, bytes]
) -> None:
    glue = declared(declarations["ADHESIVE-500"])
    cured = Transferred(
        glue,
        Transfer(
            Mixture("ADHESIVE-500"),
            MaterialWords("EP (Epoxy resin)", "N551", "M-300", "3"),
            (
                Fate("25068-38-6", "", Fraction(1)),
                Fate("14808-60-7", "", Fraction(1)),
                Fate("108-88-3", "", Fraction(0)),
            ),
            Fraction(1),
        ),
    )
    found = built(("1", lens), ("0.2", cured))
    assert found.declaration.mass == Mass("38.69", "g")  # 38.5 g and 95 % of 0.2 g
    assert found.declaration.is_article is False
    (material,) = found.declaration.parts[1].materials
    assert (material.mass, material.use_code, material.comment) == (Mass("0.19", "g"), "3", "3@@@@")
    shares = {each.identity: each.share for each in material.substances}
    # 62.5 and 30 of 95; rounding never takes a share below what it is.
    assert shares == {"25068-38-6": Share("65.78947369"), "14808-60-7": Share("31.57894737")}
    assert found.declaration.answers == ()
    assert {each.reason for each in found.unanswered} == {f"not answered for: {glue.name}"}
