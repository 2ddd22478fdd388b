"""Compliance answers: for each entry of a declarable-substance list, above its threshold or not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Final

from chemsherpa.document.grammar import Attr, Elem, Within
from chemsherpa.document.scip import Scip
from chemsherpa.document.values import (
    Attachment,
    CountryOfManufacture,
    EntryRef,
    ExemptionClaim,
    ExemptionSet,
    ListRef,
    Mass,
    SafeUse,
    Share,
    claims_of,
)

__all__ = ["Answer", "ArticleInformation", "ComplexObject", "Compliance"]

_SEPARATOR: Final = "@"
"""Between the fields of a comment; a comment of separators alone says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplexObject:
    """An object between the product and the article that holds the substance."""

    name: Annotated[str | None, Attr("name")] = None
    number_of_units: Annotated[str, Attr("numberOfUnits")]
    identifiers: Annotated[tuple[EntryRef, ...], Elem("Identifier")]
    category: Annotated[EntryRef | None, Elem("ProductCategory")] = None
    safe_uses: Annotated[tuple[SafeUse, ...], Elem("SafeUse")] = ()
    made_in: Annotated[CountryOfManufacture | None, Elem("CountryOfManufacture")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleInformation:
    """The article that holds the substance, as SCIP asks (`ProductPartInformation`)."""

    name: Annotated[str | None, Attr("name")] = None
    number_of_units: Annotated[str, Attr("numberOfUnits")]
    identifiers: Annotated[tuple[EntryRef, ...], Elem("Identifier")]
    category: Annotated[EntryRef | None, Elem("ProductCategory")] = None
    safe_uses: Annotated[tuple[SafeUse, ...], Elem("SafeUse")] = ()
    material_class_ids: Annotated[tuple[EntryRef, ...], Elem("MaterialClassID")] = ()
    material_properties: Annotated[tuple[EntryRef, ...], Elem("MaterialProperty")] = ()
    use_descriptors: Annotated[tuple[EntryRef, ...], Elem("UseDescriptor")] = ()
    objects: Annotated[tuple[ComplexObject, ...], Elem("IntermediateComplexObject")] = ()
    attachments: Annotated[tuple[Attachment, ...], Elem("Attachment")] = ()
    made_in: Annotated[CountryOfManufacture | None, Elem("CountryOfManufacture")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One compliance answer: is this DSL entry above its reporting threshold?

    Attributes:
        entry: the five-digit DSL id.
        mass: amount in one unit of the product; `share` of what the entry's level says.
        use, place: Japanese use text and part path (``Switch:Terminal``), "" when below.
        legacy_amount, legacy_unit: where chemSHERPA V1 wrote the amount; empty since V2.
    """

    name: Annotated[str, Attr("name")]
    use_description: Annotated[str | None, Attr("descriptionOfUse")] = None
    comment: Annotated[str | None, Attr("comment")] = None
    entry: Annotated[str, Within("DsDsgID", "entryIdentity")]
    entry_description: Annotated[str | None, Within("DsDsgID", "entryDescription")] = None
    mass: Annotated[Mass | None, Elem("Mass")] = None
    share: Annotated[Share | None, Elem("MassPercent")] = None
    above: Annotated[bool, Within("ComplianceThreshold", "aboveComplianceThreshold")]
    application: Annotated[str, Within("ComplianceThreshold", "reportableApplication")]
    threshold: Annotated[str, Within("ComplianceThreshold", "reportingThreshold")]
    exemption_sets: Annotated[tuple[ExemptionSet, ...], Elem("Exemptions")] = ()
    safe_uses: Annotated[tuple[SafeUse, ...], Elem("SafeUse")] = ()
    articles: Annotated[tuple[ArticleInformation, ...], Elem("ProductPartInformation")] = ()
    remark: str = ""
    legacy_amount: str = ""
    legacy_unit: str = ""
    use: str = ""
    place: str = ""
    scip: Scip | None = None
    scip_material_category: str = ""
    material_code: str = ""
    line: int = field(default=0, compare=False)

    @property
    def exemptions(self) -> tuple[ExemptionClaim, ...]:
        """Every exemption that is claimed for it here."""
        return claims_of(self.exemption_sets)

    @property
    def says_more(self) -> bool:
        """Whether it says more than “below”; two of 196 do."""
        return bool(
            self.above
            or self.share
            or self.mass
            or self.exemption_sets
            or self.articles
            or (self.comment and self.comment.strip(_SEPARATOR))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Compliance:
    """The answers against one list, in file order."""

    is_scip_complete: Annotated[bool | None, Attr("isSCIPComplete")] = None
    list: Annotated[ListRef, Elem("DeclarableSubstanceList")]
    answers: Annotated[tuple[Answer, ...], Elem("DsDsg")]
