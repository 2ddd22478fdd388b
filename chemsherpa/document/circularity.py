"""Recycled, renewable and reused content, and how far a thing can be recycled (X8.21)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from chemsherpa.document.grammar import Attr, Elem
from chemsherpa.document.values import Attachment, Mass, Share

__all__ = [
    "Content",
    "MaterialCircularity",
    "ProductCircularity",
    "RecyclabilityRate",
    "RecycledContent",
    "RecycledContentInformation",
]


@dataclass(frozen=True, slots=True)
class Content:
    """Renewable or reused content: how much, which share, and the evidence."""

    description: Annotated[str | None, Attr("description")]
    mass: Annotated[Mass, Elem("Mass")]
    share: Annotated[Share, Elem("MassPercent")]
    evidence: Annotated[Attachment, Elem("Attachment")]


@dataclass(frozen=True, slots=True)
class RecycledContent:
    """Recycled content, and by which method it was recycled."""

    description: Annotated[str | None, Attr("description")]
    method: Annotated[str | None, Attr("recyclingMethod")]
    other_method: Annotated[str | None, Attr("otherRecyclingMethod")]
    mass: Annotated[Mass, Elem("Mass")]
    share: Annotated[Share, Elem("MassPercent")]
    evidence: Annotated[Attachment, Elem("Attachment")]


@dataclass(frozen=True, slots=True)
class RecycledContentInformation:
    """Recycled content in all, from before and from after the consumer."""

    description: Annotated[str | None, Attr("description")]
    total: Annotated[RecycledContent, Elem("TotalRecycledContent")]
    pre_consumer: Annotated[RecycledContent, Elem("PreConsumerRecycledContent")]
    post_consumer: Annotated[RecycledContent, Elem("PostConsumerRecycledContent")]


@dataclass(frozen=True, slots=True)
class RecyclabilityRate:
    """The share that can be recycled, and how it was calculated."""

    description: Annotated[str | None, Attr("description")]
    calculation_method: Annotated[str | None, Attr("calculationMethod")]
    share: Annotated[Share, Elem("MassPercent")]
    evidence: Annotated[Attachment, Elem("Attachment")]


@dataclass(frozen=True, slots=True)
class MaterialCircularity:
    """Circularity of one material or material class."""

    recycled: Annotated[RecycledContentInformation, Elem("RecycledContentInformation")]
    renewable: Annotated[Content, Elem("RenewableContent")]
    recyclability: Annotated[RecyclabilityRate, Elem("RecyclabilityRate")]


@dataclass(frozen=True, slots=True)
class ProductCircularity:
    """Circularity of a product or part, averaged over its materials."""

    recycled: Annotated[RecycledContentInformation, Elem("AverageRecycledContent")]
    renewable: Annotated[Content, Elem("AverageRenewableContent")]
    reused: Annotated[Content, Elem("AverageReusedContent")]
    recyclability: Annotated[RecyclabilityRate, Elem("RecyclabilityRate")]
