"""One file from bytes to readings; whatever a user sends, the answer is a reading."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from chemsherpa.container import Member, open_container
from chemsherpa.content_check import check_content
from chemsherpa.document import Declaration
from chemsherpa.errors import Refused
from chemsherpa.findings import Finding, Severity
from chemsherpa.limits import Limits
from chemsherpa.reader import read_declaration
from chemsherpa.recognise import refuse_other_roots
from chemsherpa.safe_xml import parse
from chemsherpa.schema_check import check_schema
from chemsherpa.value_check import check_values

__all__ = ["FileReading", "Reading", "Status", "read"]

_MOST_FINDINGS: Final = 500


class Status(StrEnum):
    """What became of a member; notices alone leave it accepted."""

    ACCEPTED = "accepted"
    ACCEPTED_WITH_FINDINGS = "accepted_with_findings"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Reading:
    """One member of a file.

    Attributes:
        member_name: the XML's own name; None when the file was refused as a whole.
        sha256: of the member's bytes, or of the file's when it was refused as a whole.
        document: None exactly when the status is rejected.
        xml: the member's bytes as they came, empty when the file was refused as a whole.
    """

    member_name: str | None
    sha256: str
    status: Status
    document: Declaration | None
    findings: tuple[Finding, ...]
    xml: bytes


@dataclass(frozen=True, slots=True)
class FileReading:
    """A whole file; `members` is never empty."""

    name: str
    sha256: str
    members: tuple[Reading, ...]


def read(data: bytes, name: str, *, limits: Limits | None = None) -> FileReading:
    """Read a declaration file: `.shai`, `.shci` or bare XML, told by its bytes.

    One bad member never loses the others, and one bad value never loses its member; only what
    cannot be read faithfully is rejected. Nothing that a user can send raises.

    Args:
        data: the file's bytes.
        name: its name, for messages only.
        limits: how much is read; None takes the defaults of `Limits`.
    """
    allowed = Limits() if limits is None else limits
    digest = _sha256(data)
    try:
        container = open_container(data, name, limits=allowed)
    except Refused as refused:
        return FileReading(name, digest, (_refused(None, digest, refused, b""),))
    if not container.is_archive:
        only = _member(container.members[0], (), limits=allowed, is_whole_file=True)
        return FileReading(name, digest, (only,))
    # Notices on the container stand with its first member: they belong to no other.
    notices = [container.findings, *(() for _ in container.members[1:])]
    members = tuple(
        _member(member, own, limits=allowed, is_whole_file=False)
        for member, own in zip(container.members, notices, strict=True)
    )
    return FileReading(name, digest, members)


def _member(
    member: Member, notices: tuple[Finding, ...], *, limits: Limits, is_whole_file: bool
) -> Reading:
    digest = _sha256(member.data)
    try:
        root = parse(member.data, limits=limits)
        refuse_other_roots(root)
    except Refused as refused:
        if is_whole_file:
            return _refused(None, digest, refused, b"")
        return _refused(member.name, digest, refused, member.data, notices)
    broken = check_schema(root) or check_values(root)
    if broken:
        findings = (*notices, *broken)
        return Reading(member.name, digest, Status.REJECTED, None, findings, member.data)
    try:
        document = read_declaration(root)
    except Refused as refused:
        return _refused(member.name, digest, refused, member.data, notices)
    findings = _cut((*notices, *check_content(document, member.name)))
    return Reading(member.name, digest, _status(findings), document, findings, member.data)


def _status(findings: tuple[Finding, ...]) -> Status:
    if all(finding.severity is Severity.NOTICE for finding in findings):
        return Status.ACCEPTED
    return Status.ACCEPTED_WITH_FINDINGS


def _cut(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    if len(findings) <= _MOST_FINDINGS:
        return findings
    rest = len(findings) - _MOST_FINDINGS
    notice = Finding(Severity.NOTICE, "findings-cut", "", None, f"{rest} more findings left out")
    # Errors first, so that none of them is cut before a warning.
    ranked = sorted(findings, key=lambda finding: list(Severity).index(finding.severity))
    return (*ranked[:_MOST_FINDINGS], notice)


def _refused(
    name: str | None,
    digest: str,
    refused: Refused,
    data: bytes,
    notices: tuple[Finding, ...] = (),
) -> Reading:
    finding = Finding(
        Severity.ERROR,
        refused.code,
        refused.where,
        refused.line,
        refused.message,
        refused.hint,
    )
    return Reading(name, digest, Status.REJECTED, None, (*notices, finding), data)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
