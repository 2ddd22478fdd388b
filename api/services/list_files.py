"""A file of a list: what it would make of the list, and its way into a draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from api.services.editions import Proposal, proposed
from api.services.list_diff import diff_json
from api.services.today import today
from api.wire.body import Json
from bom.database import Database
from bom.lists.column_map import ColumnMap, read_column_map
from bom.lists.edition import Edition
from bom.lists.law_book import LawBook, read_law_book
from bom.lists.preview import Preview, preview_file, preview_folder
from bom.lists.refusals import InvalidStep
from regulations.errors import InvalidListData
from regulations.language import Language
from regulations.model import SubstanceList

__all__ = ["ListFile", "load_file", "read_list_file"]


@dataclass(frozen=True, slots=True)
class ListFile:
    """What somebody sends.

    Attributes:
        folder: a folder of TOML and CSV instead of `content`.
        list_id: which list it is for; "" where the file says it itself.
        columns: how a company's table is to be read.
    """

    name: str
    content: bytes = b""
    folder: Path | None = None
    list_id: str = ""
    columns: ColumnMap | None = None


def read_list_file(path: Path, *, list_id: str = "", columns: Path | None = None) -> ListFile:
    """A file or folder from disk, with its column map.

    Raises:
        InvalidListData: it cannot be read.
        UnreadableList: the map says something that is not understood.
    """
    read = None if columns is None else read_column_map(_bytes(columns), columns.name)
    if path.is_dir():
        return ListFile(path.name, folder=path, list_id=list_id or path.name)
    return ListFile(path.name, _bytes(path), None, list_id, read)


def load_file(
    database: Database,
    file: ListFile,
    how: Proposal,
    *,
    language: Language = Language.ENGLISH,
    is_dry_run: bool = False,
) -> Json:
    """Read a file, tell what it changes, and keep it as a draft unless it is refused.

    Args:
        database: the store.
        file: what was sent.
        how: who proposes it, under which name, from when on, why.
        language: of the findings.
        is_dry_run: tell, keep nothing.

    Returns:
        `draft` is null where nothing was kept: refused, nothing new, or a dry run.

    Raises:
        UnreadableList, InvalidListData, InvalidStep: as `preview_file` and `add_draft`.
    """
    with database.readers() as session:
        preview = _previewed(session, file, how)
    body = _body(file, preview, language)
    if preview.edition is None or preview.is_refused or preview.is_same or is_dry_run:
        return body
    return {**body, **proposed(database, preview.edition, how)}


def _previewed(session: Session, file: ListFile, how: Proposal) -> Preview:
    book = read_law_book(session)
    day = how.effective_from or date.max
    known = book.on(day).lists
    named = file.list_id or str(file.columns.head.get("id", "") if file.columns else "")
    preview = _preview(file, _base(book, named, day), known, how.reason)
    said = preview.edition.list_id if preview.edition else ""
    if named and said and said != named:
        raise InvalidStep(f"{file.name} is of list {said}, not {named}", hint=f"--list {said}")
    if said and not named:
        # A file that names its list itself is compared with what that list holds.
        return _preview(file, _base(book, said, day), known, how.reason)
    return preview


def _base(book: LawBook, list_id: str, day: date) -> Edition | None:
    return book.edition(list_id, day) if list_id else None


def _preview(
    file: ListFile, base: Edition | None, known: Mapping[str, SubstanceList], reason: str
) -> Preview:
    if file.folder is not None:
        return preview_folder(file.folder, base=base, known=known, reason=reason)
    return preview_file(
        file.content,
        file.name,
        base=base,
        known=known,
        read_on=today(),
        columns=file.columns,
        reason=reason,
    )


def _body(file: ListFile, preview: Preview, language: Language) -> Json:
    return {
        "file": file.name,
        "list": preview.edition.list_id if preview.edition else file.list_id or None,
        "rows_read": preview.rows_read,
        "refused": preview.is_refused,
        "nothing_new": preview.is_same,
        "sha256": preview.edition.sha256 if preview.edition else None,
        "draft": None,
        "diff": diff_json(preview.diff, language),
        "findings": [
            {
                "severity": finding.severity.value,
                "code": finding.code,
                "file": finding.file,
                "row": finding.row,
                "column": finding.column,
                "message": wording.reason,
                "hint": wording.hint,
            }
            for finding in preview.findings
            for wording in [finding.said(language)]
        ],
    }


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        told = error.strerror or type(error).__name__
        raise InvalidListData(f"{path.name}: {told}") from error
