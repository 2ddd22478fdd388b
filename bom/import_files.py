"""Files and folders of declarations: read one after the other, whatever state each is in."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session, sessionmaker

from bom.history import Clock, utc_now
from bom.import_report import (
    ALREADY_KNOWN,
    FileReport,
    ImportNotice,
    ImportReport,
    MemberReport,
    ProductReport,
)
from bom.ingest import SourceFile, is_stored, store
from bom.resolution import KnownPart, read_directory
from chemsherpa.file_reading import FileReading, Reading, Status, read
from chemsherpa.findings import Finding, Severity
from chemsherpa.limits import Limits

__all__ = ["import_bytes", "import_paths", "validate_paths"]

_SUFFIXES: Final = frozenset({".shai", ".shci", ".xml", ".zip"})
"""What counts as a declaration inside a folder; a file given by name is read whatever its name."""


def import_paths(
    sessions: sessionmaker[Session],
    paths: Sequence[Path],
    *,
    dry_run: bool,
    clock: Clock = utc_now,
) -> ImportReport:
    """Read and store every declaration below the paths; one transaction each.

    Args:
        sessions: `Database.writers`; `Database.readers` suffices for a dry run.
        paths: files, or folders that are walked in sorted order.
        dry_run: answer what would happen, store nothing.
        clock: the time that rows are recorded at.
    """
    files = tuple(
        _taken(sessions, _shown(path), found, dry_run=dry_run, clock=clock)
        for path, found in _found(paths)
    )
    return ImportReport(files, () if dry_run else _notices(sessions, files))


def import_bytes(
    sessions: sessionmaker[Session], data: bytes, name: str, *, clock: Clock = utc_now
) -> ImportReport:
    """The same for one file that did not come from a disk."""
    file = _taken(sessions, name, data, dry_run=False, clock=clock)
    return ImportReport((file,), _notices(sessions, (file,)))


def validate_paths(paths: Sequence[Path]) -> ImportReport:
    """The same reading and findings without any store."""
    files: list[FileReport] = []
    for path, found in _found(paths):
        if isinstance(found, Finding):
            files.append(_refused(_shown(path), found))
            continue
        reading = read(found, path.name)
        members = tuple(_member(each, each.status.value) for each in reading.members)
        files.append(FileReport(_shown(path), reading.sha256, members))
    return ImportReport(tuple(files))


def _shown(path: Path) -> str:
    """The path as text; bytes that are no UTF-8 are replaced, so that it can be stored."""
    return os.fsencode(path).decode("utf-8", "replace")


def _found(paths: Sequence[Path]) -> Iterator[tuple[Path, bytes | Finding]]:
    for path in paths:
        if not path.is_dir():
            yield path, _content(path)
            continue
        files = _walk(path)
        for file in files:
            yield file, _content(file)
        if not files:
            yield path, _problem("no-declaration", "the folder holds no declaration file")


def _walk(folder: Path) -> list[Path]:
    found = [
        Path(base) / name
        for base, _, names in os.walk(folder)
        for name in names
        if Path(name).suffix.lower() in _SUFFIXES
    ]
    return sorted(found, key=lambda path: path.relative_to(folder).parts)


def _content(path: Path) -> bytes | Finding:
    # One byte more than the reader takes: it refuses the file, and we never hold a huge one.
    try:
        with path.open("rb") as file:
            return file.read(Limits().file_bytes + 1)
    except OSError as wrong:
        return _problem("unreadable-file", wrong.strerror or "the file cannot be read")


def _taken(
    sessions: sessionmaker[Session],
    path: str,
    found: bytes | Finding,
    *,
    dry_run: bool,
    clock: Clock,
) -> FileReport:
    if isinstance(found, Finding):
        return _refused(path, found)
    name = Path(path).name
    reading = read(found, name)
    if dry_run:
        return _foreseen(sessions, path, reading)
    source = SourceFile(name, reading.sha256, found)
    members = []
    for member in reading.members:
        with sessions.begin() as session:
            status = store(session, member, source=source, clock=clock).status
        members.append(_member(member, status))
    return FileReport(path, reading.sha256, tuple(members))


def _foreseen(sessions: sessionmaker[Session], path: str, reading: FileReading) -> FileReport:
    with sessions() as session:
        known = [each.document and is_stored(session, each.sha256) for each in reading.members]
    members = tuple(
        _member(each, ALREADY_KNOWN if is_known else each.status.value)
        for each, is_known in zip(reading.members, known, strict=True)
    )
    return FileReport(path, reading.sha256, members)


def _member(reading: Reading, status: str) -> MemberReport:
    document = reading.document
    if document is None:
        return MemberReport(reading.member_name, status, None, None, reading.findings)
    product = ProductReport(
        document.part_number, document.name, document.revision, document.manufacturer
    )
    return MemberReport(
        reading.member_name, status, document.scheme.value, product, reading.findings
    )


def _refused(path: str, finding: Finding) -> FileReport:
    whole = MemberReport(None, Status.REJECTED.value, None, None, (finding,))
    return FileReport(path, None, (whole,))


def _problem(code: str, message: str) -> Finding:
    return Finding(Severity.ERROR, code, "", None, message, "check the path")


def _notices(
    sessions: sessionmaker[Session], files: tuple[FileReport, ...]
) -> tuple[ImportNotice, ...]:
    products = {
        member.product for file in files for member in file.members if member.product is not None
    }
    with sessions() as session:
        numbers = {product.part_number for product in products}
        directory = read_directory(session, numbers=numbers, known_at=None)
    touched = sorted(
        (
            part
            for part in directory.parts.values()
            if ProductReport(part.part_number, part.name, part.revision, part.manufacturer)
            in products
        ),
        key=lambda part: part.identity,
    )
    return (*_several(touched), *_same_number(touched, directory.parts.values()))


def _several(parts: Sequence[KnownPart]) -> Iterator[ImportNotice]:
    for part in parts:
        if part.speaking is None or not part.others:
            continue
        older = ", ".join(f"{head.response_date} {head.sha256[:12]}" for head in part.others)
        yield ImportNotice(
            "several-declarations",
            part.part_number,
            f"{part.part_number}: the declaration of {part.speaking.response_date} "
            f"({part.speaking.sha256[:12]}) stands; kept as history: {older}",
        )


def _same_number(
    touched: Sequence[KnownPart], parts: Iterable[KnownPart]
) -> Iterator[ImportNotice]:
    names: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for part in parts:
        if part.speaking is not None:
            names[part.identity[:3]].append(part.name)
    for key in dict.fromkeys(part.identity[:3] for part in touched):
        if len(names[key]) > 1:
            apart = ", ".join(sorted(names[key]))
            yield ImportNotice(
                "same-number", key[0], f"{key[0]}: kept apart because the names differ: {apart}"
            )
