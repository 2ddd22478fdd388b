"""Who answers for a declaration that we write ourselves: always told, never invented."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from chemsherpa.comment_texts import response_text
from chemsherpa.document import BusinessInfo, Company, Contact, Response

__all__ = ["Answering", "business_of"]


@dataclass(frozen=True, slots=True)
class Answering:
    """The facts of a header that only people can give.

    Attributes:
        date: of the answer, ISO.
        approved_on: ISO date of the approval, "" while nobody approved it.
        confirmed_at: ``2026-11-21 10:00``, when a person confirmed the content; "" = nobody did,
            and the file says so.
        names: what our own part numbers are called, by number.
        language: of the local twins, as `Main@charaLocal`.
    """

    company: Company
    contact: Contact
    authorizer: Contact
    date: str
    doc_id: str = ""
    approved_on: str = ""
    confirmed_at: str = ""
    family: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    language: str = "JPN"


def business_of(answering: Answering) -> BusinessInfo:
    """The header as the document has it: a distribution, without a question before it."""
    response = Response(
        date=answering.date,
        doc_id=answering.doc_id,
        comment=response_text(answering.approved_on),
        authorizer=answering.authorizer,
        contact=answering.contact,
        company_info=answering.company,
        approved_on=answering.approved_on,
    )
    return BusinessInfo(mode="Distribution", response=response)
