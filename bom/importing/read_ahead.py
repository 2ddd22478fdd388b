"""Files on their way from the disk through the readers: in order, a bounded number at a time."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePath
from typing import Final

from bom.importing.declaration_files import DeclarationFile
from bom.importing.known_files import Candidate
from bom.importing.readers import Pending, Readers
from bom.importing.report import FileReport, MemberReport
from chemsherpa.file_reading import Status
from chemsherpa.findings import Finding

__all__ = ["Answered", "Begun", "Known", "read_ahead", "refused"]

Known = Callable[[Sequence[Candidate]], Mapping[Candidate, FileReport]]
"""Answers for those files that need no reading."""

_BATCH: Final = 16
"""Files looked up in the store together."""

_AHEAD: Final = 32
"""Files that wait or are being read: enough for the readers of a large machine to stay busy."""

_BYTES_AHEAD: Final = 64 * 1024 * 1024
"""Their size in all; a single larger file still gets its turn."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A file that needs no reading; `size` in bytes, 0 where it could not be read."""

    size: int
    report: FileReport


@dataclass(frozen=True, slots=True)
class Begun:
    """A file that is being read."""

    candidate: Candidate
    pending: Pending

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return len(self.candidate.content)


def read_ahead(
    files: Iterable[DeclarationFile], readers: Readers, known: Known
) -> Iterator[Answered | Begun]:
    """Each file in the order given, while those behind it are being read."""
    waiting: deque[Answered | Begun] = deque()
    size = 0
    for batch in _batches(files):
        for one in _begun(batch, readers, known):
            waiting.append(one)
            size += one.size
        while len(waiting) > _AHEAD or size > _BYTES_AHEAD:
            size -= waiting[0].size
            yield waiting.popleft()
    yield from waiting


def refused(path: str, sha256: str | None, finding: Finding) -> FileReport:
    """The answer for a file that was refused as a whole."""
    whole = MemberReport(None, Status.REJECTED.value, None, None, (finding,))
    return FileReport(path, sha256, (whole,))


def _batches(files: Iterable[DeclarationFile]) -> Iterator[list[Candidate | FileReport]]:
    left = iter(files)
    while some := list(islice(left, _BATCH)):
        batch: list[Candidate | FileReport] = []
        size = 0
        for file in some:
            one = _opened(file)
            batch.append(one)
            size += _size(one)
            if size > _BYTES_AHEAD // 4:
                yield batch
                batch, size = [], 0
        yield batch


def _opened(file: DeclarationFile) -> Candidate | FileReport:
    content = file.content()
    if isinstance(content, Finding):
        return refused(file.shown, None, content)
    digest = hashlib.sha256(content).hexdigest()
    return Candidate(file.shown, PurePath(file.shown).name, content, digest)


def _begun(
    batch: Sequence[Candidate | FileReport], readers: Readers, known: Known
) -> Iterator[Answered | Begun]:
    answers = known([one for one in batch if isinstance(one, Candidate)])
    for one in batch:
        if isinstance(one, FileReport):
            yield Answered(0, one)
        elif one in answers:
            yield Answered(len(one.content), answers[one])
        else:
            yield Begun(one, readers.begin(one.content, one.name))


def _size(one: Candidate | FileReport) -> int:
    return len(one.content) if isinstance(one, Candidate) else 0
