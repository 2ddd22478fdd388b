"""The written law in the shape that the engine takes; nothing of the oracle passes through here."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from types import MappingProxyType

from regulations.catalog import Catalog
from regulations.model import (
    Breached,
    Effect,
    Entry,
    Exemption,
    Level,
    ListVersion,
    Member,
    Source,
    SubstanceList,
    Threshold,
    Trust,
)
from regulations.substances import IdType, SubstanceId
from tests.written_law import ANNEX, EARLIER, ENTRIES, EXEMPTIONS, NAMES, VERSIONS, Row

__all__ = ["catalog_of", "written_catalog"]

SOURCE = Source("made up", Trust.D)


def catalog_of(entries: dict[str, tuple[Row, ...]]) -> Catalog:
    """A catalog of some plain entries by list, with the written exemptions."""
    lists = {list_id: _list(list_id, tuple(_entry(list_id, one) for one in rows))
             for list_id, rows in entries.items()}  # fmt: skip
    rows = tuple(_exemption(name, row) for name, row in EXEMPTIONS.items())
    return Catalog(MappingProxyType(lists | {ANNEX: _list(ANNEX, (), rows)}))


def written_catalog() -> Catalog:
    return catalog_of(ENTRIES)


def _list(
    list_id: str, entries: tuple[Entry, ...], exemptions: tuple[Exemption, ...] = ()
) -> SubstanceList:
    versions = VERSIONS.get(list_id, {"1": EARLIER})
    return SubstanceList(
        list_id,
        list_id,
        "nobody",
        "none",
        binding=not exemptions,
        versions=tuple(ListVersion(name, day, SOURCE) for name, day in versions.items()),
        entries=entries,
        sha256="",
        checked_on=date(2024, 6, 1),
        exemptions=exemptions,
    )


def _entry(list_id: str, row: Row) -> Entry:
    breached = Breached.AT_OR_ABOVE if row["at_or_above"] else Breached.ABOVE
    return Entry(
        row["id"],
        list_id,
        row["id"],
        Effect(row["effect"]),
        Level(row["level"]),
        tuple(
            Threshold(limit, breached, start, until, Trust.D, frozenset(categories))
            for limit, start, until, categories in row["limits"]
        ),
        tuple(
            _member(number, factor, unsure=unsure)
            for number, (factor, unsure) in row["members"].items()
        ),
        row["included"],
        "nowhere",
        SOURCE,
        element=row["element"],
        intentional=row["intentional"],
        exemption_lists=row["exemptions"],
    )


def _member(number: str, factor: Fraction, *, unsure: bool) -> Member:
    kind = IdType.CAS if "-" in number else IdType.GROUP
    return Member(SubstanceId(kind, number), NAMES[number], factor, Trust.D, upper_bound=unsure)


def _exemption(name: str, row: Row) -> Exemption:
    upper, lower = (None if row[end] is None else Fraction(row[end]) for end in ("upper", "lower"))
    return Exemption(
        name,
        ANNEX,
        name,
        row["elements"],
        frozenset(row["categories"]),
        row["start"],
        row["until"],
        SOURCE,
        upper,
        lower,
        expires_on=row["until"],
    )
