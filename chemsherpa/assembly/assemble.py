"""An assembly's declaration out of those of its parts, in the shape of chemSHERPA-AI.

What the parts declare is copied as it stands; what only the whole has is computed: masses exactly,
answers entry by entry (`assembled_answers`), the list version as the oldest of theirs.
Nothing is confirmed that no person confirmed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import count
from typing import Final

from chemsherpa.assembly.answering import Answering, business_of
from chemsherpa.assembly.assembled_answers import Unanswered, assembled_answers, oldest
from chemsherpa.assembly.assembled_material import material_of
from chemsherpa.assembly.structure import (
    Assembly,
    Leaf,
    Piece,
    Transferred,
    is_article,
    leaves,
    mass_of,
    require_size,
)
from chemsherpa.comment_texts import (
    ai_product_text,
    material_text,
    part_text,
    substance_text,
    typed_separators,
)
from chemsherpa.document import (
    Compliance,
    Composition,
    Declaration,
    Include,
    ListRef,
    Main,
    Mass,
    Material,
    Part,
    Product,
    ProductComment,
    ProductId,
    Scheme,
    Section,
    Substance,
)
from chemsherpa.errors import NotAssembled
from regulations.quantities import decimal_text

__all__ = ["Assembled", "assemble"]

_STAMP: Final = "X8.00ex2.0"
_CHEMSHERPA_LIST: Final = "chemSHERPA_SubstanceList"
_NANOGRAMS_IN_A_GRAM: Final = 10**9


@dataclass(frozen=True, slots=True)
class Assembled:
    """A declaration made of others.

    Attributes:
        unanswered: entries that the compliance section had to leave out.
        respelled: texts in which a separator that somebody typed was written full-width.
    """

    declaration: Declaration
    unanswered: tuple[Unanswered, ...]
    respelled: tuple[str, ...]


def assemble(
    assembly: Assembly, answering: Answering, *, with_compliance: bool = True
) -> Assembled:
    """Declare an assembly from what is declared of its parts.

    Args:
        assembly: its parts, with quantities in the units that they are declared by.
        answering: who answers, and when.
        with_compliance: False leaves the compliance section out.

    Returns:
        A chemSHERPA-AI declaration; `declarationComplete` is false where entries stay open.

    Raises:
        NotAssembled: a part without composition, confirmation, list or mass; too many parts.
    """
    require_size(assembly)
    found = tuple(leaves(assembly))
    _refuse_undeclared(found)
    sections, missing = assembled_answers(found) if with_compliance else ((), ())
    told = _told(answering, has_compliance=bool(sections))
    product = Product(
        unit_type="each",
        family=answering.family,
        is_article=is_article(assembly),
        comment=ai_product_text(told),
        ids=(_product_id(assembly, answering),),
        compliances=sections,
        composition=_composition(assembly, found),
        told=replace(told, fields=tuple(ai_product_text(told).split("@"))),
    )
    main = Main(
        schema_version=_STAMP,
        language=answering.language,
        is_complete=not missing and not any(_is_partial(each) for each in found),
        include=_include(sections),
        business=business_of(answering),
        products=(product,),
    )
    return Assembled(
        Declaration(Scheme.CHEMSHERPA_AI, main), missing, _respelled(answering, sections)
    )


def _refuse_undeclared(found: Sequence[Leaf]) -> None:
    declared = [each.thing for each in found if isinstance(each.thing, Declaration)]
    mixed = [each.thing.declaration for each in found if isinstance(each.thing, Transferred)]
    lacking = {
        "assembly-no-declaration": [each for each in declared if not each.has_composition],
        "assembly-unconfirmed": [
            each for each in (*declared, *mixed) if each.comment.composition_confirmed is False
        ],
        "assembly-no-list": [
            each
            for each in (*declared, *mixed)
            if not each.declared.full_material and not _list(each)
        ],
    }
    for key, things in lacking.items():
        if things:
            names = dict.fromkeys(each.part_number or each.name for each in things)
            raise NotAssembled(key, detail=", ".join(names))


def _is_partial(leaf: Leaf) -> bool:
    """Whether what went in says of itself that it is not complete."""
    return isinstance(leaf.thing, Declaration) and leaf.thing.main.is_complete is False


def _list(declaration: Declaration) -> ListRef | None:
    """The chemSHERPA list that its composition was made against."""
    named = (each for each in declaration.declared.composition if each.identity == _CHEMSHERPA_LIST)
    return next(named, None)


def _told(answering: Answering, *, has_compliance: bool) -> ProductComment:
    at = answering.confirmed_at
    return ProductComment(
        compliance_confirmed=bool(at) and has_compliance,
        compliance_confirmed_at=at if has_compliance else "",
        composition_confirmed=bool(at),
        composition_confirmed_at=at,
        manufacturer=answering.company.name,
    )


def _product_id(assembly: Assembly, answering: Answering) -> ProductId:
    return ProductId(
        name=answering.names.get(assembly.part_number, assembly.name),
        identifier=assembly.part_number,
        effective_date=answering.date,
        version=assembly.revision,
        requester_name="",
        requester_identifier="",
        mass=_grams(mass_of(assembly)),
    )


def _include(sections: tuple[Compliance, ...]) -> Include:
    names = (["Compliance"] if sections else []) + ["Composition"]
    return Include(tuple(Section(name) for name in names))


def _composition(assembly: Assembly, found: Sequence[Leaf]) -> Composition:
    things = [
        each.thing if isinstance(each.thing, Declaration) else each.thing.declaration
        for each in found
    ]
    lists = [named for each in things if (named := _list(each)) is not None]
    numbers = count(1)
    parts = tuple(_numbered(_part(piece), numbers) for piece in assembly.pieces)
    return Composition(
        is_full=all(each.declared.full_material is True for each in things),
        lists=(oldest(lists),) if lists else (),
        parts=parts,
    )


def _part(piece: Piece) -> Part:
    thing = piece.thing
    if isinstance(thing, Assembly):
        return Part(
            number_of_units=decimal_text(piece.quantity),
            is_article=is_article(thing),
            product_id=ProductId(name=thing.name, mass=_grams(mass_of(thing))),
            parts=tuple(_part(each) for each in thing.pieces),
        )
    if isinstance(thing, Transferred):
        return _of_mixture(thing, piece.quantity)
    scip = thing.comment.scip
    part = Part(
        number_of_units=decimal_text(piece.quantity),
        is_article=thing.is_article,
        comment=part_text(scip),
        product_id=ProductId(name=thing.name, mass=thing.mass or _grams(mass_of(thing))),
        parts=thing.parts,
        materials=thing.materials,
        substances=thing.substances,
        scip=scip,
    )
    return part if thing.scheme is Scheme.CHEMSHERPA_AI else _worded(part)


def _of_mixture(thing: Transferred, grams: Fraction) -> Part:
    """What remains of a mixture, as one part that is no article: it has no shape of its own."""
    material = material_of(thing, grams)
    return Part(
        number_of_units="1",
        is_article=False,
        product_id=ProductId(name=thing.declaration.name, mass=material.mass),
        materials=(material,),
    )


def _worded(part: Part) -> Part:
    """The same part with its plain remarks where chemSHERPA hides them."""
    return replace(
        part,
        comment=part_text(part.scip),
        parts=tuple(_worded(each) for each in part.parts),
        materials=tuple(_worded_material(each) for each in part.materials),
        substances=tuple(_worded_substance(each) for each in part.substances),
    )


def _worded_material(material: Material) -> Material:
    text = material_text(
        use_code=material.use_code,
        standard=material.standard,
        remark=material.remark,
        scip_category=material.scip_category,
    )
    substances = tuple(_worded_substance(each) for each in material.substances)
    return replace(material, comment=text, substances=substances)


def _worded_substance(substance: Substance) -> Substance:
    text = substance_text(remark=substance.remark, voluntary=substance.voluntary)
    return replace(substance, comment=text)


def _numbered(part: Part, numbers: Iterator[int]) -> Part:
    """The part and all in it, numbered depth first as the official tool does."""
    own = replace(part.product_id, identifier=f"Parts{next(numbers):05}")
    parts = tuple(_numbered(each, numbers) for each in part.parts)
    return replace(part, product_id=own, parts=parts)


def _grams(mass: Fraction) -> Mass:
    return Mass(decimal_text(mass / _NANOGRAMS_IN_A_GRAM), "g")


def _respelled(answering: Answering, sections: Sequence[Compliance]) -> tuple[str, ...]:
    hidden = [answering.company.name]
    for answer in (each for section in sections for each in section.answers if each.above):
        hidden += [answer.place, answer.remark]
    return tuple(dict.fromkeys(typed_separators(hidden)))
