"""Material classes and queries: the two sections that chemSHERPA does not use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from chemsherpa.document.circularity import MaterialCircularity
from chemsherpa.document.grammar import Attr, Elem
from chemsherpa.document.values import ListRef, Mass, Share

__all__ = ["MaterialClass", "MaterialClassDeclaration", "Query", "QueryId", "QueryList"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialClass:
    """How much of the product belongs to one class of materials."""

    id: Annotated[str, Attr("id")]
    name: Annotated[str, Attr("name")]
    comment: Annotated[str | None, Attr("comment")] = None
    share: Annotated[Share | None, Elem("MassPercent")] = None
    mass: Annotated[Mass | None, Elem("Mass")] = None
    circularity: Annotated[MaterialCircularity | None, Elem("MaterialCircularity")] = None


@dataclass(frozen=True, slots=True)
class MaterialClassDeclaration:
    """The material classes of the product, by one class list."""

    list: Annotated[ListRef, Elem("MaterialClassList")]
    classes: Annotated[tuple[MaterialClass, ...], Elem("MaterialClass")]


@dataclass(frozen=True, slots=True)
class QueryId:
    """The key of a query in its list."""

    identity: Annotated[str, Attr("entryIdentity")]
    description: Annotated[str | None, Attr("entryDescription")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A statement that is answered by yes or no, or by a number."""

    statement: Annotated[str, Attr("statement")]
    response: Annotated[bool | None, Attr("response")] = None
    number_response: Annotated[str | None, Attr("numberResponse")] = None
    additional_information: Annotated[str | None, Attr("additionalInformation")] = None
    additional_url: Annotated[str | None, Attr("additionalInformationURL")] = None
    id: Annotated[QueryId | None, Elem("QueryID")] = None


@dataclass(frozen=True, slots=True)
class QueryList:
    """Queries of one list."""

    list: Annotated[ListRef | None, Elem("QueryListID")]
    queries: Annotated[tuple[Query, ...], Elem("Query")]
