"""Which content of each list is the law of a store on a day, as known at an instant."""

from __future__ import annotations

import functools
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, or_, select
from sqlalchemy.orm import Session

from bom.instants import read_instant
from bom.lists.contents import bundled_edition, catalog_with
from bom.lists.edition import Edition
from bom.lists.refusals import DamagedRecord
from bom.models import ListDraft, ListPublication, ListRetirement
from regulations.catalog import Catalog, bundled

__all__ = ["BUNDLED", "LawBook", "Published", "read_law_book", "stored_edition", "stored_published"]

_LOADING: Final = threading.Lock()


@dataclass(frozen=True, slots=True)
class Published:
    """A content that is law of the store from a day on.

    Attributes:
        draft_id: number of its draft.
        version: its name; verdicts show it beside the version of the list in force.
        recorded_at: instant from which the store knows it.
    """

    draft_id: int
    version: str
    effective_from: date
    recorded_at: str
    edition: Edition


@dataclass(frozen=True, slots=True)
class LawBook:
    """Contents published in a store; where there is none, the bundled list holds.

    Of several contents of a list that are effective on a day, the one with the latest
    `effective_from` counts, of equal ones the one published last. So a correction of the past
    ends where the next version begins, and a version for next year changes nothing today.
    """

    published: tuple[Published, ...] = ()

    def on(self, day: date) -> Catalog:
        """The lists of a day: exactly one content each.

        Raises:
            InvalidListData: contents that fit by themselves do not fit together.
        """
        chosen = self.chosen(day)
        if not chosen:
            return bundled()
        key = tuple(
            (one.version, one.effective_from, one.edition) for _, one in sorted(chosen.items())
        )
        # One thread loads, the others wait for it: 200 readers must not load the same lists.
        with _LOADING:
            return _catalog(key)

    def chosen(self, day: date) -> Mapping[str, Published]:
        """The published content of each list that holds on a day; lists without one are absent."""
        ordered = sorted(self.published, key=lambda one: (one.effective_from, one.recorded_at))
        return {one.edition.list_id: one for one in ordered if one.effective_from <= day}

    def edition(self, list_id: str, day: date) -> Edition | None:
        """The content of a list that holds on a day, published or bundled; None where neither."""
        chosen = self.chosen(day).get(list_id)
        if chosen is not None:
            return chosen.edition
        return bundled_edition(list_id) if list_id in bundled().lists else None

    def with_one(self, one: Published) -> LawBook:
        """The book as it would be with one content more."""
        return LawBook((*self.published, one))

    def without(self, draft_id: int) -> LawBook:
        """The book as it would be without a content."""
        return LawBook(tuple(one for one in self.published if one.draft_id != draft_id))

    @property
    def days(self) -> tuple[date, ...]:
        """First days of the contents, sorted."""
        return tuple(sorted({one.effective_from for one in self.published}))


BUNDLED: Final = LawBook()
"""The lists that travel with the package: what holds where no store is asked."""


def read_law_book(session: Session, *, known_at: str | None = None) -> LawBook:
    """The contents that a store had published, and not retired, at an instant; None = now.

    Raises:
        InvalidInstant: `known_at` is no instant.
        DamagedRecord: a stored content is not the one that was published.
    """
    instant = None if known_at is None else read_instant(known_at)
    rows = session.execute(_publications().where(_standing(instant))).all()
    return LawBook(tuple(_one(session, row) for row in rows))


def stored_edition(session: Session, draft_id: int) -> Edition:
    """The content of a draft, whatever has become of it.

    Raises:
        DamagedRecord: it is not the content that was drafted.
    """
    row = session.execute(
        select(ListDraft.list_id, ListDraft.files, ListDraft.sha256).where(ListDraft.id == draft_id)
    ).one()
    edition = Edition(row.list_id, {name: text.encode() for name, text in row.files.items()})
    if edition.sha256 != row.sha256:
        raise DamagedRecord(
            f"draft {draft_id} of {row.list_id} is no longer what was drafted",
            hint="restore the store from a backup; `lists audit` says what else was changed",
        )
    return edition


def stored_published(session: Session, draft_id: int) -> Published:
    """A draft that is or was law, also one that was retired since.

    Raises:
        DamagedRecord: its content is not the one that was drafted.
    """
    return _one(session, session.execute(_publications().where(ListDraft.id == draft_id)).one())


def _one(session: Session, row: Row[*tuple[Any, ...]]) -> Published:
    return Published(
        draft_id=row.id,
        version=row.version,
        effective_from=date.fromisoformat(row.effective_from),
        recorded_at=row.recorded_at,
        edition=_KEPT.get(row.sha256) or _KEPT.put(stored_edition(session, row.id)),
    )


def _standing(known_at: str | None) -> ColumnElement[bool]:
    retired = ListRetirement.recorded_at
    if known_at is None:
        return retired.is_(None)
    return (ListPublication.recorded_at <= known_at) & or_(retired.is_(None), retired > known_at)


def _publications() -> Select[*tuple[Any, ...]]:
    return (
        select(
            ListDraft.id,
            ListDraft.version,
            ListDraft.effective_from,
            ListDraft.sha256,
            ListPublication.recorded_at,
        )
        .join(ListPublication, ListPublication.draft_id == ListDraft.id)
        .outerjoin(ListRetirement, ListRetirement.draft_id == ListDraft.id)
        .order_by(ListPublication.recorded_at)
    )


@functools.lru_cache(maxsize=32)
def _catalog(contents: tuple[tuple[str, date, Edition], ...]) -> Catalog:
    return catalog_with(contents)


@dataclass(slots=True)
class _Kept:
    """The latest contents by hash: they never change, so a request need not read them again."""

    most: int = 128
    _by_hash: OrderedDict[str, Edition] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, sha256: str) -> Edition | None:
        with self._lock:
            return self._by_hash.get(sha256)

    def put(self, edition: Edition) -> Edition:
        with self._lock:
            self._by_hash[edition.sha256] = edition
            while len(self._by_hash) > self.most:
                self._by_hash.popitem(last=False)
        return edition


_KEPT: Final = _Kept()
