"""What became of every file that somebody gave: shaped like the answer of `import --json`."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from chemsherpa.file_reading import Status
from chemsherpa.findings import Finding
from regulations.sentences import Saying, named

__all__ = [
    "ALREADY_KNOWN",
    "FileReport",
    "ImportNotice",
    "ImportReport",
    "MemberReport",
    "ProductReport",
    "noticed",
]

ALREADY_KNOWN: Final = "already_known"
"""Status of a member whose bytes were in the store before."""

_STATUSES: Final = (*(status.value for status in Status), ALREADY_KNOWN)


@dataclass(frozen=True, slots=True)
class ProductReport:
    """The part that a member declares."""

    part_number: str
    name: str
    revision: str
    manufacturer: str


@dataclass(frozen=True, slots=True)
class MemberReport:
    """One declaration of a file; `name` is None where the file was refused as a whole."""

    name: str | None
    status: str
    scheme: str | None
    product: ProductReport | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class FileReport:
    """One file; `sha256` is None where it could not even be read."""

    path: str
    sha256: str | None
    members: tuple[MemberReport, ...]


@dataclass(frozen=True, slots=True)
class ImportNotice(Saying):
    """Something to know that is wrong with no single file."""

    part_number: str


def noticed(key: str, part_number: str, /, **values: str) -> ImportNotice:
    """A notice about a part; `key` and `values` as for a finding."""
    return ImportNotice(key, named({"part": part_number, **values}), "bom", part_number)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """Every path given, in order, and what it came to."""

    files: tuple[FileReport, ...]
    notices: tuple[ImportNotice, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many members came to each status, all four always named."""
        seen = Counter(member.status for file in self.files for member in file.members)
        return {status: seen[status] for status in _STATUSES}
