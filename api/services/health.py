"""Is the installation whole, the store current, the law data fresh?"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

import api
import bom
import chemsherpa
import engine
import regulations
from api.errors import StoreUnreachable
from api.services.stores import has_no_file, reading, ready
from api.services.today import today
from api.wire.body import Json
from bom.database import Database
from bom.errors import StoreOutOfDate
from bom.lists.law_book import read_law_book
from bom.revision import is_behind
from bom.store_faults import StoreFault
from regulations.catalog import bundled

__all__ = ["examined", "unready"]

_OLD_AFTER_DAYS: Final = 210
_OLD_LISTS: Final = "of another package than this one; chemgate db upgrade records these"
"""The Candidate List moves twice a year; older data than seven months has missed an update."""


def examined(url: str) -> Json:
    """Every check with what was found."""
    checks = [*_packages(), *_store(url), *_lists()]
    return {"ok": all(one["ok"] for one in checks), "checks": checks}


def unready(database: Database) -> str:
    """Why the service cannot answer now, without the names of hosts; "" = it can."""
    try:
        if is_behind(database):
            return "the store is of another release"
        with database.readers() as session:
            in_force = read_law_book(session).on(today()).lists
    except (SQLAlchemyError, StoreFault):
        return "the store does not answer"
    return "" if in_force else "no list is in force"


def _packages() -> Iterator[Json]:
    """`api` and `engine` are common words: another distribution may shadow them."""
    homes = {
        Path(str(package.__file__)).parent.parent
        for package in (api, bom, chemsherpa, engine, regulations)
    }
    yield _said("packages come from one place", str(next(iter(homes))), ok=len(homes) == 1)
    yield _said("python", sys.version.split()[0], ok=sys.version_info >= (3, 11))
    yield _said("sqlite", sqlite3.sqlite_version, ok=sqlite3.sqlite_version_info >= (3, 35))


def _store(url: str) -> Iterator[Json]:
    if has_no_file(url):
        yield _said("store", "does not exist yet; run: chemgate db upgrade", ok=True)
        return
    try:
        ready(url)
    except (StoreOutOfDate, StoreUnreachable) as wrong:
        yield _said("store", f"{wrong.message}; {wrong.hint}", ok=False)
    else:
        yield _said("store", "up to date", ok=True)
        yield from _published(url)


def _published(url: str) -> Iterator[Json]:
    """A content of the store hides the bundled list, also one that a newer package brings."""
    with reading(url) as session:
        book = read_law_book(session)
    told = "those of the package" if book.packaged is None else _OLD_LISTS
    yield _said("bundled lists", told, ok=book.packaged is None)
    catalog = book.on(today())
    for list_id, one in sorted(book.chosen(today()).items()):
        own, packaged = catalog.get(list_id), bundled().lists.get(list_id)
        told = f"version {one.version}, checked on {own.checked_on}"
        if packaged is not None and packaged.checked_on > own.checked_on:
            told += f"; the package has the list of {packaged.checked_on}: compare and publish it"
        is_newest = packaged is None or packaged.checked_on <= own.checked_on
        yield _said(f"published {list_id}", told, ok=is_newest)


def _lists() -> Iterator[Json]:
    for found in bundled().lists.values():
        age = (today() - found.checked_on).days
        told = f"checked on {found.checked_on}, {age} days ago"
        yield _said(f"list {found.id}", told, ok=age <= _OLD_AFTER_DAYS)


def _said(check: str, found: str, *, ok: bool) -> Json:
    return {"check": check, "found": found, "ok": ok}
