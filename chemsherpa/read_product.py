"""The product: its names, its answers, its composition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from lxml import etree

from chemsherpa.comments import ai_product_comment, ci_product_comment
from chemsherpa.document import Answer, Declared, ListRef, ProductComment, Raw, Scheme
from chemsherpa.names import Children, Element, attributes, flag, line_of, split_children
from chemsherpa.read_compliance import read_compliance
from chemsherpa.read_composition import Composition, read_composition
from chemsherpa.read_values import Attributes, ProductId, read_product_id
from chemsherpa.scheme import scheme_of

__all__ = ["Product", "read_product"]

_PRODUCT: Final = frozenset({"ProductID", "Compliance", "Composition"})
_CONTENTS: Final = ("ProductPart", "Material")
_NOTHING: Final = Composition((), None, (), (), ())


@dataclass(frozen=True, slots=True)
class Product:
    """Everything below `Product`."""

    scheme: Scheme
    id: ProductId
    unit_type: str
    is_article: bool | None
    comment: ProductComment
    declared: Declared
    composition: Composition
    answers: tuple[Answer, ...]
    has_composition: bool
    has_compliance: bool
    line: int
    attributes: tuple[tuple[str, Attributes], ...]
    raw: tuple[Raw, ...]


def read_product(element: Element, path: str, *, tool: str, stamp: str) -> Product:
    """`Product`, read as the scheme that tool, stamp and content tell."""
    found, raw = split_children(element, path, _PRODUCT)
    values = attributes(element)
    product_id = read_product_id(*found["ProductID"][0])
    scheme = scheme_of(
        tool=tool, stamp=stamp, looks_like_article=_looks_like_article(found, product_id)
    )
    composition = _NOTHING
    for section in found.get("Composition", []):
        composition = read_composition(*section, scheme=scheme)
    compliances = [read_compliance(*s, scheme=scheme) for s in found.get("Compliance", [])]
    return Product(
        scheme=scheme,
        id=product_id,
        unit_type=values["unitType"],
        is_article=flag(values.get("isArticle")),
        comment=_comment(values.get("comment"), scheme=scheme),
        declared=_declared(composition, [listed for listed, _ in compliances]),
        composition=composition,
        answers=tuple(answer for _, answers in compliances for answer in answers),
        has_composition="Composition" in found,
        has_compliance="Compliance" in found,
        line=line_of(element) or 0,
        attributes=_told(values, product_id, found),
        raw=(*product_id.raw, *_other_ids(found), *raw),
    )


def _looks_like_article(found: Children, product_id: ProductId) -> bool:
    tags = {
        name
        for section, path in found.get("Composition", [])
        for name in split_children(section, path, frozenset(_CONTENTS))[0]
    }
    return product_id.mass is not None or "Compliance" in found or bool(tags)


def _comment(comment: str | None, *, scheme: Scheme) -> ProductComment:
    if scheme is Scheme.CHEMSHERPA_AI:
        return ai_product_comment(comment)
    if scheme is Scheme.CHEMSHERPA_CI:
        return ci_product_comment(comment)
    return ProductComment()


def _declared(composition: Composition, compliance: list[ListRef]) -> Declared:
    return Declared(composition.lists, tuple(compliance), composition.full_material)


def _told(
    values: dict[str, str], product_id: ProductId, found: Children
) -> tuple[tuple[str, Attributes], ...]:
    sections = [
        (name, tuple(attributes(section).items()))
        for name in ("Compliance", "Composition")
        for section, _ in found.get(name, [])
    ]
    own = ("Product", tuple(values.items()))
    return (own, ("ProductID", tuple(product_id.attributes.items())), *sections)


def _other_ids(found: Children) -> tuple[Raw, ...]:
    # The schema lets a product have several ids; the first one names it.
    return tuple(
        Raw(path, etree.tostring(element, encoding="unicode", with_tail=False))
        for element, path in found["ProductID"][1:]
    )
