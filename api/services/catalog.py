"""The lists, as people and programs ask for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from sqlalchemy.orm import Session

from api.services.list_versions import version_of
from api.services.product_uses import profile
from api.wire.body import Json
from api.wire.substance_list import entry_json, exemption_json, source_json
from bom.lists.law_book import BUNDLED, LawBook, Published, read_law_book
from regulations.catalog import DATA, Catalog
from regulations.checks import check
from regulations.errors import NoVersionInForce
from regulations.loader import list_folders
from regulations.model import SubstanceList
from regulations.tables import Problem
from regulations.uses import open_words

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
    """One list with its sources, its entries in force on a day, and all of its exemptions.

    Raises:
        UnknownList: there is none of that id.
    """
    catalog = book.on(as_of)
    found = catalog.get(list_id)
    return {
        **_summary(book, catalog, found, as_of),
        "as_of": as_of.isoformat(),
        "sources": [source_json(source) for source in found.sources],
        "not_modelled": list(found.not_modelled),
        "versions": [version.id for version in found.versions],
        "entries_in_force": [
            entry_json(entry, as_of=as_of) for entry in catalog.entries_in_force(list_id, as_of)
        ],
        "exemptions": [exemption_json(row) for row in found.exemptions],
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
    needed = sorted(open_words(found, profile())) if found.binding_by_use else []
    return {
        "list": found.id,
        "name": found.name,
        "authority": found.authority,
        "legal_basis": found.legal_basis,
        "binding": found.binding or (found.binding_by_use and not needed),
        "binding_needs": needed,
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
