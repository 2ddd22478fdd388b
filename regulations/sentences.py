"""What a package says about a file that someone sent: sentences in two languages, kept as data.

`texts/*.toml` of a package holds them. A table is a code; where one code has several sentences,
each has a table of its own in it (`[zip-damaged.overlap]`, the key `zip-damaged.overlap`) and
takes from the code what it does not say itself. The file's name is the kind of its sentences.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any, Final

from regulations.language import Language, Wording

__all__ = ["Saying", "Sentence", "Severity", "Values", "named", "sentences"]

_FIELDS: Final = ("severity", "demands", "source", "reason", "hint")
_MOST: Final = 80
_MOST_DETAIL: Final = 300
_DETAIL: Final = "detail"
"""A parser's own English words; longer than a value may be, while each value in them may not."""

_QUOTED: Final = re.compile(r"(['\"])([^'\"]{80})[^'\"]+\1")

Values = tuple[tuple[str, str], ...]
"""Placeholders and what stands for them, fit to be shown."""


class Severity(StrEnum):
    """How much a finding matters: an error makes a value unusable, a notice only informs."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a catalogue, its placeholders still open.

    Attributes:
        key: the code, and after a point the variant where the code has several sentences.
        kind: name of the file it stands in, e.g. ``content``.
        demands: what a file must fulfil, one English sentence.
        source: where that demand stands.
    """

    key: str
    kind: str
    severity: Severity
    demands: str
    source: str
    wordings: Mapping[Language, Wording]

    @property
    def code(self) -> str:
        """Stable and documented, e.g. ``mass-sum``."""
        return _code(self.key)


@dataclass(frozen=True, slots=True)
class Saying:
    """A sentence with its values: picklable, comparable, rendered when somebody reads it.

    Attributes:
        key: of the sentence in the catalogue of `package`.
        values: escaped and cut; never more than 80 characters of what a file holds.
    """

    key: str
    values: Values
    package: str

    @property
    def code(self) -> str:
        """Stable and documented, e.g. ``mass-sum``."""
        return _code(self.key)

    @property
    def severity(self) -> Severity:
        """How much it matters."""
        return self._sentence.severity

    @property
    def message(self) -> str:
        """What is wrong, in English."""
        return self.said(Language.ENGLISH).reason

    @property
    def hint(self) -> str:
        """What to do, in English."""
        return self.said(Language.ENGLISH).hint

    def said(self, language: Language) -> Wording:
        """Reason and hint in a language."""
        wording = self._sentence.wordings[language]
        values = dict(self.values)
        return Wording(wording.reason.format_map(values), wording.hint.format_map(values))

    @property
    def _sentence(self) -> Sentence:
        return sentences(self.package)[self.key]


def named(values: Mapping[str, str | int]) -> Values:
    """Values as they may be shown: control and hiding characters escaped, cut to 80 characters."""
    return tuple((name, _shown(name, str(value))) for name, value in values.items())


def _shown(name: str, text: str) -> str:
    most = _MOST
    if name == _DETAIL:
        text, most = _QUOTED.sub(r"\1\2…\1", " ".join(text.split())), _MOST_DETAIL
    if not text.isprintable():
        text = "".join(_escaped(character) for character in text)
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _escaped(character: str) -> str:
    # Python calls the ideographic space unprintable; it is ordinary in Japanese names.
    if character.isprintable() or unicodedata.category(character) == "Zs":
        return character
    return character.encode("unicode_escape").decode("ascii")


def _code(key: str) -> str:
    return key.partition(".")[0]


@cache
def sentences(package: str) -> Mapping[str, Sentence]:
    """The catalogue of a package by key, in the order of its files."""
    folder = resources.files(package).joinpath("texts")
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    return {
        sentence.key: sentence
        for file in files
        for code, table in tomllib.loads(file.read_text(encoding="utf-8")).items()
        for sentence in _sentences(code, table, kind=file.name.removesuffix(".toml"))
    }


def _sentences(code: str, table: dict[str, Any], *, kind: str) -> Iterator[Sentence]:
    common: dict[str, Any] = {name: table[name] for name in _FIELDS if name in table}
    if "reason" in common:
        yield _sentence(code, common, kind)
    for variant, own in table.items():
        if variant not in _FIELDS:
            yield _sentence(f"{code}.{variant}", {**common, **own}, kind)


def _sentence(key: str, table: dict[str, Any], kind: str) -> Sentence:
    hint = table.get("hint", {})
    wordings = {
        language: Wording(table["reason"][language], hint.get(language, ""))
        for language in Language
    }
    severity = Severity(table["severity"])
    return Sentence(key, kind, severity, table["demands"], table["source"], wordings)
