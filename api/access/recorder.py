"""What callers did, on its way into the audit chain.

An act is told to the chain within a second by a thread of its own: the chain has one writer at a
time, and whoever reads a composition must not wait for an import to end. Acts wait in memory, so a
killed worker loses those of its last second (the log has their lines); where the store takes no
more, the acts are kept and, when too many wait, nothing that has to be recorded is done any more.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy.exc import SQLAlchemyError

from api.access.roles import Permission
from api.logs import TOLD
from bom.audit import chain_head, record_event
from bom.database import Database
from bom.store_faults import StoreFault

__all__ = ["RECORDED", "Act", "Recorder"]

_log = logging.getLogger(__name__)

RECORDED: Final = frozenset(
    {
        Permission.READ_COMPOSITION,
        Permission.READ_AUDIT,
        Permission.IMPORT,
        Permission.EVALUATE,
        Permission.DRAFT_LISTS,
        Permission.APPROVE_LISTS,
        Permission.PUBLISH_LISTS,
        Permission.JUSTIFY,
        Permission.APPROVE_JUSTIFICATIONS,
    }
)
"""Permissions whose use is recorded: what changes something, and what shows what is inside."""

_MOST_WAITING: Final = 10_000
_BATCH: Final = 500
_PAUSE: Final = 0.5


@dataclass(frozen=True, slots=True)
class Act:
    """What one caller asked for and how it ended."""

    actor: str
    route: str
    facts: Mapping[str, Any]
    at: str


class Recorder:
    """Acts that wait, and the thread that takes them to the chain; it starts with the first."""

    def __init__(self, database: Database, *, anchor: Path | None = None) -> None:
        self._database = database
        self._anchor = anchor
        self._waiting: deque[Act] = deque()
        self._ending = threading.Event()
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._thread: threading.Thread | None = None

    @property
    def waiting(self) -> int:
        """How many are not in the chain yet."""
        return len(self._waiting)

    @property
    def is_full(self) -> bool:
        """Whether so many wait that nothing more may be done that has to be recorded."""
        return self.waiting >= _MOST_WAITING

    def note(self, act: Act) -> None:
        """Take an act; it is in the chain within a second."""
        self._waiting.append(act)
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="audit", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """Write what waits and end."""
        self._ending.set()
        if self._thread is not None:
            self._thread.join()
        self.flush()

    def flush(self) -> None:
        """Write what waits, as far as the store takes it."""
        with self._writing:
            while self._waiting and self._written([*self._waiting][:_BATCH]):
                pass

    def _run(self) -> None:
        while not self._ending.wait(_PAUSE):
            self.flush()

    def _written(self, acts: list[Act]) -> bool:
        try:
            with self._database.writers.begin() as session:
                for act in acts:
                    record_event(
                        session,
                        actor=act.actor,
                        action="http",
                        subject=act.route,
                        facts=act.facts,
                        recorded_at=act.at,
                    )
                head = chain_head(session)
        except (SQLAlchemyError, StoreFault):
            _log.exception("the audit chain takes nothing", extra={TOLD: {"waiting": self.waiting}})
            return False
        for _ in acts:
            self._waiting.popleft()
        self._anchored(f"{head.number} {head.hash}" if head else "")
        return True

    def _anchored(self, line: str) -> None:
        """Say where the chain ends, outside of the store: what is cut off later is missed there."""
        _log.info("audit head %s", line)
        if self._anchor is None:
            return
        try:
            with self._anchor.open("a", encoding="ascii") as file:
                file.write(f"{line}\n")
        except OSError:
            _log.exception("the anchor file cannot be written")
