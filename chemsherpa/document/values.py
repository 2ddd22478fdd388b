"""The small elements that occur everywhere: masses, shares, references, exemptions, attachments."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from chemsherpa.document.grammar import Attr, Elem, Within

__all__ = [
    "Attachment",
    "CountryInformation",
    "CountryOfManufacture",
    "EntryRef",
    "Exemption",
    "ExemptionClaim",
    "ExemptionSet",
    "ListRef",
    "Mass",
    "OtherName",
    "SafeUse",
    "Share",
    "claims_of",
]


@dataclass(frozen=True, slots=True)
class ListRef:
    """A list, tool or company that something refers to (`UniqueID` in the schema)."""

    identity: Annotated[str, Attr("identity")]
    authority: Annotated[str, Attr("authority")]
    version: Annotated[str, Attr("version")]


@dataclass(frozen=True, slots=True)
class EntryRef:
    """An entry of an outside list, e.g. material R312 of the chemSHERPA material list."""

    list: Annotated[ListRef | None, Elem("ListID")]
    identity: Annotated[str, Within("EntryID", "entryIdentity")]
    description: Annotated[str | None, Within("EntryID", "entryDescription")] = None


@dataclass(frozen=True, slots=True)
class Mass:
    """A declared mass: its decimal text and `mg`, `g` or `kg`; range and tolerances likewise."""

    value: Annotated[str, Attr("mass")]
    unit: Annotated[str, Attr("unitOfMeasure")]
    range_min: Annotated[str | None, Attr("massRangeMin")] = None
    range_max: Annotated[str | None, Attr("massRangeMax")] = None
    negative_tolerance: Annotated[str | None, Attr("negativeTolerance")] = None
    positive_tolerance: Annotated[str | None, Attr("positiveTolerance")] = None


@dataclass(frozen=True, slots=True)
class Share:
    """A declared mass percentage as decimal text; 15 means 15 %."""

    percent: Annotated[str, Attr("massPercent")]
    range_min: Annotated[str | None, Attr("massPercentRangeMin")] = None
    range_max: Annotated[str | None, Attr("massPercentRangeMax")] = None
    negative_tolerance: Annotated[str | None, Attr("negativeTolerance")] = None
    positive_tolerance: Annotated[str | None, Attr("positiveTolerance")] = None


@dataclass(frozen=True, slots=True)
class Exemption:
    """One exemption of a list: its key and what people read (``6(c)``)."""

    identity: Annotated[str, Attr("identity")]
    reg_index: Annotated[str | None, Attr("regIndex")]
    description: Annotated[str, Attr("description")]
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class ExemptionSet:
    """Exemptions that are claimed from one list."""

    list: Annotated[ListRef, Elem("UniqueID")]
    exemptions: Annotated[tuple[Exemption, ...], Elem("Exemption")]


@dataclass(frozen=True, slots=True)
class ExemptionClaim:
    """The declarer's statement that an exemption applies, with the list that it stands in.

    Attributes:
        list: the exemption list, e.g. ``EU-RoHS-AnnexIII``.
        identity: the key, e.g. ``00040-B-00``.
        reg_index: what people read, e.g. ``6(c)``, "" when not written.
    """

    list: ListRef
    identity: str
    reg_index: str
    description: str
    line: int = 0


def claims_of(sets: tuple[ExemptionSet, ...]) -> tuple[ExemptionClaim, ...]:
    """Every exemption of every set, each with its list."""
    return tuple(
        ExemptionClaim(each.list, one.identity, one.reg_index or "", one.description, one.line)
        for each in sets
        for one in each.exemptions
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A document inside the file (`data`, base64) or beside it (`url`, `zip_location`)."""

    data: Annotated[str | None, Attr("data")] = None
    file_name: Annotated[str, Attr("fileName")]
    file_type: Annotated[str, Attr("fileType")]
    url: Annotated[str | None, Attr("fileURL")] = None
    zip_location: Annotated[str | None, Attr("fileZipLocation")] = None
    description: Annotated[str | None, Attr("fileDescription")] = None
    other_description: Annotated[str | None, Attr("otherFileDescription")] = None
    language: Annotated[str | None, Attr("language")] = None


@dataclass(frozen=True, slots=True)
class SafeUse:
    """How to use an article safely, in words or as entries of a list."""

    information: Annotated[str | None, Attr("safeUseInformation")] = None
    ids: Annotated[tuple[EntryRef, ...], Elem("SafeUseID")] = ()


@dataclass(frozen=True, slots=True)
class OtherName:
    """A brand, model or type name; `other_type` says which when `type` is ``other``."""

    type: Annotated[str, Attr("type")]
    other_type: Annotated[str | None, Attr("otherType")]
    name: Annotated[str, Attr("name")]


@dataclass(frozen=True, slots=True)
class CountryInformation:
    """A country by its code."""

    code: Annotated[str, Attr("countryCode")]


@dataclass(frozen=True, slots=True)
class CountryOfManufacture:
    """The countries where it is made."""

    countries: Annotated[tuple[CountryInformation, ...], Elem("CountryInformation")]
