"""The composition: parts in parts, materials in parts, substances in materials."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from chemsherpa.comments import (
    MaterialComment,
    SubstanceComment,
    material_comment,
    part_comment,
    substance_comment,
)
from chemsherpa.document import ListRef, Material, Part, Scheme, Substance
from chemsherpa.names import Children, Element, attributes, flag, line_of, split_children
from chemsherpa.read_values import (
    read_entry_ref,
    read_exemptions,
    read_list_ref,
    read_mass,
    read_product_id,
    read_share,
    surplus,
)

__all__ = ["Composition", "read_composition"]

_CONTENTS: Final = frozenset({"ProductPart", "Material", "Substance"})
_COMPOSITION: Final = _CONTENTS | {"DeclarableSubstanceList"}
_PART: Final = _CONTENTS | {"ProductID"}
_MATERIAL: Final = frozenset({"MaterialID", "MaterialClassID", "Mass", "MassPercent", "Substance"})
_SUBSTANCE: Final = frozenset({"SubstanceID", "DsgID", "Mass", "MassPercent", "Exemptions"})
_PART_ATTRIBUTES: Final = frozenset({"numberOfUnits", "isArticle", "comment"})
_MATERIAL_ATTRIBUTES: Final = frozenset({"name", "isArticle", "comment"})
_SUBSTANCE_ATTRIBUTES: Final = frozenset({"name", "descriptionOfUse", "comment"})


@dataclass(frozen=True, slots=True)
class Composition:
    """The section's lists and what stands directly below it."""

    lists: tuple[ListRef, ...]
    full_material: bool | None
    parts: tuple[Part, ...]
    materials: tuple[Material, ...]
    substances: tuple[Substance, ...]


def read_composition(element: Element, path: str, *, scheme: Scheme) -> Composition:
    """`Composition`; `isFMD` is kept as told, though chemSHERPA writes false whatever is listed."""
    found, _ = split_children(element, path, _COMPOSITION)
    return Composition(
        tuple(read_list_ref(child) for child, _ in found["DeclarableSubstanceList"]),
        flag(attributes(element).get("isFMD")),
        _parts(found, scheme=scheme),
        _materials(found, scheme=scheme),
        _substances(found, scheme=scheme),
    )


def _parts(children: Children, *, scheme: Scheme) -> tuple[Part, ...]:
    return tuple(_part(*child, scheme=scheme) for child in children.get("ProductPart", []))


def _materials(children: Children, *, scheme: Scheme) -> tuple[Material, ...]:
    return tuple(_material(*child, scheme=scheme) for child in children.get("Material", []))


def _substances(children: Children, *, scheme: Scheme) -> tuple[Substance, ...]:
    return tuple(_substance(*child, scheme=scheme) for child in children.get("Substance", []))


def _part(element: Element, path: str, *, scheme: Scheme) -> Part:
    found, raw = split_children(element, path, _PART)
    values = attributes(element)
    product_id = read_product_id(*found["ProductID"][0])
    comment = values.get("comment")
    return Part(
        name=product_id.attributes.get("name", ""),
        identifier=product_id.attributes.get("identifier", ""),
        number_of_units=values["numberOfUnits"],
        is_article=flag(values.get("isArticle")),
        mass=product_id.mass,
        parts=_parts(found, scheme=scheme),
        materials=_materials(found, scheme=scheme),
        substances=_substances(found, scheme=scheme),
        scip=None if scheme is Scheme.IEC62474 else part_comment(comment),
        comment=comment,
        line=line_of(element) or 0,
        product_id=tuple(product_id.attributes.items()),
        raw=(*product_id.raw, *raw),
        extra=surplus(values, _PART_ATTRIBUTES),
    )


def _material(element: Element, path: str, *, scheme: Scheme) -> Material:
    found, raw = split_children(element, path, _MATERIAL)
    values = attributes(element)
    comment = values.get("comment")
    told = (
        MaterialComment("", "", comment or "", "")
        if scheme is Scheme.IEC62474
        else material_comment(comment)
    )
    ids = [read_entry_ref(*child) for child in found.get("MaterialID", [])]
    return Material(
        name=values["name"],
        is_article=flag(values.get("isArticle")),
        mass=read_mass(found),
        material_id=ids[0] if ids else None,
        class_ids=tuple(read_entry_ref(*child) for child in found.get("MaterialClassID", [])),
        substances=_substances(found, scheme=scheme),
        use_code=told.use_code,
        standard=told.standard,
        remark=told.remark,
        scip_category=told.scip_category,
        comment=comment,
        line=line_of(element) or 0,
        share=read_share(found),
        raw=tuple(raw),
        extra=surplus(values, _MATERIAL_ATTRIBUTES),
    )


def _substance(element: Element, path: str, *, scheme: Scheme) -> Substance:
    found, raw = split_children(element, path, _SUBSTANCE)
    values = attributes(element)
    comment = values.get("comment")
    told = (
        SubstanceComment(comment or "", voluntary=None)
        if scheme is Scheme.IEC62474
        else substance_comment(comment)
    )
    ids = tuple(read_entry_ref(*child) for child in found.get("SubstanceID", []))
    return Substance(
        name=values.get("name", ""),
        identity=ids[0].identity if ids else "",
        share=read_share(found),
        mass=read_mass(found),
        remark=told.remark,
        voluntary=told.voluntary,
        exemptions=read_exemptions(found),
        comment=comment,
        line=line_of(element) or 0,
        use_description=values.get("descriptionOfUse"),
        raw=tuple(raw),
        ids=ids,
        group_ids=tuple(read_entry_ref(*child) for child in found.get("DsgID", [])),
        extra=surplus(values, _SUBSTANCE_ATTRIBUTES),
    )
