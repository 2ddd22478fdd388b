"""CSV tables whose every cell knows its file, row and column."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeVar

from regulations.errors import InvalidListData, InvalidQuantity
from regulations.quantities import exact_decimal

__all__ = ["CATEGORIES", "Problem", "Row", "categories", "read_table"]

CATEGORIES: Final = frozenset([*map(str, range(1, 12)), "8-ivd", "9-industrial"])
"""EEE categories; 8 and 9 stand for the rest of them beside `8-ivd` and `9-industrial`."""

_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
_FLAGS: Final = {"yes": True, "no": False, "": None}
_Word = TypeVar("_Word", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in list data, and where: row 1 is the header, row 0 the whole file."""

    file: str
    row: int
    column: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.row}:{self.column}: {self.message}"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table.

    Attributes:
        number: line in the file where the row ends, as an editor counts it.
        defaults: what an empty or absent cell means; ``@other`` takes the cell of that column.
    """

    file: str
    number: int
    cells: Mapping[str, str]
    defaults: Mapping[str, str] = field(default_factory=dict)

    def text(self, column: str) -> str:
        """The cell, else its default, else ""."""
        value = self.cells.get(column)
        if value:
            return value
        value = self.defaults.get(column, "")
        return self.cells.get(value[1:], "") if value[:1] == "@" else value

    def required(self, column: str) -> str:
        """The cell, which must not be empty.

        Raises:
            InvalidListData: it is, and nothing is the default.
        """
        value = self.text(column)
        if not value:
            raise self.complaint(column, "is empty")
        return value

    def problem(self, column: str, message: str) -> Problem:
        """What is wrong with a cell of this row."""
        return Problem(self.file, self.number, column, message)

    def complaint(self, column: str, message: str) -> InvalidListData:
        """The same as an error to raise."""
        return InvalidListData(
            str(self.problem(column, message)), hint="`chemgate lists check` names every problem"
        )

    def day(self, column: str) -> date | None:
        """An ISO date, None when the cell is empty.

        Raises:
            InvalidListData: any other text.
        """
        value = self.text(column)
        if not value:
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise self.complaint(column, f"“{value}” is no ISO date") from None

    def required_day(self, column: str) -> date:
        """An ISO date that must be there.

        Raises:
            InvalidListData: the cell is empty or no date.
        """
        value = self.day(column)
        if value is None:
            raise self.complaint(column, "is empty")
        return value

    def number_of(self, column: str) -> Fraction | None:
        """An exact plain decimal, None when the cell is empty.

        Raises:
            InvalidListData: any other text.
        """
        value = self.text(column)
        if not value:
            return None
        try:
            return exact_decimal(value)
        except InvalidQuantity as error:
            raise self.complaint(column, error.message) from error

    def flag(self, column: str, *, default: bool) -> bool:
        """``yes`` or ``no``.

        Raises:
            InvalidListData: any other word.
        """
        value = self.text(column)
        if value not in _FLAGS:
            raise self.complaint(column, f"“{value}” is neither yes nor no")
        known = _FLAGS[value]
        return default if known is None else known

    def words(self, column: str) -> tuple[str, ...]:
        """The words of a cell, which a semicolon separates."""
        value = self.text(column)
        if not value:
            return ()
        return tuple(word for part in value.split(";") if (word := part.strip()))

    def word(self, column: str, kind: type[_Word]) -> _Word:
        """One word of a closed vocabulary.

        Raises:
            InvalidListData: a word outside it.
        """
        value = self.required(column)
        try:
            return kind(value)
        except ValueError:
            known = " ".join(kind)
            raise self.complaint(column, f"“{value}” is none of: {known}") from None


def categories(words: tuple[str, ...]) -> frozenset[str]:
    """EEE categories from words such as ``1-7``, ``10``, ``8-ivd``.

    Source:
        Directive 2011/65/EU, Annex I; subcategories of 8 and 9 of Art. 4(3).

    Raises:
        InvalidListData: a word that is no category and no range of them.
    """
    return frozenset(token for word in words for token in _expanded(word))


def _expanded(word: str) -> Iterator[str]:
    if word in CATEGORIES:
        yield word
        return
    first, _, last = word.partition("-")
    if not {first, last} <= CATEGORIES or not (first + last).isdigit() or int(first) > int(last):
        raise InvalidListData(f"“{word}” is no EEE category")
    yield from map(str, range(int(first), int(last) + 1))


def read_table(
    path: Path, *, columns: str, defaults: Mapping[str, str] = _NOTHING
) -> tuple[Row, ...]:
    """All rows of a CSV file; an absent file has none.

    Args:
        path: the file.
        columns: the names that may stand in the header; a misspelt one must not be ignored.
        defaults: what empty or absent cells mean.

    Raises:
        InvalidListData: an unknown or repeated column, or a row of another length than the header.
    """
    if not path.exists():
        return ()
    name = f"{path.parent.name}/{path.name}"
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.reader(stream, strict=True)
        try:
            header = next(reader, [])
            _check_header(name, header, columns.split())
            return tuple(_rows(name, reader, header, defaults))
        except (csv.Error, UnicodeDecodeError) as error:
            raise InvalidListData(str(Problem(name, reader.line_num, "", str(error)))) from error


def _rows(
    name: str, reader: Iterator[list[str]], header: list[str], defaults: Mapping[str, str]
) -> Iterator[Row]:
    for cells in reader:
        # csv.reader counts physical lines, which an editor counts too.
        number: int = reader.line_num  # type: ignore[attr-defined]
        if len(cells) != len(header):
            message = f"{len(cells)} cells under {len(header)} columns"
            raise InvalidListData(str(Problem(name, number, "", message)))
        yield Row(name, number, dict(zip(header, cells, strict=True)), defaults)


def _check_header(name: str, header: list[str], columns: list[str]) -> None:
    for index, column in enumerate(header):
        if column not in columns:
            raise InvalidListData(str(Problem(name, 1, column, "is an unknown column")))
        if column in header[:index]:
            raise InvalidListData(str(Problem(name, 1, column, "stands twice")))
