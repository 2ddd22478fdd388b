"""What was sent, opened: a ZIP of XML files (.shai, .shci) or one bare XML, told by its bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from chemsherpa.archive.zip_archive import ZipMember, read_zip
from chemsherpa.errors import Refused
from chemsherpa.findings import Finding, found
from chemsherpa.limits import Limits
from chemsherpa.recognise import refuse_other_files

__all__ = ["Container", "Member", "open_container"]

_ARCHIVES: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_NESTED: Final = (".zip", ".shai", ".shci")


@dataclass(frozen=True, slots=True)
class Member:
    """One XML file of a container; `name` is metadata and never a path on our disk."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Container:
    """The XML members, and notices on what was left aside."""

    members: tuple[Member, ...]
    findings: tuple[Finding, ...]
    is_archive: bool


def open_container(data: bytes, name: str, *, limits: Limits) -> Container:
    """Detect the kind by its first bytes and unpack it; the extension is not trusted.

    Raises:
        Refused: `file-limit`, `zip-…`, `not-a-declaration`.
    """
    if len(data) > limits.file_bytes:
        raise Refused("file-limit", size=len(data), most=limits.file_bytes)
    if not data.startswith(_ARCHIVES):
        refuse_other_files(data)
        return Container((Member(name, data),), (), is_archive=False)
    unpacked = read_zip(data, limits=limits)
    _refuse_other_archives(unpacked)
    members = tuple(Member(m.name, m.data) for m in unpacked if _is_declaration(m))
    if not members:
        raise Refused("not-a-declaration.no-xml")
    ignored = tuple(
        found("member-ignored", m.name)
        for m in unpacked
        if not m.is_folder and not _is_declaration(m)
    )
    return Container(members, ignored, is_archive=True)


def _is_declaration(member: ZipMember) -> bool:
    # macOS puts a resource fork `__MACOSX/._name.xml` beside every file it compresses.
    base = member.name.rpartition("/")[2]
    return base.lower().endswith(".xml") and not base.startswith("._")


def _refuse_other_archives(members: tuple[ZipMember, ...]) -> None:
    for member in members:
        if member.name == "[Content_Types].xml":
            raise Refused("not-a-declaration.office")
        if member.data.startswith(_ARCHIVES) or member.name.lower().endswith(_NESTED):
            raise Refused("zip-nested", where=member.name)
