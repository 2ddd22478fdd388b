"""What a product or part is called, by whom, and what one of it weighs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from chemsherpa.document.grammar import Attr, Elem
from chemsherpa.document.values import (
    CountryOfManufacture,
    EntryRef,
    ListRef,
    Mass,
    OtherName,
    Share,
)

__all__ = ["ProductId"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductId:
    """`ProductID`: names and numbers of both sides; None where an attribute was not written."""

    name: Annotated[str | None, Attr("name")] = None
    identifier: Annotated[str | None, Attr("identifier")] = None
    effective_date: Annotated[str | None, Attr("effectiveDate")] = None
    version: Annotated[str | None, Attr("version")] = None
    manufacturing_site: Annotated[str | None, Attr("manufacturingSite")] = None
    requester_name: Annotated[str | None, Attr("requesterName")] = None
    requester_identifier: Annotated[str | None, Attr("requesterIdentifier")] = None
    mass: Annotated[Mass | None, Elem("Mass")] = None
    share: Annotated[Share | None, Elem("MassPercent")] = None
    instance_ids: Annotated[tuple[ListRef, ...], Elem("InstanceID")] = ()
    categories: Annotated[tuple[EntryRef, ...], Elem("ProductCategory")] = ()
    identifiers: Annotated[tuple[EntryRef, ...], Elem("Identifier")] = ()
    other_names: Annotated[tuple[OtherName, ...], Elem("OtherNames")] = ()
    made_in: Annotated[CountryOfManufacture | None, Elem("CountryOfManufacture")] = None
