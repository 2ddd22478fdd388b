"""Files and folders of declarations: read, stored one by one, answered for in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import Final

from sqlalchemy.orm import Session, sessionmaker

from bom.findings import found
from bom.history import Clock, utc_now
from bom.importing.declaration_files import DeclarationFile, declaration_files
from bom.importing.ingest import SourceFile, is_stored, store_member
from bom.importing.known_files import Candidate, answers_from_store
from bom.importing.notices import import_notices
from bom.importing.prepared import USUALLY, Manner, PreparedFile, PreparedMember, prepare
from bom.importing.read_ahead import Answered, Begun, Known, read_ahead, refused
from bom.importing.readers import ReaderPool, Readers, SameProcess
from bom.importing.report import ALREADY_KNOWN, FileReport, ImportReport, MemberReport
from bom.importing.row_numbers import RowNumbers

__all__ = ["Progress", "Watch", "import_bytes", "import_paths", "validate_paths"]

_FEW: Final = 100
"""Fewer files are read here before other processes have started (0.5 s)."""

_Take = Callable[[Candidate, PreparedFile], FileReport]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import has come; `size` in bytes, of the files that are done."""

    done: int
    total: int
    size: int


Watch = Callable[[Progress], None]
"""Is told after each file."""


@dataclass(frozen=True, slots=True)
class _Reading:
    workers: int
    manner: Manner


def import_paths(
    sessions: sessionmaker[Session],
    paths: Sequence[Path],
    *,
    dry_run: bool,
    clock: Clock = utc_now,
    workers: int = 1,
    watch: Watch | None = None,
    manner: Manner = USUALLY,
) -> ImportReport:
    """Read and store every declaration below the paths; one transaction each.

    Whatever stops it, what was stored stays, whole; the same call again takes the rest.

    Args:
        sessions: `Database.writers`; `Database.readers` suffices for a dry run.
        paths: files, or folders that are walked in sorted order.
        dry_run: answer what would happen, store nothing.
        clock: the time that rows are recorded at.
        workers: processes that read, beside this one that stores; 1 reads here too. More than one
            needs a main module that may be imported, as every spawned process does.
        watch: is told how far it has come.
        manner: how strictly content is checked, and what columns mean.
    """

    def known(candidates: Sequence[Candidate]) -> dict[Candidate, FileReport]:
        if manner != USUALLY:  # what was found then may not be what would be found now
            return {}
        with sessions() as session:
            return answers_from_store(session, candidates)

    take = _foreseen(sessions) if dry_run else _stored(sessions, clock)
    files = tuple(_answers(paths, known, take, _Reading(workers, manner), watch=watch))
    if dry_run:
        return ImportReport(files)
    with sessions() as session:
        return ImportReport(files, import_notices(session, files))


def import_bytes(
    sessions: sessionmaker[Session], data: bytes, name: str, *, clock: Clock = utc_now
) -> ImportReport:
    """The same for one file that did not come from a disk."""
    read = prepare(data, PurePath(name).name)
    candidate = Candidate(name, PurePath(name).name, data, read.sha256)
    file = _stored(sessions, clock)(candidate, read)
    with sessions() as session:
        return ImportReport((file,), import_notices(session, (file,)))


def validate_paths(
    paths: Sequence[Path],
    *,
    workers: int = 1,
    watch: Watch | None = None,
    manner: Manner = USUALLY,
) -> ImportReport:
    """The same reading and findings without any store; the arguments as in `import_paths`."""

    def take(candidate: Candidate, read: PreparedFile) -> FileReport:
        return read.report(candidate.path)

    how = _Reading(workers, manner)
    return ImportReport(tuple(_answers(paths, lambda _: {}, take, how, watch=watch)))


def _answers(
    paths: Sequence[Path], known: Known, take: _Take, how: _Reading, *, watch: Watch | None
) -> Iterator[FileReport]:
    files = list(declaration_files(paths))
    size = 0
    with closing(_readers(files, how)) as readers:
        for done, one in enumerate(read_ahead(files, readers, known), 1):
            yield _answer(one, take)
            size += one.size
            if watch is not None:
                watch(Progress(done, len(files), size))


def _readers(files: Sequence[DeclarationFile], how: _Reading) -> Readers:
    if how.workers > 1 and len(files) >= _FEW:
        return ReaderPool(how.workers, how.manner)
    return SameProcess(how.manner)


def _answer(one: Answered | Begun, take: _Take) -> FileReport:
    if isinstance(one, Answered):
        return one.report
    candidate, read = one.candidate, one.pending()
    if read is None:
        return refused(candidate.path, candidate.sha256, found("reader-lost"))
    return take(candidate, read)


def _stored(sessions: sessionmaker[Session], clock: Clock) -> _Take:
    numbers = RowNumbers()

    def one(member: PreparedMember, source: SourceFile) -> MemberReport:
        if member.content is None:
            return member.report
        with sessions.begin() as session:
            stored = store_member(session, member, source=source, numbers=numbers, clock=clock)
        numbers.keep()
        return replace(member.report, status=stored.status)

    def take(candidate: Candidate, read: PreparedFile) -> FileReport:
        source = SourceFile(candidate.name, read.sha256, candidate.content)
        members = tuple(one(member, source) for member in read.members)
        return FileReport(candidate.path, read.sha256, members)

    return take


def _foreseen(sessions: sessionmaker[Session]) -> _Take:
    def take(candidate: Candidate, read: PreparedFile) -> FileReport:
        with sessions() as session:
            members = tuple(
                replace(member.report, status=ALREADY_KNOWN)
                if member.content and is_stored(session, member.sha256)
                else member.report
                for member in read.members
            )
        return FileReport(candidate.path, read.sha256, members)

    return take
