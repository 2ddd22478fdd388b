"""The `list.toml` of a list: who keeps it, what its rows have in common, where values come from."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeVar

from regulations.errors import InvalidListData
from regulations.model import Source, Trust
from regulations.tables import Problem, Row
from regulations.trust import trust_of

__all__ = ["FILE", "Header", "read_header"]

FILE: Final = "list.toml"
_SOURCE_KEYS: Final = frozenset(
    ["title", "trust", "trust_words", "url", "retrieved_on", "sha256", "upper_bound"]
)
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_Kind = TypeVar("_Kind")


@dataclass(frozen=True, slots=True)
class Header:
    """What `list.toml` says.

    Attributes:
        defaults: value of a column on every row that leaves it empty or lacks it.
        threshold: limit of every entry that `thresholds.csv` does not name.
        versions: (id, effective from, source key); empty when `versions_from` rules.
        versions_from: column whose distinct dates are the versions.
        mirrors: list whose entries this list repeats with an effect and a citation of its own.
        needs: lists that must be loaded before this one.
        upper_bounds: keys of sources whose members are counted whole.
        binding_by_use: it binds once the uses of products are told.
    """

    file: str
    id: str
    name: str
    authority: str
    legal_basis: str
    binding: bool
    example: bool
    checked_on: date
    versions_from: str
    versions: tuple[tuple[str, date, str], ...]
    mirrors: str
    needs: tuple[str, ...]
    law_exemptions: tuple[str, ...]
    not_modelled: tuple[str, ...]
    defaults: Mapping[str, str]
    threshold: Mapping[str, str]
    sources: Mapping[str, Source]
    upper_bounds: frozenset[str]
    binding_by_use: bool

    def source_of(self, row: Row) -> Source:
        """Where the values of a row come from.

        Raises:
            InvalidListData: the row names no source that `list.toml` describes.
        """
        key = row.required("source")
        if key not in self.sources:
            raise row.complaint("source", f"“{key}” is no [source.{key}] of {FILE}")
        return self.sources[key]


def read_header(folder: Path) -> Header:
    """Read the `list.toml` of a list's folder.

    Raises:
        InvalidListData: it is absent, no TOML, or a key is missing, unknown or of a wrong kind.
    """
    return _Reader(folder).header()


class _Reader:
    """Takes keys out of a TOML table one by one, so that whatever is left is unknown."""

    def __init__(self, folder: Path) -> None:
        self.file = f"{folder.name}/{FILE}"
        try:
            self.table = tomllib.loads((folder / FILE).read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise self.complaint("", str(error)) from error

    def complaint(self, key: str, message: str) -> InvalidListData:
        return InvalidListData(str(Problem(self.file, 0, key, message)))

    def take(self, key: str, kind: type[_Kind], default: _Kind | None = None) -> _Kind:
        value = self.table.pop(key, default)
        if value is None:
            raise self.complaint(key, "is missing")
        if type(value) is not kind:  # a bool is an int, a datetime is a date
            raise self.complaint(key, f"must be a {kind.__name__}")
        return value

    def strings(self, key: str) -> tuple[str, ...]:
        return tuple(self.text(key, value) for value in self.take(key, list, []))

    def text(self, key: str, value: object) -> str:
        if not isinstance(value, str):
            raise self.complaint(key, "must hold strings")
        return value

    def strings_by_key(self, key: str) -> dict[str, str]:
        return {name: self.text(key, text) for name, text in self.take(key, dict, {}).items()}

    def header(self) -> Header:
        sources = self.take("source", dict, {})
        header = Header(
            file=self.file,
            id=self.take("id", str),
            name=self.take("name", str),
            authority=self.take("authority", str),
            legal_basis=self.take("legal_basis", str),
            binding=self.take("binding", bool),
            binding_by_use=self.take("binding_by_use", bool, default=False),
            example=self.take("example", bool, default=False),
            checked_on=self.take("checked_on", date),
            versions_from=self.take("versions_from", str, ""),
            versions=tuple(self.version(item) for item in self.take("version", list, [])),
            mirrors=self.take("mirrors", str, ""),
            needs=self.strings("needs"),
            law_exemptions=self.strings("law_exemptions"),
            not_modelled=self.strings("not_modelled"),
            defaults=self.strings_by_key("defaults"),
            threshold=self.strings_by_key("threshold"),
            sources={key: self.source(key, item) for key, item in sources.items()},
            upper_bounds=frozenset(
                key for key, item in sources.items() if item.get("upper_bound") is True
            ),
        )
        if self.table:
            raise self.complaint(" ".join(self.table), "is an unknown key")
        return header

    def version(self, item: dict[str, Any]) -> tuple[str, date, str]:
        day = item.get("from")
        if type(day) is not date:
            raise self.complaint("version.from", "must be a date")
        return (
            self.text("version.id", item.get("id")),
            day,
            self.text("version", item.get("source")),
        )

    def source(self, key: str, item: object) -> Source:
        where = f"source.{key}"
        if not isinstance(item, dict) or not isinstance(item.get("title"), str):
            raise self.complaint(where, "needs a title")
        if item.get("trust") not in list(Trust):
            raise self.complaint(f"{where}.trust", f"must be one of {' '.join(Trust)}")
        unknown = item.keys() - _SOURCE_KEYS
        if unknown or type(item.get("retrieved_on", date.min)) is not date:
            raise self.complaint(where, f"{' '.join(unknown) or 'retrieved_on'} is not understood")
        return Source(
            title=item["title"],
            trust=Trust(item["trust"]),
            url=self.text(where, item.get("url", "")),
            retrieved_on=item.get("retrieved_on"),
            trust_words=self.trust_words(where, item),
            sha256=self.hashes(where, item),
        )

    def trust_words(self, where: str, item: dict[str, Any]) -> str:
        """The words of the source; a letter that they do not come to was put there by hand."""
        words = self.text(where, item.get("trust_words", ""))
        letter = trust_of(words) if words else item["trust"]
        if letter != item["trust"]:
            raise self.complaint(f"{where}.trust", f"“{words}” comes to {letter}")
        return words

    def hashes(self, where: str, item: dict[str, Any]) -> tuple[str, ...]:
        found = item.get("sha256", [])
        if not isinstance(found, list) or not all(
            isinstance(one, str) and _SHA256.fullmatch(one) for one in found
        ):
            raise self.complaint(f"{where}.sha256", "must list hashes of 64 hex digits")
        return tuple(found)
