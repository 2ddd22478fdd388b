"""A declaration as the rows that its tables hold: plain dictionaries for bulk inserts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from chemsherpa.document import (
    Answer,
    Declaration,
    ExemptionClaim,
    Mass,
    Material,
    Part,
    Scheme,
    Share,
    Substance,
)
from engine.exact import PARTS_PER_BILLION
from regulations.errors import InvalidQuantity, InvalidSubstanceId
from regulations.quantities import MASS_UNITS, exact_decimal
from regulations.substances import SubstanceId, substance_id

__all__ = ["DeclarationRows", "Row", "counted", "declaration_rows"]

_Value = str | int | bool | None
Row = dict[str, _Value]

_MOST: Final = 2**63 - 1
_RANGE: Final = ("massPercentRangeMin", "massPercentRangeMax")


@dataclass(frozen=True, slots=True)
class DeclarationRows:
    """The rows of one declaration, numbered in document order; the ids are the store's to add.

    Attributes:
        identities: for each constituent its registered id, None where there is none.
    """

    nodes: list[Row] = field(default_factory=list)
    constituents: list[Row] = field(default_factory=list)
    identities: list[SubstanceId | None] = field(default_factory=list)
    answers: list[Row] = field(default_factory=list)
    claims: list[Row] = field(default_factory=list)


def declaration_rows(declaration: Declaration) -> DeclarationRows:
    """Flatten the declaration's tree; node 0 is the product itself."""
    rows = DeclarationRows()
    _add_product(rows, declaration)
    for answer in declaration.answers:
        _add_answer(rows, answer)
    return rows


def counted(text: str | None, scale: Fraction | int) -> int | None:
    """The decimal text times `scale` as a 64-bit integer; None where it is none.

    The text stays the truth: readers take it where this is None.
    """
    if text is None:
        return None
    try:
        value = exact_decimal(text) * scale
    except InvalidQuantity:
        return None
    return value.numerator if value.denominator == 1 and value <= _MOST else None


def _identified(identity: str) -> SubstanceId | None:
    """The registered id behind a declared one, None where no register knows it."""
    try:
        return substance_id(identity)
    except InvalidSubstanceId:
        return None


def _add_product(rows: DeclarationRows, declaration: Declaration) -> None:
    inner = bool(declaration.parts or declaration.materials)
    mixture = declaration.scheme is Scheme.CHEMSHERPA_CI and not inner
    product = _add_node(
        rows,
        parent=None,
        position=0,
        kind="mixture" if mixture else "part",
        name=declaration.name,
        identifier=declaration.part_number,
        mass=declaration.mass,
        is_article=declaration.is_article,
        line=declaration.line,
    )
    if mixture:
        _add_substances(rows, product, declaration.substances)
        return
    _add_contents(rows, product, declaration)


def _add_contents(rows: DeclarationRows, number: int, holder: Declaration | Part) -> None:
    position = 0
    for material in holder.materials:
        _add_material(rows, number, position, material)
        position += 1
    if holder.substances:
        _add_implied_material(rows, number, position, holder)
        position += 1
    for part in holder.parts:
        _add_part(rows, number, position, part)
        position += 1


def _add_part(rows: DeclarationRows, parent: int, position: int, part: Part) -> None:
    number = _add_node(
        rows,
        parent=parent,
        position=position,
        kind="part",
        name=part.name,
        identifier=part.identifier,
        units=part.number_of_units,
        mass=part.mass,
        is_article=part.is_article,
        comment=part.comment,
        line=part.line,
    )
    _add_contents(rows, number, part)


def _add_material(rows: DeclarationRows, parent: int, position: int, material: Material) -> None:
    number = _add_node(
        rows,
        parent=parent,
        position=position,
        kind="material",
        name=material.name,
        identifier=material.material_id.identity if material.material_id else "",
        mass=material.mass,
        is_article=material.is_article,
        use_code=material.use_code,
        comment=material.comment,
        line=material.line,
    )
    _add_substances(rows, number, material.substances)


