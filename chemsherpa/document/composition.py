"""What a product is made of: parts in parts, materials in parts, substances in materials."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from chemsherpa.document.circularity import MaterialCircularity, ProductCircularity
from chemsherpa.document.grammar import Attr, Elem
from chemsherpa.document.identification import ProductId
from chemsherpa.document.scip import Scip
from chemsherpa.document.values import (
    Attachment,
    EntryRef,
    ExemptionClaim,
    ExemptionSet,
    ListRef,
    Mass,
    SafeUse,
    Share,
    claims_of,
)

__all__ = ["Composition", "CompositionThreshold", "Material", "Part", "Substance"]


@dataclass(frozen=True, slots=True)
class CompositionThreshold:
    """Whether a substance is above a reporting threshold, beside its amount."""

    above: Annotated[bool, Attr("aboveThresholdLevel")]
    application: Annotated[str | None, Attr("reportableApplication")]
    threshold: Annotated[str, Attr("reportingThreshold")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Substance:
    """A substance declared in a material (AI) or in a mixture (CI).

    Attributes:
        ids: every declared id with its list, the first one naming the substance.
        group_ids: ids of the substance groups it counts for (generic IEC 62474 only).
        use_description: CI only, ``1`` = the amount changes in use.
        voluntary: flag 1 of the comment: reported though not managed; None when absent.
    """

    name: Annotated[str | None, Attr("name")] = None
    use_description: Annotated[str | None, Attr("descriptionOfUse")] = None
    comment: Annotated[str | None, Attr("comment")] = None
    ids: Annotated[tuple[EntryRef, ...], Elem("SubstanceID")] = ()
    group_ids: Annotated[tuple[EntryRef, ...], Elem("DsgID")] = ()
    mass: Annotated[Mass | None, Elem("Mass")] = None
    share: Annotated[Share | None, Elem("MassPercent")] = None
    exemption_sets: Annotated[tuple[ExemptionSet, ...], Elem("Exemptions")] = ()
    thresholds: Annotated[tuple[CompositionThreshold, ...], Elem("CompositionThreshold")] = ()
    safe_uses: Annotated[tuple[SafeUse, ...], Elem("SafeUse")] = ()
    remark: str = ""
    voluntary: bool | None = None
    line: int = field(default=0, compare=False)

    @property
    def identity(self) -> str:
        """The declared id as written (CAS, EC or SN number), "" when undisclosed."""
        return self.ids[0].identity if self.ids else ""

    @property
    def exemptions(self) -> tuple[ExemptionClaim, ...]:
        """Every exemption that is claimed for it here."""
        return claims_of(self.exemption_sets)


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """A homogeneous material of a part; masses are for one unit of that part.

    Attributes:
        is_article: True for base material (use code 1) in files of the official tool.
        use_code: 1 base material, 2 coating, 3 adhesive, 5 solder joint, 6 plating …
        standard: a public standard of the material, e.g. ``JISH3250``.
        scip_category: IUCLID material category, only for materials with an SVHC.
    """

    name: Annotated[str, Attr("name")]
    comment: Annotated[str | None, Attr("comment")] = None
    is_article: Annotated[bool | None, Attr("isArticle")] = None
    material_id: Annotated[EntryRef | None, Elem("MaterialID")] = None
    class_ids: Annotated[tuple[EntryRef, ...], Elem("MaterialClassID")] = ()
    mass: Annotated[Mass | None, Elem("Mass")] = None
    share: Annotated[Share | None, Elem("MassPercent")] = None
    substances: Annotated[tuple[Substance, ...], Elem("Substance")] = ()
    attachments: Annotated[tuple[Attachment, ...], Elem("Attachment")] = ()
    properties: Annotated[tuple[EntryRef, ...], Elem("MaterialProperty")] = ()
    use_descriptors: Annotated[tuple[EntryRef, ...], Elem("UseDescriptor")] = ()
    circularity: Annotated[MaterialCircularity | None, Elem("MaterialCircularity")] = None
    use_code: str = ""
    standard: str = ""
    remark: str = ""
    scip_category: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """An inner part of the declared product.

    Attributes:
        number_of_units: how many (decimal text, may be fractional) in one unit of the parent.
    """

    number_of_units: Annotated[str, Attr("numberOfUnits")]
    is_article: Annotated[bool | None, Attr("isArticle")] = None
    comment: Annotated[str | None, Attr("comment")] = None
    product_id: Annotated[ProductId, Elem("ProductID")]
    parts: Annotated[tuple[Part, ...], Elem("ProductPart")] = ()
    materials: Annotated[tuple[Material, ...], Elem("Material")] = ()
    substances: Annotated[tuple[Substance, ...], Elem("Substance")] = ()
    attachments: Annotated[tuple[Attachment, ...], Elem("Attachment")] = ()
    safe_uses: Annotated[tuple[SafeUse, ...], Elem("SafeUse")] = ()
    circularity: Annotated[ProductCircularity | None, Elem("ProductCircularity")] = None
    scip: Scip | None = None
    line: int = field(default=0, compare=False)

    @property
    def name(self) -> str:
        """The part's name, "" when not written."""
        return self.product_id.name or ""

    @property
    def identifier(self) -> str:
        """The tool's default ``Parts00001`` or the user's own; never a stable key."""
        return self.product_id.identifier or ""

    @property
    def mass(self) -> Mass | None:
        """The mass of one unit of the part."""
        return self.product_id.mass


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition:
    """The section: the lists it was made against and what stands directly below it.

    Attributes:
        is_full: `isFMD` as told; chemSHERPA writes false whatever is listed.
    """

    is_scip_complete: Annotated[bool | None, Attr("isSCIPComplete")] = None
    is_full: Annotated[bool | None, Attr("isFMD")] = None
    lists: Annotated[tuple[ListRef, ...], Elem("DeclarableSubstanceList")] = ()
    parts: Annotated[tuple[Part, ...], Elem("ProductPart")] = ()
    materials: Annotated[tuple[Material, ...], Elem("Material")] = ()
    substances: Annotated[tuple[Substance, ...], Elem("Substance")] = ()
