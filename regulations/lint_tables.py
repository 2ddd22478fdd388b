"""The tables of a list's folder, as the lints read them: all rows, whatever stands in the cells."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

from regulations.entries import (
    DISPUTE_COLUMNS,
    ENTRY_COLUMNS,
    MEMBER_COLUMNS,
    RELATIVE_COLUMNS,
    THRESHOLD_COLUMNS,
)
from regulations.errors import InvalidListData
from regulations.exemptions import EXEMPTION_COLUMNS
from regulations.header import read_header
from regulations.tables import Row, read_table

__all__ = ["TABLES", "day_of", "rows_of"]

TABLES: Final = {
    "entries.csv": ENTRY_COLUMNS,
    "members.csv": MEMBER_COLUMNS,
    "thresholds.csv": THRESHOLD_COLUMNS,
    "relatives.csv": RELATIVE_COLUMNS,
    "disputes.csv": DISPUTE_COLUMNS,
    "exemptions.csv": EXEMPTION_COLUMNS,
    "batches.csv": "included_on entries cumulative announced",
}
"""Columns that may stand in each table."""


def rows_of(folder: Path, name: str) -> tuple[Row, ...]:
    """Rows of one table with the defaults of the list.

    Raises:
        InvalidListData: the header or the shape of the table is broken.
    """
    defaults = read_header(folder).defaults
    return read_table(folder / name, columns=TABLES[name], defaults=defaults)


def day_of(row: Row, column: str) -> date | None:
    """A date, None where the cell holds none; another lint complains about a wrong one."""
    try:
        return row.day(column)
    except InvalidListData:
        return None
