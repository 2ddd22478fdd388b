"""The tables of an edition as rows that can be changed, and as bytes again.

A table that nobody changes keeps its bytes, so that loading a file that says nothing new gives the
same edition with the same hash.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from bom.lists.edition import Edition

__all__ = ["ENTRIES", "MEMBERS", "RELATIVES", "THRESHOLDS", "ListTable", "origins_of", "table_of"]

ENTRIES: Final = "entries.csv"
MEMBERS: Final = "members.csv"
THRESHOLDS: Final = "thresholds.csv"
RELATIVES: Final = "relatives.csv"


@dataclass(slots=True)
class ListTable:
    """Rows of one CSV file by column.

    Attributes:
        origins: row of the file that was sent, for each row; 0 for a row of the base.
    """

    columns: list[str]
    rows: list[dict[str, str]] = field(default_factory=list)
    origins: list[int] = field(default_factory=list)
    is_changed: bool = False

    def add(self, row: Mapping[str, str], *, origin: int) -> None:
        """Put a row at the end; cells of columns that it does not name are empty."""
        self._widen(row)
        self.rows.append(dict(row))
        self.origins.append(origin)
        self.is_changed = True

    def change(self, row: dict[str, str], values: Mapping[str, str]) -> None:
        """Set cells of one of `rows`."""
        self._widen(values)
        row.update(values)
        self.is_changed = True

    def content(self) -> bytes:
        """The file: UTF-8, header, one line for each row."""
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, self.columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.rows)
        return text.getvalue().encode("utf-8")

    def _widen(self, names: Iterable[str]) -> None:
        self.columns += [name for name in names if name not in self.columns]


def table_of(edition: Edition, name: str, columns: Iterable[str]) -> ListTable:
    """A table of an edition; without rows where the edition has none of that name.

    The edition must be one that its loader reads.
    """
    content = edition.files.get(name)
    if content is None:
        return ListTable(list(columns))
    reader = csv.DictReader(io.StringIO(content.decode("utf-8"), newline=""))
    rows = [dict(row) for row in reader]
    return ListTable(list(reader.fieldnames or columns), rows, [0] * len(rows))


def origins_of(table: ListTable) -> dict[int, int]:
    """Line of the written file to row of the file that was sent, as the loader counts lines.

    A cell with line breaks takes several lines; a complaint names the last of them.
    """
    found: dict[int, int] = {}
    line = 1
    for row, origin in zip(table.rows, table.origins, strict=True):
        line += 1 + sum(cell.count("\n") for cell in row.values())
        found[line] = origin
    return found
