"""The header: sections announced, who answers whom, which tool wrote it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from chemsherpa.comments import approved_on
from chemsherpa.document import Address, ListRef, Raw, Response
from chemsherpa.names import Children, Element, attributes, split_children
from chemsherpa.read_values import Attributes, read_list_ref

__all__ = ["Header", "read_header"]

_INCLUDE: Final = frozenset({"Sectional"})
_BUSINESS: Final = frozenset({"Response"})
_RESPONSE: Final = frozenset({"Authorizer", "Contact", "SupplyCompany"})
_COMPANY: Final = frozenset({"UniqueID"})


@dataclass(frozen=True, slots=True)
class Header:
    """What stands around the product; `attributes` by element name, as in the declaration."""

    sections: tuple[str, ...]
    response: Response | None
    tool: str
    attributes: tuple[tuple[str, Attributes], ...]
    raw: tuple[Raw, ...]


def read_header(main: Children) -> Header:
    """The header from the children of `Main`; a request without response leaves it None."""
    business, path = main["BusinessInfo"][0]
    found, raw = split_children(business, path, _BUSINESS)
    told = [("BusinessInfo", tuple(attributes(business).items()))]
    response = None
    for element, response_path in found.get("Response", []):
        response, more = _response(element, response_path)
        told += more
    tool = ""
    for element, _ in main.get("ToolNameVersionID", []):
        tool = attributes(element)["identity"]
        told.append(("ToolNameVersionID", tuple(attributes(element).items())))
    return Header(_sections(main), response, tool, tuple(told), tuple(raw))


def _sections(main: Children) -> tuple[str, ...]:
    return tuple(
        attributes(sectional)["nameOfSectional"]
        for include, path in main.get("Include", [])
        for sectional, _ in split_children(include, path, _INCLUDE)[0]["Sectional"]
    )


def _response(element: Element, path: str) -> tuple[Response, list[tuple[str, Attributes]]]:
    found, raw = split_children(element, path, _RESPONSE)
    values = attributes(element)
    company, company_path = found["SupplyCompany"][0]
    company_values = attributes(company)
    ids, company_raw = split_children(company, company_path, _COMPANY)
    refs = [read_list_ref(child) for child, _ in ids.get("UniqueID", [])]
    company_id: ListRef | None = refs[0] if refs else None
    response = Response(
        date=values["date"],
        doc_id=values.get("docID", ""),
        comment=values.get("comment"),
        approved_on=approved_on(values.get("comment")),
        company=company_values["name"],
        company_local=company_values.get("nameLocal", ""),
        company_id=company_id,
        contacts=tuple(
            Address(role, tuple(attributes(child).items()))
            for role in ("Authorizer", "Contact")
            for child, _ in found.get(role, [])
        ),
        raw=(*raw, *company_raw),
    )
    told = [
        ("Response", tuple(values.items())),
        ("SupplyCompany", tuple(company_values.items())),
    ]
    return response, told
