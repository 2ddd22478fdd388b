"""A declaration as the standard words it: frozen, complete, with the declared texts untouched.

Numbers stay the decimal text that the supplier wrote; arithmetic starts from it elsewhere. What
the format hides in `comment` attributes is parsed into fields, and the raw text is kept beside
them. Attributes and elements that no field models are kept in `Raw`, so nothing is lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = [
    "Address",
    "Answer",
    "Declaration",
    "Declared",
    "EntryRef",
    "ExemptionClaim",
    "ListRef",
    "Mass",
    "Material",
    "Part",
    "ProductComment",
    "Raw",
    "Response",
    "Scheme",
    "Scip",
    "Share",
    "Substance",
]


class Scheme(StrEnum):
    """Which kind of declaration it is."""

    CHEMSHERPA_AI = "chemsherpa-ai"
    CHEMSHERPA_CI = "chemsherpa-ci"
    IEC62474 = "iec62474"


@dataclass(frozen=True, slots=True)
class Raw:
    """Something read but not modelled: its path and its XML, byte-equal when written again."""

    path: str
    xml: str


@dataclass(frozen=True, slots=True)
class ListRef:
    """A list that an answer or an id refers to (`UniqueID` in the schema)."""

    identity: str
    authority: str
    version: str


@dataclass(frozen=True, slots=True)
class EntryRef:
    """An entry of an outside list, e.g. material R312 of the chemSHERPA material list."""

    list: ListRef | None
    identity: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Mass:
    """A declared mass: its decimal text and `mg`, `g` or `kg`."""

    value: str
    unit: str
    extra: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """A declared mass percentage as decimal text; 15 means 15 %."""

    percent: str
    extra: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ExemptionClaim:
    """The declarer's statement that an exemption applies.

    Attributes:
        list: the exemption list, e.g. ``EU-RoHS-AnnexIII``.
        identity: the key, e.g. ``00040-B-00``.
        reg_index: what people read, e.g. ``6(c)``.
    """

    list: ListRef
    identity: str
    reg_index: str
    description: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Scip:
    """SCIP fields of an article as chemSHERPA hides them; IUCLID codes kept as codes."""

    identifier: str = ""
    name: str = ""
    article_category: str = ""
    production_in_eu: str = ""
    safe_use: str = ""


@dataclass(frozen=True, slots=True)
class Substance:
    """A substance declared in a material (AI) or in a mixture (CI).

    Attributes:
        identity: the declared id as written (CAS, EC or SN number), "" when undisclosed.
        voluntary: flag 1 of the comment: reported though not managed; None when absent.
        use_description: CI only, ``1`` = the amount changes in use.
        ids: every declared id with its list, `identity` being the first one's.
        group_ids: ids of the substance groups it counts for (generic IEC 62474 only).
        extra: attributes that no field models, here and in the classes below.
    """

    name: str
    identity: str
    share: Share | None
    mass: Mass | None
    remark: str
    voluntary: bool | None
    exemptions: tuple[ExemptionClaim, ...]
    comment: str | None
    line: int
    use_description: str | None = None
    raw: tuple[Raw, ...] = ()
    ids: tuple[EntryRef, ...] = ()
    group_ids: tuple[EntryRef, ...] = ()
    extra: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Material:
    """A homogeneous material of a part; masses are for one unit of that part.

    Attributes:
        is_article: True for base material (use code 1) in files of the official tool.
        use_code: 1 base material, 2 coating, 3 adhesive, 5 solder joint, 6 plating …
    """

    name: str
    is_article: bool | None
    mass: Mass | None
    material_id: EntryRef | None
    class_ids: tuple[EntryRef, ...]
    substances: tuple[Substance, ...]
    use_code: str
    standard: str
    remark: str
    scip_category: str
    comment: str | None
    line: int
    share: Share | None = None
    raw: tuple[Raw, ...] = ()
    extra: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """An inner part of the declared product.

    Attributes:
        number_of_units: how many (decimal text, may be fractional) in one unit of the parent.
        identifier: the tool's default ``Parts00001`` or the user's own; never a stable key.
    """

    name: str
    identifier: str
    number_of_units: str
    is_article: bool | None
    mass: Mass | None
    parts: tuple[Part, ...]
    materials: tuple[Material, ...]
    substances: tuple[Substance, ...]
    scip: Scip | None
    comment: str | None
    line: int
    product_id: tuple[tuple[str, str], ...] = ()
    raw: tuple[Raw, ...] = ()
    extra: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """One compliance answer: is this DSL entry above its reporting threshold?

    Attributes:
        entry: the five-digit DSL id.
        use, place: Japanese use text and part path (``Switch:Terminal``), "" when below.
        list: the list that the entry stands in.
    """

    entry: str
    name: str
    above: bool
    application: str
    threshold: str
    mass: Mass | None
    share: Share | None
    exemptions: tuple[ExemptionClaim, ...]
    remark: str
    use: str
    place: str
    scip: Scip | None
    scip_material_category: str
    material_code: str
    comment: str | None
    line: int
    raw: tuple[Raw, ...] = ()
    list: ListRef | None = None
    entry_description: str = ""
    use_description: str | None = None
    extra: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Address:
    """A contact or authorizer with every attribute that was written, in file order."""

    role: str
    attributes: tuple[tuple[str, str], ...]

    def get(self, name: str) -> str:
        """The attribute's text, "" when it was not written."""
        return dict(self.attributes).get(name, "")


@dataclass(frozen=True, slots=True)
class Response:
    """Who answers, when, and for which company; `date` is the ISO date of the answer."""

    date: str
    doc_id: str
    comment: str | None
    approved_on: str
    company: str
    company_local: str
    company_id: ListRef | None
    contacts: tuple[Address, ...]
    raw: tuple[Raw, ...] = ()


@dataclass(frozen=True, slots=True)
class ProductComment:
    """What the hidden product fields say, for AI and CI alike; "" where a field is empty.

    Attributes:
        compliance_confirmed, composition_confirmed: None where the kind has no such field.
        contains_declarable: CI only.
    """

    compliance_confirmed: bool | None = None
    compliance_confirmed_at: str = ""
    composition_confirmed: bool | None = None
    composition_confirmed_at: str = ""
    contains_declarable: bool | None = None
    manufacturer: str = ""
    scip: Scip | None = None
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Declared:
    """The lists against which the declaration was made; they say what silence means."""

    composition: tuple[ListRef, ...] = ()
    compliance: tuple[ListRef, ...] = ()
    full_material: bool | None = None


@dataclass(frozen=True, slots=True)
class Declaration:
    """One product's declaration, whole.

    Attributes:
        tool: identity of the writing tool, e.g. ``chemSHERPA-AI-V2R1.00.1@2.10.00``.
        unit_type: what one product unit is: ``each``, ``m``, ``g`` …
        has_composition, has_compliance: whether the section is in the file at all.
        substances: CI only, directly under the composition.
        attributes: of `Main`, `Product` and every other element that occurs once or stands above
            the parts, by element name, all of them, in file order.
    """

    scheme: Scheme
    schema_version: str
    tool: str
    part_number: str
    name: str
    revision: str
    manufacturer: str
    requester_part_number: str
    requester_name: str
    unit_type: str
    is_article: bool | None
    mass: Mass | None
    sections: tuple[str, ...]
    response: Response | None
    comment: ProductComment
    declared: Declared
    has_composition: bool
    has_compliance: bool
    parts: tuple[Part, ...]
    materials: tuple[Material, ...]
    substances: tuple[Substance, ...]
    answers: tuple[Answer, ...]
    line: int
    attributes: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    raw: tuple[Raw, ...] = ()
