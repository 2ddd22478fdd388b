"""The document model: all of IEC 62474 X8.21 and what chemSHERPA hides in it, frozen."""

from __future__ import annotations

from chemsherpa.document.circularity import (
    Content,
    MaterialCircularity,
    ProductCircularity,
    RecyclabilityRate,
    RecycledContent,
    RecycledContentInformation,
)
from chemsherpa.document.compliance import Answer, ArticleInformation, ComplexObject, Compliance
from chemsherpa.document.composition import (
    Composition,
    CompositionThreshold,
    Material,
    Part,
    Substance,
)
from chemsherpa.document.declaration import Declaration, Declared, Foreign, Main, Raw, Scheme
from chemsherpa.document.header import (
    BusinessInfo,
    Company,
    Contact,
    Include,
    Request,
    RequestContent,
    Response,
    Section,
)
from chemsherpa.document.identification import ProductId
from chemsherpa.document.product import Product
from chemsherpa.document.scip import ProductComment, Scip
from chemsherpa.document.statements import (
    MaterialClass,
    MaterialClassDeclaration,
    Query,
    QueryId,
    QueryList,
)
from chemsherpa.document.values import (
    Attachment,
    CountryInformation,
    CountryOfManufacture,
    EntryRef,
    Exemption,
    ExemptionClaim,
    ExemptionSet,
    ListRef,
    Mass,
    OtherName,
    SafeUse,
    Share,
)

__all__ = [
    "Answer",
    "ArticleInformation",
    "Attachment",
    "BusinessInfo",
    "Company",
    "ComplexObject",
    "Compliance",
    "Composition",
    "CompositionThreshold",
    "Contact",
    "Content",
    "CountryInformation",
    "CountryOfManufacture",
    "Declaration",
    "Declared",
    "EntryRef",
    "Exemption",
    "ExemptionClaim",
    "ExemptionSet",
    "Foreign",
    "Include",
    "ListRef",
    "Main",
    "Mass",
    "Material",
    "MaterialCircularity",
    "MaterialClass",
    "MaterialClassDeclaration",
    "OtherName",
    "Part",
    "Product",
    "ProductCircularity",
    "ProductComment",
    "ProductId",
    "Query",
    "QueryId",
    "QueryList",
    "Raw",
    "RecyclabilityRate",
    "RecycledContent",
    "RecycledContentInformation",
    "Request",
    "RequestContent",
    "Response",
    "SafeUse",
    "Scheme",
    "Scip",
    "Section",
    "Share",
    "Substance",
]
