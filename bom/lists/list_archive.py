"""A list in our own form, packed: a ZIP of its folder, or one JSON document."""

from __future__ import annotations

import csv
import io
import tomllib
from datetime import date
from typing import Any, Final

from bom.lists.edition import Edition
from bom.lists.errors import UnreadableList
from bom.lists.grid import read_json
from bom.lists.list_toml import toml_text
from chemsherpa.archive.zip_archive import read_zip
from chemsherpa.limits import Limits
from regulations.header import FILE

__all__ = ["edition_of_json", "edition_of_zip", "is_list_zip"]

_ZIP: Final = b"PK\x03\x04"
_TABLES: Final = ("entries", "members", "thresholds", "exemptions", "batches")
_DAYS: Final = frozenset(["checked_on", "retrieved_on", "from"])


def is_list_zip(content: bytes) -> bool:
    """Whether it is an archive that names a `list.toml`; a workbook is an archive too."""
    return content.startswith(_ZIP) and FILE.encode() in content


def edition_of_zip(content: bytes, name: str, *, limits: Limits) -> Edition:
    """The edition in an archive; its files may lie in one folder, named like the list or not.

    Raises:
        Refused: the archive cannot be read faithfully.
        UnreadableList: it holds no list, or files in several folders.
        InvalidListData: a file that is no file of a list.
    """
    files = [member for member in read_zip(content, limits=limits) if not member.is_folder]
    folders = {member.name.rpartition("/")[0] for member in files}
    tables = {member.name.rpartition("/")[2]: member.data for member in files}
    if FILE not in tables or len(folders) != 1:
        raise UnreadableList("unreadable-list.archive", file=name)
    return Edition(_id_of(tables[FILE], name), tables)


def edition_of_json(content: bytes, name: str) -> Edition:
    """The edition in a JSON document: ``{"list": {…}, "entries": [{…}], "members": […]}``.

    `list` holds the keys of `list.toml`, days as ISO text; each table holds objects whose values
    are text, numbers (kept as they are written), true and false, or null.

    Raises:
        UnreadableList: it is no such document.
        InvalidListData: its id cannot be one.
    """
    document = _document(content, name)
    unknown = sorted(document.keys() - {"list", *_TABLES})
    if unknown or not isinstance(document.get("list"), dict):
        raise UnreadableList("unreadable-list.document", file=name)
    head = {key: _with_days(value, key) for key, value in document["list"].items()}
    try:
        files = {FILE: toml_text(head).encode()}
    except TypeError as wrong:
        raise UnreadableList("unreadable-list.document", file=name) from wrong
    for table in _TABLES:
        if table in document:
            files[f"{table}.csv"] = _csv(document[table], name)
    return Edition(str(head.get("id", "")), files)


def _id_of(head: bytes, name: str) -> str:
    try:
        return str(tomllib.loads(head.decode("utf-8")).get("id", ""))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as wrong:
        raise UnreadableList("unreadable-list.map", file=name, detail=str(wrong)) from wrong


def _document(content: bytes, name: str) -> dict[str, Any]:
    found = read_json(content, name)
    if not isinstance(found, dict):
        raise UnreadableList("unreadable-list.document", file=name)
    return found


def _with_days(value: object, key: str = "") -> object:
    """The head with days for TOML where it says days; JSON has none."""
    if isinstance(value, dict):
        return {name: _with_days(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [_with_days(inner) for inner in value]
    if key in _DAYS and isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value


def _csv(rows: object, name: str) -> bytes:
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise UnreadableList("unreadable-list.document", file=name)
    columns = list(dict.fromkeys(column for row in rows for column in row))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({column: _text(value, name) for column, value in row.items()} for row in rows)
    return text.getvalue().encode("utf-8")


def _text(value: object, name: str) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or isinstance(value, str):
        return "" if value is None else str(value)
    raise UnreadableList("unreadable-list.document", file=name)
