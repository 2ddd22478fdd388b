"""Which content of each list is the law of a store on a day, as known at an instant."""

from __future__ import annotations

import functools
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, or_, select
from sqlalchemy.orm import Session

from bom.instants import read_instant
from bom.lists.bundled_law import installed_editions, read_bundled_law
from bom.lists.contents import catalog_with
from bom.lists.edition import Edition
from bom.lists.kept_editions import KEPT
from bom.lists.refusals import DamagedRecord
from bom.models import ListDraft, ListPublication, ListRetirement
from regulations.catalog import Catalog, bundled
from regulations.substances import SubstanceId

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

    Attributes:
        packaged: the bundled lists as the store had recorded them, where they are not those of
            the installed package; None where they are.
    """

    published: tuple[Published, ...] = ()
    packaged: tuple[Edition, ...] | None = None

    def on(self, day: date) -> Catalog:
        """The lists of a day: exactly one content each.

        Raises:
            InvalidListData: contents that fit by themselves do not fit together.
        """
        chosen = self.chosen(day)
        if not chosen and self.packaged is None:
            return bundled()
        key = tuple(
            (one.version, one.effective_from, one.edition) for _, one in sorted(chosen.items())
        )
        # One thread loads, the others wait for it: 200 readers must not load the same lists.
        with _LOADING:
            return _catalog(key, self.packaged)

    def chosen(self, day: date) -> Mapping[str, Published]:
        """The published content of each list that holds on a day; lists without one are absent."""
        ordered = sorted(self.published, key=lambda one: (one.effective_from, one.recorded_at))
        return {one.edition.list_id: one for one in ordered if one.effective_from <= day}

    def edition(self, list_id: str, day: date) -> Edition | None:
        """The content of a list that holds on a day, published or bundled; None where neither."""
        chosen = self.chosen(day).get(list_id)
        if chosen is not None:
            return chosen.edition
        return self.bundled.get(list_id)

    @property
    def bundled(self) -> Mapping[str, Edition]:
        """The contents that count where nothing was published, by list id."""
        if self.packaged is None:
            return installed_editions()
        return {edition.list_id: edition for edition in self.packaged}

    def with_one(self, one: Published) -> LawBook:
        """The book as it would be with one content more."""
        return replace(self, published=(*self.published, one))

    def without(self, draft_id: int) -> LawBook:
        """The book as it would be without a content."""
        kept = tuple(one for one in self.published if one.draft_id != draft_id)
        return replace(self, published=kept)

    def named(self) -> frozenset[SubstanceId]:
        """Every identifier that some entry of some list names, on any day: `Catalog.named`."""
        return _named(tuple(self.on(day) for day in (date.min, *self.days)))

    @property
    def days(self) -> tuple[date, ...]:
        """First days of the contents, sorted."""
        return tuple(sorted({one.effective_from for one in self.published}))


BUNDLED: Final = LawBook()
"""The lists that travel with the package: what holds where no store is asked."""


def read_law_book(session: Session, *, known_at: str | None = None) -> LawBook:
    """What a store had published, and not retired, at an instant, over its bundled lists of then.

    Args:
        session: of the store.
        known_at: ISO 8601; None = now.

    Raises:
        InvalidInstant: `known_at` is no instant.
        DamagedRecord: a stored content is not the one that was published or recorded.
    """
    instant = None if known_at is None else read_instant(known_at)
    rows = session.execute(_publications().where(_standing(instant))).all()
    packaged = read_bundled_law(session, known_at=instant)
    return LawBook(
        tuple(_one(session, row) for row in rows),
        None if packaged is None else tuple(packaged.values()),
    )


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
        edition=KEPT.get(row.sha256) or KEPT.put(stored_edition(session, row.id)),
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
def _named(catalogs: tuple[Catalog, ...]) -> frozenset[SubstanceId]:
    return frozenset[SubstanceId]().union(*(catalog.named() for catalog in catalogs))


@functools.lru_cache(maxsize=32)
def _catalog(
    contents: tuple[tuple[str, date, Edition], ...], packaged: tuple[Edition, ...] | None
) -> Catalog:
    return catalog_with(contents, packaged=packaged)
