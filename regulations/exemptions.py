"""Permitted uses, read from `exemptions.csv`; one row per group of EEE categories."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Final

from regulations.errors import InvalidListData
from regulations.header import Header
from regulations.model import Exemption
from regulations.quantities import mass_fraction
from regulations.tables import Row, categories, read_table

__all__ = ["EXEMPTION_COLUMNS", "read_exemptions"]

EXEMPTION_COLUMNS: Final = (
    "id wording elements categories from written_end expires_on renewal_requested_on decided_by "
    "upper_percent lower_percent disputed other_end aliases succeeded_by source note"
)


def read_exemptions(folder: Path, header: Header) -> tuple[Exemption, ...]:
    """The exemptions of a list, in the order of their rows; none when it has no table of them.

    `expires_on` is the last day as the deciding act wrote it. A renewal asked for in time keeps
    an exemption alive until the decision, so the end after the decision is the one that counts.

    Source:
        Directive 2011/65/EU, Art. 5(5).

    Raises:
        InvalidListData: the first cell that cannot be trusted, with file, row and column.
    """
    rows = read_table(
        folder / "exemptions.csv", columns=EXEMPTION_COLUMNS, defaults=header.defaults
    )
    return tuple(_exemption(row, header) for row in rows)


def _exemption(row: Row, header: Header) -> Exemption:
    last = row.day("expires_on")
    try:
        held = categories(row.words("categories"))
    except InvalidListData as error:
        raise row.complaint("categories", error.message) from error
    return Exemption(
        id=row.required("id"),
        list_id=header.id,
        wording=row.required("wording"),
        elements=row.words("elements"),
        categories=held,
        in_force_from=row.required_day("from"),
        in_force_until=None if last is None else last + timedelta(days=1),
        source=header.source_of(row),
        upper=_percent(row, "upper_percent"),
        lower=_percent(row, "lower_percent"),
        expires_on=last,
        written_end=row.day("written_end"),
        renewal_requested_on=row.day("renewal_requested_on"),
        disputed=row.flag("disputed", default=False),
        aliases=row.words("aliases"),
        note=row.text("note"),
        decided_by=row.text("decided_by"),
        successors=row.words("succeeded_by"),
        other_end=_other_end(row, last),
    )


def _other_end(row: Row, last: date | None) -> date | None:
    """The later of two ends that sources give; the earlier is the one that counts."""
    other = row.day("other_end")
    is_disputed = row.flag("disputed", default=False)
    if other is not None and not (is_disputed and last is not None and last < other):
        raise row.complaint("other_end", f"{other} is not the later end of a disputed exemption")
    return other


def _percent(row: Row, column: str) -> Fraction | None:
    value = row.number_of(column)
    return None if value is None else mass_fraction(value, "percent")
