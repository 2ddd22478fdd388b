"""One file from bytes to readings; whatever a user sends, the answer is a reading."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from chemsherpa.archive.container import Member, open_container
from chemsherpa.checks.content import check_content
from chemsherpa.checks.rules import USUAL, ContentRules
from chemsherpa.document import Declaration
from chemsherpa.errors import Refused
from chemsherpa.findings import Finding, found
from chemsherpa.first_version import is_first_version, read_first_version
from chemsherpa.formats import NO_OTHERS, Formats, Told
from chemsherpa.limits import Limits
from chemsherpa.reader import read_declarations
from chemsherpa.recognise import refuse_other_roots
from chemsherpa.safe_xml import parse
from chemsherpa.schema_check import check_schema
from chemsherpa.value_check import check_values
from regulations.sentences import Severity

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
        sha256: of the member's bytes, or of the file's when it was refused as a whole; for the
            second and later products of one XML, of the member's digest and the number.
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


def read(
    data: bytes,
    name: str,
    *,
    limits: Limits | None = None,
    formats: Formats = NO_OTHERS,
    rules: ContentRules = USUAL,
) -> FileReading:
    """Read a declaration file: `.shai`, `.shci` or bare XML, told by its bytes.

    One bad member never loses the others, and one bad value never loses its member; only what
    cannot be read faithfully is rejected. Nothing that a user can send raises.

    Args:
        data: the file's bytes.
        name: its name, for messages only.
        limits: how much is read; None takes the defaults of `Limits`.
        formats: readers for what is no IEC 62474.
        rules: how strictly content is checked.
    """
    allowed = Limits() if limits is None else limits
    digest = _sha256(data)
    try:
        other = formats.of_bytes(data, name) if len(data) <= allowed.file_bytes else None
        if other is not None:
            told = other(data, name)
            return FileReading(name, digest, _readings(name, digest, told, b""))
        container = open_container(data, name, limits=allowed)
    except Refused as refused:
        return FileReading(name, digest, (_refused(None, digest, refused, b""),))
    # Notices on the container stand with its first member: they belong to no other.
    notices = [container.findings, *(() for _ in container.members[1:])]
    members = tuple(
        reading
        for member, own in zip(container.members, notices, strict=True)
        for reading in _member(
            member,
            own,
            limits=allowed,
            formats=formats,
            rules=rules,
            is_whole_file=not container.is_archive,
        )
    )
    return FileReading(name, digest, members)


def _member(
    member: Member,
    notices: tuple[Finding, ...],
    *,
    limits: Limits,
    formats: Formats,
    rules: ContentRules,
    is_whole_file: bool,
) -> tuple[Reading, ...]:
    digest = _sha256(member.data)
    try:
        told = _told(member, rules, limits=limits, formats=formats)
    except Refused as refused:
        if is_whole_file:
            return (_refused(None, digest, refused, b""),)
        return (_refused(member.name, digest, refused, member.data, notices),)
    if isinstance(told, _Broken):
        findings = (*notices, *told.findings)
        return (Reading(member.name, digest, Status.REJECTED, None, findings, member.data),)
    return _readings(member.name, digest, told, member.data, notices)


@dataclass(frozen=True, slots=True)
class _Broken:
    """Why a member of ours cannot be read, place by place."""

    findings: tuple[Finding, ...]


def _told(
    member: Member, rules: ContentRules, *, limits: Limits, formats: Formats
) -> tuple[Told, ...] | _Broken:
    root = parse(member.data, limits=limits)
    other = formats.of_tree(root)
    if other is not None:
        return other(root)
    if is_first_version(root):
        return read_first_version(root, member.name, rules)
    refuse_other_roots(root)
    broken = check_schema(root) or check_values(root)
    if broken:
        return _Broken(broken)
    return tuple(
        (each, check_content(each, member.name, rules)) for each in read_declarations(root)
    )


def _readings(
    name: str,
    digest: str,
    told: tuple[Told, ...],
    data: bytes,
    notices: tuple[Finding, ...] = (),
) -> tuple[Reading, ...]:
    """One reading for each product; from the second on, name and digest say which it is."""
    readings = []
    for number, (document, found_here) in enumerate(told, 1):
        findings = _cut((*notices, *found_here) if number == 1 else found_here)
        own_name = name if number == 1 else f"{name}#{number}"
        own_digest = digest if number == 1 else _sha256(f"{digest}#{number}".encode())
        readings.append(Reading(own_name, own_digest, _status(findings), document, findings, data))
    return tuple(readings)


def _status(findings: tuple[Finding, ...]) -> Status:
    if all(finding.severity is Severity.NOTICE for finding in findings):
        return Status.ACCEPTED
    return Status.ACCEPTED_WITH_FINDINGS


def _cut(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    if len(findings) <= _MOST_FINDINGS:
        return findings
    rest = len(findings) - _MOST_FINDINGS
    notice = found("findings-cut", count=rest)
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
    return Reading(name, digest, Status.REJECTED, None, (*notices, refused.finding), data)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
