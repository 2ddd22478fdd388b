"""JAMP AIS, version 4: what an article is made of, without the word on laws.

Source:
    See `bom.exchange.jamp`. Level (KJA027) → part (KJA028) → material (KJA029) → substance
    (KJA030) → law (KJA031). KJE176 = 0: the product is one original part, and the level above its
    parts has no name and no number of its own. Use codes and material codes are those that
    chemSHERPA kept; that base material (use code 1) counts as an article by itself is its rule too.
"""

from __future__ import annotations

from typing import Final

from bom.exchange.errors import Refused
from bom.exchange.jamp import Header, amount, count, declared, groups, opened, share, single, text
from chemsherpa.checks.composition import check_composition
from chemsherpa.checks.rules import USUAL, ContentRules
from chemsherpa.document import (
    Composition,
    EntryRef,
    ListRef,
    Material,
    Part,
    Product,
    ProductComment,
    ProductId,
    Scheme,
    Substance,
)
from chemsherpa.formats import Told
from chemsherpa.lenient import Lenient
from chemsherpa.names import Element

__all__ = ["AIS", "read_ais"]

AIS: Final = Header(
    name="AIS",
    format="KJE136",
    kind="KJE135",
    days=("KJE137", "KJE017", "KJE016"),
    company="KJE012",
    local_company="KJE297",
    laws=("KJA031",),
)
_LEVEL, _PART, _MATERIAL, _SUBSTANCE = "KJA027", "KJA028", "KJA029", "KJA030"
_UNITS: Final = {
    "": "",
    "PC": "each",
    "MTR": "m",
    "MTK": "m^2",
    "MTQ": "m^3",
    "CMT": "cm",
    "CMK": "cm^2",
    "CMQ": "cm^3",
}
_BASE_MATERIAL: Final = "1"
_CODES: Final = ListRef("JAMP material codes", "JAMP", "")
_NO_NUMBER: Final = frozenset({"", "-", "－", "―"})


def read_ais(root: Element, rules: ContentRules = USUAL) -> tuple[Told, ...]:
    """The one declaration of an AIS file.

    Raises:
        Refused: `legacy-version`, `value-twice`, `count-missing`, `value-…`, `unit-unknown`.
    """
    tree = Lenient(root)
    told = opened(tree, AIS)
    levels = [_level(each) for each in groups(tree, _LEVEL)]
    composition = Composition(
        parts=tuple(part for parts, _ in levels for part in parts),
        materials=tuple(material for _, materials in levels for material in materials),
    )
    product = Product(
        unit_type=_unit(tree),
        family=text(tree, "KJE173") or None,
        ids=(
            ProductId(
                name=text(tree, "KJE172") or text(tree, "KJE298"),
                identifier=text(tree, "KJE018"),
                requester_identifier=single(tree, "KJE079"),
                mass=amount(tree, "KJE023"),
            ),
        ),
        composition=composition,
        told=ProductComment(manufacturer=text(tree, "KJE101")),
        line=tree.line,
    )
    declaration = declared(tree, AIS, Scheme.AIS, product, told)
    return ((declaration, (*told, *check_composition(declaration, rules))),)


def _unit(tree: Lenient) -> str:
    code = text(tree, "KJE177")
    if code not in _UNITS:
        raise Refused("legacy-unit", where=tree.where, line=tree.line, unit=code)
    return _UNITS[code]


def _level(node: Lenient) -> tuple[tuple[Part, ...], tuple[Material, ...]]:
    """A level as one part with its number, or what is in it where it is the product itself."""
    parts = tuple(_part(each) for each in groups(node, _PART))
    materials = tuple(_material(each) for each in groups(node, _MATERIAL))
    name = text(node, "KJE055")
    if not name and not text(node, "KJE057"):
        return parts, materials
    level = Part(
        number_of_units=count(node, "KJE057"),
        product_id=ProductId(name=name),
        parts=parts,
        materials=materials,
        line=node.line,
    )
    return (level,), ()


def _part(node: Lenient) -> Part:
    return Part(
        number_of_units=count(node, "KJE185"),
        product_id=ProductId(name=text(node, "KJE059")),
        materials=tuple(_material(each) for each in groups(node, _MATERIAL)),
        comment=text(node, "KJE186") or None,
        line=node.line,
    )


def _material(node: Lenient) -> Material:
    code = text(node, "KJE189")
    use = _use_code(text(node, "KJE187"))
    remark = text(node, "KJE296")
    return Material(
        name=text(node, "KJE188") or code,
        is_article=use == _BASE_MATERIAL if use else None,
        material_id=EntryRef(_CODES, code) if code else None,
        mass=amount(node, "KJE128"),
        substances=tuple(_substance(each) for each in groups(node, _SUBSTANCE)),
        use_code=use,
        standard=text(node, "KJE190"),
        remark=remark,
        comment=remark or None,
        line=node.line,
    )


def _use_code(written: str) -> str:
    """The number in front of a use, without its leading zero."""
    digits = written[:2].strip(" .:：")
    return digits.lstrip("0") if digits.isascii() and digits.isdigit() else ""


def _substance(node: Lenient) -> Substance:
    number = text(node, "KJE071")
    remark = text(node, "KJE191")
    return Substance(
        name=text(node, "KJE070"),
        ids=() if number in _NO_NUMBER else (EntryRef(None, number),),
        mass=amount(node, "KJE133"),
        share=share(node, "KJE131"),
        remark=remark,
        comment=remark or None,
        line=node.line,
    )
