"""One product: its names, its answers, what it is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from chemsherpa.document.circularity import ProductCircularity
from chemsherpa.document.compliance import Compliance
from chemsherpa.document.composition import Composition
from chemsherpa.document.grammar import Attr, Elem
from chemsherpa.document.identification import ProductId
from chemsherpa.document.scip import NOTHING_TOLD, ProductComment
from chemsherpa.document.statements import MaterialClassDeclaration, QueryList
from chemsherpa.document.values import Attachment, ExemptionSet, SafeUse

__all__ = ["Product"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """Everything below `Product`.

    Attributes:
        unit_type: what one product unit is: ``each``, ``m``, ``g`` …
        ids: at least one; the first names the product.
        told: the fields that chemSHERPA hides in the comment.
    """

    unit_type: Annotated[str, Attr("unitType")]
    family: Annotated[str | None, Attr("productFamilyName")] = None
    is_article: Annotated[bool | None, Attr("isArticle")] = None
    comment: Annotated[str | None, Attr("comment")] = None
    ids: Annotated[tuple[ProductId, ...], Elem("ProductID")]
    compliances: Annotated[tuple[Compliance, ...], Elem("Compliance")] = ()
    composition: Annotated[Composition | None, Elem("Composition")] = None
    material_classes: Annotated[
        tuple[MaterialClassDeclaration, ...], Elem("MaterialClassDeclaration")
    ] = ()
    queries: Annotated[tuple[QueryList, ...], Elem("QueryList")] = ()
    attachments: Annotated[tuple[Attachment, ...], Elem("Attachment")] = ()
    exemption_sets: Annotated[tuple[ExemptionSet, ...], Elem("Exemptions")] = ()
    safe_uses: Annotated[tuple[SafeUse, ...], Elem("SafeUse")] = ()
    circularity: Annotated[ProductCircularity | None, Elem("ProductCircularity")] = None
    told: ProductComment = NOTHING_TOLD
    line: int = field(default=0, compare=False)
