"""The lists, as people and programs ask for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from sqlalchemy.orm import Session

from api.services.list_versions import version_of
from api.wire.body import Json
from api.wire.numbers import ppm
from bom.lists.law_book import BUNDLED, LawBook, Published, read_law_book
from regulations.catalog import DATA, Catalog
from regulations.checks import check
from regulations.errors import NoVersionInForce
from regulations.loader import list_folders
from regulations.model import Entry, Exemption, SubstanceList
from regulations.tables import Problem

__all__ = ["book_of", "check_lists", "list_json", "lists_json", "version_json"]


def book_of(session: Session | None) -> LawBook:
    """The lists of a store, or the bundled ones where none is asked."""
    return BUNDLED if session is None else read_law_book(session)


def lists_json(book: LawBook, *, as_of: date) -> Json:
    """Every list with its version in force and how many entries it has on that day."""
    catalog = book.on(as_of)
    return {
        "as_of": as_of.isoformat(),
        "lists": [_summary(book, catalog, found, as_of) for found in catalog.lists.values()],
    }


def list_json(book: LawBook, list_id: str, *, as_of: date) -> Json:
    """One list with its entries in force on a day.

    Raises:
        UnknownList: there is none of that id.
    """
    catalog = book.on(as_of)
    found = catalog.get(list_id)
    return {
        **_summary(book, catalog, found, as_of),
        "as_of": as_of.isoformat(),
        "not_modelled": list(found.not_modelled),
        "versions": [version.id for version in found.versions],
        "entries_in_force": [_entry(e) for e in catalog.entries_in_force(list_id, as_of)],
        "exemptions": [_exemption(row) for row in found.exemptions],
    }


def version_json(session: Session | None, list_id: str, version: str) -> Json:
    """One list as a named version has it, on the first day of that version.

    Raises:
        UnknownList: no such list, or it has no version of that name.
    """
    at = version_of(session, list_id, version)
    return list_json(at.book, list_id, as_of=at.day)


def check_lists(book: LawBook = BUNDLED) -> Json:
    """Run every data lint over the bundled lists, and over what a store published."""
    published = book.chosen(date.max)
    problems = [
        {"file": p.file, "row": p.row, "column": p.column, "message": p.message}
        for p in _problems(published.values())
    ]
    return {"problems": problems, "lists": len(book.on(date.max).lists)}


def _problems(published: Iterable[Published]) -> Iterator[Problem]:
    for folder in list_folders(DATA):
        yield from check(folder)
    for one in published:
        yield from one.edition.problems()


def _summary(book: LawBook, catalog: Catalog, found: SubstanceList, as_of: date) -> Json:
    try:
        version: str | None = catalog.version_in_force(found.id, as_of).id
    except NoVersionInForce:
        version = None
    return {
        "list": found.id,
        "name": found.name,
        "authority": found.authority,
        "legal_basis": found.legal_basis,
        "binding": found.binding,
        "example": found.example,
        "version": version,
        "entries": len(catalog.entries_in_force(found.id, as_of)),
        "checked_on": found.checked_on.isoformat(),
        "sha256": found.sha256,
        "published": _published(book.chosen(as_of).get(found.id)),
    }


def _published(one: Published | None) -> Json | None:
    """What made it law of the store; None where the bundled list holds."""
    if one is None:
        return None
    return {
        "draft": one.draft_id,
        "version": one.version,
        "effective_from": one.effective_from.isoformat(),
        "recorded_at": one.recorded_at,
    }


def _entry(entry: Entry) -> Json:
    return {
        "id": entry.id,
        "name": entry.name,
        "included_on": entry.included_on.isoformat(),
        "effect": entry.effect.value,
        "level": entry.level.value,
        "limits": [
            {
                "ppm": ppm(threshold.fraction),
                "breached": threshold.breached.value,
                "from": threshold.in_force_from.isoformat(),
                "categories": sorted(threshold.categories),
                "trust": threshold.trust.value,
            }
            for threshold in entry.thresholds
        ],
        "members": len(entry.members),
        "members_exhaustive": entry.members_exhaustive,
        "citation": entry.citation,
        "source": entry.source.title,
        "trust": entry.source.trust.value,
        "note": entry.note,
    }


def _exemption(row: Exemption) -> Json:
    return {
        "id": row.id,
        "wording": row.wording,
        "categories": sorted(row.categories),
        "from": row.in_force_from.isoformat(),
        "expires_on": row.expires_on.isoformat() if row.expires_on else None,
        "upper_ppm": ppm(row.upper),
        "lower_ppm": ppm(row.lower),
        "disputed": row.disputed,
        "trust": row.source.trust.value,
        "note": row.note,
    }
