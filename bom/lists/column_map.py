"""How a company's table is to be read: which column is which, and what its rows have in common.

The map is a TOML file that is kept beside the table; `docs/list-files.md` describes it.
"""

from __future__ import annotations

import codecs
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from bom.lists.errors import UnreadableList

__all__ = ["COLUMNS", "ColumnMap", "read_column_map"]

COLUMNS: Final = frozenset(
    [
        "id",
        "name",
        "cas",
        "ec",
        "sn",
        "group",
        "dsl",
        "factor",
        "effect",
        "level",
        "included_on",
        "removed_on",
        "citation",
        "counted_as",
        "element",
        "intentional",
        "members_exhaustive",
        "criteria",
        "managed_from",
        "article57",
        "context",
        "unless",
        "relatives",
        "apply_until",
        "sunset_on",
        "note",
        "limit",
        "unit",
        "breached",
        "from",
        "until",
        "categories",
        "source",
    ]
)
"""What a column can be: those of the tables of a list, together."""

_TABLES: Final = frozenset(["list", "table", "columns", "values", "defaults", "source"])
_TABLE_KEYS: Final = frozenset(["header_row", "sheet", "encoding"])
_NEEDED: Final = ("id", "name")


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """What the map says.

    Attributes:
        head: keys of `list.toml` for a list that has no base, or that change it.
        columns: our column to the title of theirs.
        values: per column of ours, a word of theirs to ours (``"1"`` to ``restrict``).
        defaults: of columns that the table lacks or leaves empty.
        sources: `[source.…]` tables.
        header_row: row of the titles, from 1.
        sheet: of a workbook, "" = its first.
    """

    file: str
    head: Mapping[str, Any]
    columns: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]
    defaults: Mapping[str, str]
    sources: Mapping[str, Mapping[str, Any]]
    header_row: int
    sheet: str
    encoding: str


def read_column_map(content: bytes, name: str) -> ColumnMap:
    """Read a map; nothing in it is ignored.

    Raises:
        UnreadableList: no TOML, an unknown key, a column that we do not know, or none for the id
            and the name of an entry.
    """
    table = _toml(content, name)
    columns = _texts(table, "columns", name)
    defaults = _texts(table, "defaults", name)
    values = {key: _texts(table["values"], key, name) for key in _part(table, "values", name)}
    unknown = sorted(
        [*(table.keys() - _TABLES), *((columns.keys() | defaults.keys() | values.keys()) - COLUMNS)]
    )
    shape = _part(table, "table", name)
    unknown += sorted(shape.keys() - _TABLE_KEYS)
    if unknown:
        raise UnreadableList("unreadable-list.map-key", file=name, keys=", ".join(unknown))
    missing = [key for key in _NEEDED if key not in columns]
    if missing:
        raise UnreadableList("unreadable-list.map-column", file=name, columns=", ".join(missing))
    return ColumnMap(
        file=name,
        head=_part(table, "list", name),
        columns=columns,
        values=values,
        defaults=defaults,
        sources={key: _part(table["source"], key, name) for key in _part(table, "source", name)},
        header_row=_row(shape, name),
        sheet=_text(shape.get("sheet", ""), "sheet", name),
        encoding=_encoding(shape, name),
    )


def _toml(content: bytes, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as wrong:
        raise UnreadableList("unreadable-list.map", file=name, detail=str(wrong)) from wrong


def _part(table: Mapping[str, Any], key: str, name: str) -> dict[str, Any]:
    found = table.get(key, {})
    if not isinstance(found, dict):
        raise UnreadableList("unreadable-list.map-value", file=name, key=key)
    return found


def _texts(table: Mapping[str, Any], key: str, name: str) -> dict[str, str]:
    return {inner: _text(value, inner, name) for inner, value in _part(table, key, name).items()}


def _text(value: object, key: str, name: str) -> str:
    # A date may stand as TOML's own; anything else that is no text would be converted by guess.
    if type(value) is date:
        return value.isoformat()
    if not isinstance(value, str):
        raise UnreadableList("unreadable-list.map-value", file=name, key=key)
    return value


def _row(shape: Mapping[str, Any], name: str) -> int:
    row = shape.get("header_row", 1)
    if type(row) is not int or row < 1:
        raise UnreadableList("unreadable-list.map-value", file=name, key="header_row")
    return row


def _encoding(shape: Mapping[str, Any], name: str) -> str:
    encoding = _text(shape.get("encoding", "utf-8"), "encoding", name)
    try:
        return codecs.lookup(encoding).name
    except LookupError as wrong:
        raise UnreadableList("unreadable-list.map-value", file=name, key="encoding") from wrong
