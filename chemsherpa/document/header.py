"""Who asks, who answers, when, for which company."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from chemsherpa.document.grammar import Attr, Elem
from chemsherpa.document.values import Attachment, ListRef

__all__ = [
    "BusinessInfo",
    "Company",
    "Contact",
    "Include",
    "Request",
    "RequestContent",
    "Response",
    "Section",
]


@dataclass(frozen=True, slots=True)
class Section:
    """The name of a section that is announced or asked for."""

    name: Annotated[str, Attr("nameOfSectional")]


@dataclass(frozen=True, slots=True)
class Include:
    """The sections that the declaration announces."""

    sections: Annotated[tuple[Section, ...], Elem("Sectional")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A person; the `local` twins are in the language that `Main` names."""

    division: Annotated[str | None, Attr("division")] = None
    name: Annotated[str, Attr("name")]
    title: Annotated[str, Attr("title")]
    email: Annotated[str, Attr("email")]
    phone: Annotated[str, Attr("phone")]
    internal_address: Annotated[str | None, Attr("internalAddress")] = None
    street: Annotated[str | None, Attr("street")] = None
    city: Annotated[str | None, Attr("city")] = None
    state: Annotated[str | None, Attr("stateProvince")] = None
    country: Annotated[str | None, Attr("country")] = None
    postal_code: Annotated[str | None, Attr("postalCode")] = None
    comment: Annotated[str | None, Attr("comment")] = None
    name_local: Annotated[str | None, Attr("nameLocal")] = None
    division_local: Annotated[str | None, Attr("divisionLocal")] = None
    title_local: Annotated[str | None, Attr("titleLocal")] = None
    comment_local: Annotated[str | None, Attr("commentLocal")] = None
    street_local: Annotated[str | None, Attr("streetLocal")] = None
    city_local: Annotated[str | None, Attr("cityLocal")] = None
    state_local: Annotated[str | None, Attr("stateProvinceLocal")] = None


@dataclass(frozen=True, slots=True)
class Company:
    """A company, perhaps with its number in a register such as DUNS."""

    name: Annotated[str, Attr("name")]
    name_local: Annotated[str | None, Attr("nameLocal")] = None
    id: Annotated[ListRef | None, Elem("UniqueID")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestContent:
    """What is asked for: sections, and the lists to answer against."""

    comment: Annotated[str | None, Attr("comment")] = None
    include: Annotated[Include, Elem("Include")]
    composition_lists: Annotated[tuple[ListRef, ...], Elem("DSLforComposition")] = ()
    compliance_lists: Annotated[tuple[ListRef, ...], Elem("DSLforCompliance")] = ()
    class_lists: Annotated[tuple[ListRef, ...], Elem("MaterialClassList")] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A customer's question; dates are ISO dates."""

    date: Annotated[str, Attr("date")]
    doc_id: Annotated[str | None, Attr("docID")] = None
    internal_supplier_id: Annotated[str | None, Attr("internalSupplierID")] = None
    respond_by: Annotated[str | None, Attr("respondByDate")] = None
    comment: Annotated[str | None, Attr("comment")] = None
    contact: Annotated[Contact, Elem("Contact")]
    company_info: Annotated[Company, Elem("RequestCompany")]
    content: Annotated[RequestContent | None, Elem("RequestContent")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """Who answers, when, and for which company; `date` is the ISO date of the answer.

    Attributes:
        approved_on: the approval date that chemSHERPA hides in the comment, "" without.
    """

    date: Annotated[str, Attr("date")]
    doc_id: Annotated[str | None, Attr("docID")] = None
    comment: Annotated[str | None, Attr("comment")] = None
    authorizer: Annotated[Contact, Elem("Authorizer")]
    contact: Annotated[Contact, Elem("Contact")]
    company_info: Annotated[Company, Elem("SupplyCompany")]
    approved_on: str = ""

    @property
    def company(self) -> str:
        """Name of the answering company."""
        return self.company_info.name

    @property
    def company_local(self) -> str:
        """Its name in the local language, "" when not written."""
        return self.company_info.name_local or ""

    @property
    def company_id(self) -> ListRef | None:
        """Its number in a register."""
        return self.company_info.id


@dataclass(frozen=True, slots=True)
class BusinessInfo:
    """Distribution of a declaration, or a request with or without its response."""

    mode: Annotated[str, Attr("mode")]
    request: Annotated[Request | None, Elem("Request")] = None
    response: Annotated[Response | None, Elem("Response")] = None
    attachments: Annotated[tuple[Attachment, ...], Elem("Attachment")] = ()
