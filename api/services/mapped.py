"""Questions answered out of the mapped portfolio, as far as nothing that they rest on changed."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from api.services.justified import Justified, justified
from api.services.law import engine_version
from api.services.parts import find_in
from api.services.verdicts import Ask, Read, law_asked
from bom.database import Database
from bom.history import last_change
from bom.lists.law_book import BUNDLED, LawBook
from bom.portfolio.cut import Whole
from bom.snapshots.current import home_of, mapped_snapshot, pointed_at
from bom.snapshots.folder import DamagedSnapshot
from bom.snapshots.touched import Touched

__all__ = ["MappedParts"]


@dataclass(frozen=True, slots=True)
class _Standing:
    """One state of the store, as far as files and memory know it.

    Attributes:
        name: of the folder that was looked into last, whether it could be used or not.
        whole: what is mapped; None where nothing is.
        touched: numbers of which more is known than the files say.
        instant: of the last change.
        held: accepted findings by day, read when first asked for.
    """

    name: str = ""
    whole: Whole | None = None
    touched: frozenset[str] = frozenset()
    instant: str = ""
    book: LawBook = BUNDLED
    held: dict[date, Justified] = field(default_factory=dict)


class MappedParts:
    """The parts of one store out of its files; any thread may ask.

    Nothing here waits for the files: who makes them is `bom.snapshots.current`, in whatever
    process judges the portfolio next. Until then what was touched is read row by row.
    """

    def __init__(self, database: Database, home: Path | None = None) -> None:
        """Nothing is opened before something is noticed.

        Args:
            database: the store.
            home: folder of its snapshots; None = where they are by rule.
        """
        self._database = database
        self._home = home_of(database.engine.url) if home is None else home
        self._lock = threading.Lock()
        self._standing = _Standing()

    def notice(self, touched: Touched, book: LawBook) -> None:
        """Take note of a change; who asks next opens what has to be opened."""
        with self._lock:
            before, instant = self._standing, touched.recorded_at or ""
            if touched.is_law or book != before.book:
                self._standing = _Standing(instant=instant, book=book)
                return
            known = before.touched | touched.numbers
            self._standing = replace(before, touched=known, instant=instant, held={})

    def read(
        self, part_number: str, ask: Ask, *, revision: str, manufacturer: str, now: str
    ) -> Read | None:
        """As `read_part`; None where the rows have to be asked.

        Args:
            part_number: exactly as written.
            ask: of the present, without an explanation.
            revision: blank means any.
            manufacturer: blank means any.
            now: instant of the last change that the asker knows.
        """
        standing = self._renewed()
        if standing.whole is None or standing.instant != now:
            return None
        law = law_asked(ask, standing.book)
        found = find_in(standing.whole, part_number, revision=revision, manufacturer=manufacturer)
        if found is None or not standing.touched.isdisjoint(found.numbers):
            return None
        held = self._held(standing, ask.as_of, found.part_of)
        if held is None:
            return None
        return Read(ask, law, replace(found, recorded_at=standing.instant or None), held)

    def _renewed(self) -> _Standing:
        """What is mapped, after newer files of the same state took the place of older ones."""
        standing = self._standing
        with suppress(DamagedSnapshot):
            if pointed_at(self._home) != standing.name:
                with self._lock, self._database.readers() as session:
                    if self._standing is standing:
                        self._standing = self._opened(session, standing)
        return self._standing

    def _opened(self, session: Session, before: _Standing) -> _Standing:
        """Newer files in place of older ones; those that are no good are not opened twice.

        Raises:
            DamagedSnapshot: there are none at all.
        """
        if (last_change(session) or "") != before.instant:
            return before
        name = pointed_at(self._home)
        try:
            found, since = mapped_snapshot(session, self._home, engine_version=engine_version())
            return replace(before, name=name, whole=Whole.of(found), touched=since.numbers)
        except (DamagedSnapshot, ValueError):
            return replace(before, name=name)

    def _held(
        self, standing: _Standing, as_of: date, part_of: Mapping[int, int]
    ) -> Justified | None:
        """The accepted findings of a day; None where the store has moved on meanwhile."""
        known = standing.held.get(as_of)
        if known is None:
            with self._database.readers() as session:
                if (last_change(session) or "") != standing.instant:
                    return None
                known = justified(session, {}, as_of=as_of, known_at=None)
            standing.held[as_of] = known
        return replace(known, part_of=part_of)
