"""A declaration as a workbook for people: header, composition with paths, answers.

Cells are written as the text that was declared.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from api.workbook import Sheet, workbook
from chemsherpa.document import (
    Answer,
    Declaration,
    ExemptionClaim,
    Mass,
    Material,
    Part,
    Share,
    Substance,
)

__all__ = ["declaration_workbook"]

_Row = tuple[str, ...]
_COMPOSITION: Final = (
    "level", "path", "part", "units", "article", "part mass", "material", "code", "use",
    "material mass", "substance", "id", "percent", "from", "to", "voluntary", "exemptions",
    "remark",
)  # fmt: skip
_ANSWERS: Final = (
    "entry", "name", "above", "mass", "percent", "application", "threshold", "use", "place",
    "exemptions", "remark",
)  # fmt: skip


def declaration_workbook(declaration: Declaration) -> bytes:
    """Three sheets; the same declaration gives the same rows."""
    return workbook(
        Sheet("header", ("field", "value"), _header(declaration)),
        Sheet("composition", _COMPOSITION, _composition(declaration)),
        Sheet("answers", _ANSWERS, map(_answer, declaration.answers)),
    )


def _header(declaration: Declaration) -> Iterator[_Row]:
    yield "scheme", declaration.scheme.value
    yield "schema version", declaration.schema_version
    yield "tool", declaration.tool
    yield "sections", ", ".join(declaration.sections)
    yield "part number", declaration.part_number
    yield "name", declaration.name
    yield "revision", declaration.revision
    yield "manufacturer", declaration.manufacturer
    yield "unit", declaration.unit_type
    yield "mass", _mass(declaration.mass)
    yield "article", _flag(declaration.is_article)
    response = declaration.response
    if response is not None:
        yield "company", response.company
        yield "answered on", response.date
        yield "approved on", response.approved_on
        yield "document", response.doc_id or ""
    yield "composition confirmed", _flag(declaration.comment.composition_confirmed)
    yield "compliance confirmed", _flag(declaration.comment.compliance_confirmed)
    declared = declaration.declared
    for section, lists in (
        ("composition list", declared.composition),
        ("compliance list", declared.compliance),
    ):
        for each in lists:
            yield section, f"{each.identity} {each.version} ({each.authority})"


def _composition(declaration: Declaration) -> Iterator[_Row]:
    # Substances directly in a product are a mixture's; those of a part are its one material's.
    for substance in declaration.substances:
        yield ("1", declaration.name, *(("",) * 8), *_substance(substance))
    for material in declaration.materials:
        yield from _material(material, ("1", "", "", "", "", ""))
    for part in declaration.parts:
        yield from _part(part, (), 1)


def _part(part: Part, above: tuple[str, ...], level: int) -> Iterator[_Row]:
    path = (*above, part.name or part.identifier)
    own = (
        str(level),
        " › ".join(path),
        part.name,
        part.number_of_units,
        _flag(part.is_article),
        _mass(part.mass),
    )
    yield (*own, *(("",) * (len(_COMPOSITION) - len(own))))
    for substance in part.substances:
        yield (*own, *(("",) * 4), *_substance(substance))
    for material in part.materials:
        yield from _material(material, own)
    for inner in part.parts:
        yield from _part(inner, path, level + 1)


def _material(material: Material, own: _Row) -> Iterator[_Row]:
    code = material.material_id.identity if material.material_id else ""
    words = (material.name, code, material.use_code, _mass(material.mass))
    yield (*own, *words, *(("",) * 7), material.remark)
    for substance in material.substances:
        yield (*own, *words, *_substance(substance))


def _substance(substance: Substance) -> _Row:
    share = substance.share
    return (
        substance.name or "",
        substance.identity,
        _percent(share),
        (share.range_min or "") if share else "",
        (share.range_max or "") if share else "",
        _flag(substance.voluntary),
        _claims(substance.exemptions),
        substance.remark,
    )


def _answer(answer: Answer) -> _Row:
    return (
        answer.entry,
        answer.name,
        _flag(answer.above),
        _mass(answer.mass),
        _percent(answer.share),
        answer.application,
        answer.threshold,
        answer.use,
        answer.place,
        _claims(answer.exemptions),
        answer.remark,
    )


def _claims(claims: Sequence[ExemptionClaim]) -> str:
    return ", ".join(f"{each.reg_index or each.identity} ({each.list.identity})" for each in claims)


def _mass(mass: Mass | None) -> str:
    return f"{mass.value} {mass.unit}" if mass else ""


def _percent(share: Share | None) -> str:
    return share.percent if share else ""


def _flag(flag: bool | None) -> str:
    return "" if flag is None else "yes" if flag else "no"