def _add_implied_material(
    rows: DeclarationRows, parent: int, position: int, holder: Declaration | Part
) -> None:
    # Substances directly on a part: the part is one material of its own mass. Beside other
    # contents the mass of that material is not told, and a guess would dilute.
    alone = not holder.parts and not holder.materials
    number = _add_node(
        rows,
        parent=parent,
        position=position,
        kind="material",
        name=holder.name,
        mass=holder.mass if alone else None,
        is_implied=True,
        line=holder.line,
    )
    _add_substances(rows, number, holder.substances)


def _add_node(
    rows: DeclarationRows,
    *,
    parent: int | None,
    position: int,
    kind: str,
    name: str,
    line: int,
    identifier: str = "",
    units: str = "1",
    mass: Mass | None = None,
    is_article: bool | None = None,
    is_implied: bool = False,
    use_code: str = "",
    comment: str | None = None,
) -> int:
    number = len(rows.nodes)
    rows.nodes.append(
        {
            "number": number,
            "parent_number": parent,
            "position": position,
            "kind": kind,
            "name": name,
            "identifier": identifier,
            "number_of_units": units,
            "quantity_ppb": counted(units, PARTS_PER_BILLION),
            **_mass(mass),
            "mass_ng": counted(mass.value, MASS_UNITS.get(mass.unit, 0)) if mass else None,
            "is_article": is_article,
            "is_implied": is_implied,
            "use_code": use_code,
            "comment": comment,
            "line": line,
        }
    )
    return number


def _add_substances(rows: DeclarationRows, node: int, substances: tuple[Substance, ...]) -> None:
    for substance in substances:
        number = len(rows.constituents)
        rows.identities.append(_identified(substance.identity))
        rows.constituents.append(
            {
                "number": number,
                "node_number": node,
                "name": substance.name,
                "identity": substance.identity,
                **_share(substance.share),
                **_mass(substance.mass),
                "voluntary": substance.voluntary,
                "use_description": substance.use_description,
                "comment": substance.comment,
                "line": substance.line,
            }
        )
        rows.claims.extend(_claims(rows, substance.exemptions, constituent=number))


def _add_answer(rows: DeclarationRows, answer: Answer) -> None:
    number = len(rows.answers)
    rows.answers.append(
        {
            "number": number,
            "dsl_entry": answer.entry,
            "name": answer.name,
            "above": answer.above,
            "application": answer.application,
            "threshold": answer.threshold,
            **_mass(answer.mass),
            "percent": answer.share.percent if answer.share else None,
            "use": answer.use,
            "place": answer.place,
            "remark": answer.remark,
            "material_code": answer.material_code,
            "comment": answer.comment,
            "line": answer.line,
        }
    )
    rows.claims.extend(_claims(rows, answer.exemptions, answer=number))


def _claims(
    rows: DeclarationRows,
    claims: tuple[ExemptionClaim, ...],
    *,
    constituent: int | None = None,
    answer: int | None = None,
) -> Iterator[Row]:
    for number, claim in enumerate(claims, len(rows.claims)):
        yield {
            "number": number,
            "constituent_number": constituent,
            "answer_number": answer,
            "list_identity": claim.list.identity,
            "list_version": claim.list.version,
            "identity": claim.identity,
            "reg_index": claim.reg_index,
            "description": claim.description,
            "line": claim.line,
        }


def _mass(mass: Mass | None) -> Mapping[str, _Value]:
    if mass is None:
        return {"mass": None, "mass_unit": None}
    return {"mass": mass.value, "mass_unit": mass.unit}


def _share(share: Share | None) -> Mapping[str, _Value]:
    if share is None:
        low = high = percent = None
    else:
        extra = dict(share.extra)
        percent = share.percent
        low, high = (extra.get(name) for name in _RANGE)
    return {
        "percent": percent,
        "low_percent": low,
        "high_percent": high,
        "low_ppb": counted(percent if low is None else low, PARTS_PER_BILLION // 100),
        "high_ppb": counted(percent if high is None else high, PARTS_PER_BILLION // 100),
    }
