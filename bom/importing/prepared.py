"""A file that was read, as what the store needs of it: texts, numbers and tuples, no tree.

Reading is the dear half of an import and may happen in another process. A declaration's tree takes
1.8 ms to send, what is here 0.2 ms; so the worker flattens it before it answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from bom.exchange import formats
from bom.exchange.sheet_columns import SheetColumns
from bom.importing.report import FileReport, MemberReport, ProductReport
from bom.importing.rows import DeclarationRows, answered, declaration_rows
from bom.portfolio.answer_ranges import packed
from chemsherpa.checks.rules import USUAL, ContentRules
from chemsherpa.document import Declaration, ListRef, Response
from chemsherpa.file_reading import Reading, read

__all__ = [
    "USUALLY",
    "Content",
    "Manner",
    "PreparedFile",
    "PreparedMember",
    "prepare",
    "prepared",
]


@dataclass(frozen=True, slots=True)
class Content:
    """What a member adds to the store.

    Attributes:
        part: the unique columns of `Part`.
        supplier: the columns of `Supplier`, None where nobody is named as having answered.
        header: the columns of `Declaration` that the document itself gives.
    """

    part: dict[str, str]
    supplier: dict[str, str] | None
    header: dict[str, Any]
    rows: DeclarationRows


@dataclass(frozen=True, slots=True)
class PreparedMember:
    """One member of a file.

    Attributes:
        report: as it will be told, with the status that it has if it is not yet stored.
        sha256: of the member's bytes.
        content: None exactly when the status is rejected.
    """

    report: MemberReport
    sha256: str
    content: Content | None


@dataclass(frozen=True, slots=True)
class PreparedFile:
    """A whole file; `members` is never empty."""

    sha256: str
    members: tuple[PreparedMember, ...]

    def report(self, path: str) -> FileReport:
        """What is told of the file when nothing is stored."""
        return FileReport(path, self.sha256, tuple(member.report for member in self.members))


@dataclass(frozen=True, slots=True)
class Manner:
    """How files are read.

    Attributes:
        rules: how strictly content is checked.
        columns: what the columns of vendors' sheets mean, None to go by their headers.
    """

    rules: ContentRules = USUAL
    columns: SheetColumns | None = None


USUALLY: Final = Manner()
"""As files are read unless someone asks for another way."""


def prepare(data: bytes, name: str, manner: Manner = USUALLY) -> PreparedFile:
    """Read a file and flatten its members; nothing that a user can send raises."""
    others = formats(manner.columns, rules=manner.rules)
    reading = read(data, name, rules=manner.rules, formats=others)
    return PreparedFile(reading.sha256, tuple(prepared(member) for member in reading.members))


def prepared(reading: Reading) -> PreparedMember:
    """One reading, flattened."""
    document = reading.document
    name, status, findings = reading.member_name, reading.status.value, reading.findings
    if document is None:
        return PreparedMember(
            MemberReport(name, status, None, None, findings), reading.sha256, None
        )
    product = ProductReport(
        document.part_number, document.name, document.revision, document.manufacturer
    )
    report = MemberReport(name, status, document.scheme.value, product, findings)
    rows = declaration_rows(document)
    content = Content(_part(document), _supplier(document.response), _header(document), rows)
    return PreparedMember(report, reading.sha256, content)


def _part(document: Declaration) -> dict[str, str]:
    return {
        "part_number": document.part_number,
        "revision": document.revision,
        "manufacturer": document.manufacturer,
        "name": document.name,
    }


def _supplier(response: Response | None) -> dict[str, str] | None:
    if response is None:
        return None
    company = response.company_id
    return {
        "name": response.company,
        "authority": company.authority if company else "",
        "identity": company.identity if company else "",
        "name_local": response.company_local,
    }


def _header(document: Declaration) -> dict[str, Any]:
    comment = document.comment
    return {
        "scheme": document.scheme.value,
        "schema_version": document.schema_version,
        "tool": document.tool,
        "requester_part_number": document.requester_part_number,
        "response_date": document.response.date if document.response else "",
        "confirmed_at": max(comment.compliance_confirmed_at, comment.composition_confirmed_at),
        "unit_type": document.unit_type,
        "has_composition": document.has_composition,
        "has_compliance": document.has_compliance,
        "composition_confirmed": comment.composition_confirmed,
        "declared": {
            "composition": _lists(document.declared.composition),
            "compliance": _lists(document.declared.compliance),
            "full_material": document.declared.full_material,
            "answered": _answered(document, confirmed=comment.compliance_confirmed),
        },
    }


def _answered(document: Declaration, *, confirmed: bool | None) -> dict[str, Any]:
    """Keys of the answers by what they say; `confirmed` is None where nobody is asked to."""
    told: dict[bool, list[str]] = {True: [], False: []}
    for key, answer in answered(document):
        told[answer.above].append(key)
    return {"above": packed(told[True]), "below": packed(told[False]), "confirmed": confirmed}


def _lists(references: tuple[ListRef, ...]) -> list[dict[str, str]]:
    return [
        {"identity": each.identity, "authority": each.authority, "version": each.version}
        for each in references
    ]
