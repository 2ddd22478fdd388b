"""Declarations into files: the bytes of each format, whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from api.declaration_workbook import declaration_workbook
from api.errors import OutputRefused
from api.services.exports import Exported, Wanted, exported
from api.services.stores import reading
from bom.errors import NothingToExport, UnknownPart
from chemsherpa.declaration_json import declaration_json
from chemsherpa.document import Declaration, Scheme
from chemsherpa.errors import NotAssembled
from chemsherpa.pack import MOST_PRODUCTS, pack
from chemsherpa.writer import Mode, write
from regulations.errors import ComplianceError

__all__ = ["FORMATS", "Fulfilled", "Order", "Written", "fulfilled", "single"]

FORMATS: Final = ("shai", "xml", "xlsx", "json")
_XML: Final = frozenset({Scheme.CHEMSHERPA_AI, Scheme.CHEMSHERPA_CI, Scheme.IEC62474})
_IN_XML: Final = frozenset({"shai", "xml"})
_NO_DAY: Final = "1980-01-01"


@dataclass(frozen=True, slots=True)
class Written:
    """A file, and the part numbers in it."""

    path: Path
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """Which parts into which file.

    Attributes:
        form: one of `FORMATS`; all but `shai` hold one part.
        compatible: under the official tool's name.
        force: a file that is there is overwritten.
    """

    parts: tuple[str, ...]
    form: str
    output: Path
    compatible: bool = False
    force: bool = False


@dataclass(frozen=True, slots=True)
class Fulfilled:
    """What became of an order; one part that is refused stops no other."""

    files: tuple[Written, ...]
    exports: tuple[Exported, ...]
    refused: tuple[tuple[str, ComplianceError], ...]


def fulfilled(url: str, order: Order, wanted: Wanted) -> Fulfilled:
    """Export parts of a store into a file.

    Raises:
        OutputRefused: the file is already there, or cannot be written.
    """
    exports: list[Exported] = []
    refused: list[tuple[str, ComplianceError]] = []
    mode = Mode.COMPATIBLE if order.compatible else Mode.HONEST
    with reading(url) as session:
        for part_number in order.parts:
            try:
                found = exported(session, part_number, wanted)
                if order.form in _IN_XML:
                    _require_xml(found)
                exports.append(found)
            except (NotAssembled, NothingToExport, UnknownPart) as wrong:
                refused.append((part_number, wrong))
    if not exports:
        return Fulfilled((), (), tuple(refused))
    contents = _told(exports, order.form, mode=mode)
    files = _written(contents, exports, order.output, force=order.force)
    return Fulfilled(files, tuple(exports), tuple(refused))


def single(session: Session, part_number: str, wanted: Wanted, form: str) -> bytes:
    """The bytes of one part's declaration under our own name.

    Raises:
        UnknownPart, NothingToExport, NotAssembled: as `exported`; a format that is only read.
    """
    found = exported(session, part_number, wanted)
    if form in _IN_XML:
        _require_xml(found)
    return _told((found,), form, mode=Mode.HONEST)[0]


def _told(exports: Sequence[Exported], form: str, *, mode: Mode) -> tuple[bytes, ...]:
    """The bytes of one file, or of several where a `.shai` would hold more than 100 products.

    Args:
        exports: one or more for `shai`, exactly one for the other formats.
        form: one of `FORMATS`.
        mode: under whose name chemSHERPA files are written.
    """
    declarations = [each.declaration for each in exports]
    if form == "shai":
        return pack(declarations, stamp=_stamp(declarations), mode=mode)
    if form == "xml":
        return (write(declarations[0], mode=mode),)
    if form == "xlsx":
        return (declaration_workbook(declarations[0]),)
    text = json.dumps(declaration_json(declarations[0]), ensure_ascii=False, indent=1)
    return (f"{text}\n".encode(),)


def _written(
    contents: Sequence[bytes], exports: Sequence[Exported], output: Path, *, force: bool
) -> tuple[Written, ...]:
    """Write the files; of several each with its number: `all-001.shai`, `all-002.shai`."""
    paths = [output]
    if len(contents) > 1:
        paths = [
            output.with_name(f"{output.stem}-{number:03}{output.suffix}")
            for number in range(1, len(contents) + 1)
        ]
    there = [str(path) for path in paths if path.exists()]
    if there and not force:
        raise OutputRefused(f"{', '.join(there)} exists", hint="choose another name, or --force")
    files = []
    for place, (path, content) in enumerate(zip(paths, contents, strict=True)):
        _write(path, content)
        some = exports[place * MOST_PRODUCTS :] if len(contents) > 1 else exports
        files.append(Written(path, tuple(each.part_number for each in some[:MOST_PRODUCTS])))
    return tuple(files)


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all: the file gets its name when it is complete."""
    half = path.with_name(f".{path.name}.part")
    try:
        half.write_bytes(content)
        half.replace(path)
    except OSError as wrong:
        half.unlink(missing_ok=True)
        reason = wrong.strerror or type(wrong).__name__
        raise OutputRefused(f"{path} cannot be written: {reason}") from wrong


def _require_xml(export: Exported) -> None:
    scheme = export.declaration.scheme
    if scheme not in _XML:
        raise NothingToExport(
            f"“{export.part_number[:80]}” was declared in {scheme.value}, which is only read",
            hint="use --format json or xlsx",
        )


def _stamp(declarations: Sequence[Declaration]) -> datetime:
    """The time in the members' names: the newest answer's day, so that no clock enters a file."""
    days = [each.response.date for each in declarations if each.response is not None]
    try:
        return datetime.fromisoformat(max(days, default=_NO_DAY)[:10])
    except ValueError:
        return datetime.fromisoformat(_NO_DAY)
