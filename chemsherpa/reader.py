"""Tree to declaration: the whole file, each value as it was written.

A part of the format that no field models is kept as it stands (`Raw`), an attribute likewise
(`extra`, `Declaration.attributes`); nothing that was read can be missing from the declaration.
"""

from __future__ import annotations

from typing import Final

from chemsherpa.document import Declaration, Raw
from chemsherpa.errors import Refused
from chemsherpa.names import Element, attributes, line_of, split_children
from chemsherpa.read_header import Header, read_header
from chemsherpa.read_product import Product, read_product

__all__ = ["read_declaration"]

_MAIN: Final = frozenset({"Include", "BusinessInfo", "Product", "ToolNameVersionID"})
_PATH: Final = "/Main"


def read_declaration(root: Element) -> Declaration:
    """The declaration in a tree that the schema has accepted.

    Raises:
        Refused: `several-products`.

    Source:
        IEC 62474 X8.21, element `Main`; chemSHERPA writes one XML file for each product.
    """
    found, raw = split_children(root, _PATH, _MAIN)
    if len(found["Product"]) != 1:
        raise Refused(
            "several-products",
            f"{len(found['Product'])} products in one file",
            where=_PATH,
            line=line_of(root),
            hint="send one XML file for each product, as the chemSHERPA tool writes them",
        )
    main = attributes(root)
    header = read_header(found)
    product = read_product(
        *found["Product"][0], tool=header.tool, stamp=main["schemaDatabaseVersion"]
    )
    return _declaration(main, header, product, tuple(raw))


def _declaration(
    main: dict[str, str], header: Header, product: Product, raw: tuple[Raw, ...]
) -> Declaration:
    named = product.id.attributes
    return Declaration(
        scheme=product.scheme,
        schema_version=main["schemaDatabaseVersion"],
        tool=header.tool,
        part_number=named.get("identifier", ""),
        name=named.get("name", ""),
        revision=named.get("version", ""),
        manufacturer=_manufacturer(product, header),
        requester_part_number=named.get("requesterIdentifier", ""),
        requester_name=named.get("requesterName", ""),
        unit_type=product.unit_type,
        is_article=product.is_article,
        mass=product.id.mass,
        sections=header.sections,
        response=header.response,
        comment=product.comment,
        declared=product.declared,
        has_composition=product.has_composition,
        has_compliance=product.has_compliance,
        parts=product.composition.parts,
        materials=product.composition.materials,
        substances=product.composition.substances,
        answers=product.answers,
        line=product.line,
        attributes=(("Main", tuple(main.items())), *header.attributes, *product.attributes),
        raw=(*raw, *header.raw, *product.raw),
    )


def _manufacturer(product: Product, header: Header) -> str:
    # The responding company may be a trader; the tool hides the maker in the comment.
    if product.comment.manufacturer or header.response is None:
        return product.comment.manufacturer
    return header.response.company
