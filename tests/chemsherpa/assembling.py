"""What tests of assemblies share: parts of the fixtures, changed as a test needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from chemsherpa import Declaration, read
from chemsherpa.assembly.answering import Answering
from chemsherpa.assembly.assemble import Assembled, assemble
from chemsherpa.assembly.structure import Assembly, Piece, Transferred
from chemsherpa.document import Answer, Company, Contact

PERSON = Contact(name="A Person", title="Staff", email="a@example.com", phone="00")
ANSWERING = Answering(Company("Assembler"), PERSON, PERSON, "2026-11-21")
CONFIRMED = replace(ANSWERING, confirmed_at="2026-11-21 10:00")


def declared(data: bytes) -> Declaration:
    (member,) = read(data, "file.xml").members
    assert member.document is not None
    return member.document


def built(*pieces: tuple[str, Declaration | Assembly | Transferred], **how: bool) -> Assembled:
    made = Assembly("BOX-1", "", "Box", tuple(Piece(Fraction(n), thing) for n, thing in pieces))
    return assemble(made, CONFIRMED, **how)


def changed(declaration: Declaration, **product: object) -> Declaration:
    made = replace(declaration.product, **product)
    return replace(declaration, main=replace(declaration.main, products=(made,)), position=0)


def by_entry(answers: Iterable[Answer]) -> dict[str, Answer]:
    return {each.entry: each for each in answers}


def comparable(answer: Answer) -> Answer:
    return replace(answer, comment=None, scip_material_category="")
