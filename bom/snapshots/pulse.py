"""When did the store last change? Asked before every answer, so it has to cost next to nothing."""

from __future__ import annotations

import threading
from typing import Any, Final

from bom.database import Database
from bom.history import last_change, last_change_query

__all__ = ["Busy", "Pulse"]

_UNREAD: Final = -1


class Busy(Exception):
    """A writer is just storing; ask again where waiting is allowed."""


class Pulse:
    """The instant of the last change, read again only where somebody has written.

    SQLite counts the commits of others for each connection (`PRAGMA data_version`): ten
    microseconds, no rows read, no transaction left open. Everywhere else the instant is asked for
    each time: one statement. Watching the time of the file instead would miss a commit within the
    same tick of the clock, and a verdict from before an import is a wrong green.
    """

    def __init__(self, database: Database) -> None:
        """Watch a store; nothing is opened before it is first asked."""
        self._database = database
        self._lock = threading.Lock()
        self._counts = database.engine.dialect.name == "sqlite"
        self._query = str(last_change_query().compile(database.engine))
        self._refusals = database.engine.dialect.loaded_dbapi.OperationalError
        self._own: Any = None
        self._version, self._instant = _UNREAD, ""

    def last_change(self, *, waits: bool) -> str | None:
        """The instant of the last change, None for an empty store.

        Args:
            waits: whether to wait for a writer who holds the store.

        Raises:
            Busy: a writer holds it, and waiting was not allowed.
        """
        try:
            with self._lock:
                return self._watched() or None
        except self._refusals as held:
            if not self._counts:
                self.close()
            if not waits:
                raise Busy from held
        # Waits as long as the store makes everybody wait, then says what everybody is told.
        with self._database.readers() as session:
            return last_change(session)

    def close(self) -> None:
        """Give the connection back."""
        with self._lock:
            if self._own is not None:
                self._own.close()
                self._own = None

    def _watched(self) -> str:
        own = self._own or self._opened()
        asked = own.cursor()
        if not self._counts:
            return _newest(asked.execute(self._query).fetchone())
        # The count first: what is committed in between is then read once more, never overlooked.
        version = asked.execute("PRAGMA data_version").fetchone()[0]
        if version != self._version:
            self._instant = _newest(asked.execute(self._query).fetchone())
            self._version = version
        return self._instant

    def _opened(self) -> Any:  # noqa: ANN401 - the driver's own, of two kinds
        """One connection for good: commits are counted for each, and never those of its own."""
        lent = self._database.engine.raw_connection()
        own: Any = lent.dbapi_connection
        lent.detach()
        if self._counts:
            own.execute("PRAGMA busy_timeout = 0")
        else:
            own.autocommit = True
        self._own, self._version = own, _UNREAD
        return own


def _newest(row: tuple[str | None, ...]) -> str:
    return max((text for text in row if text), default="")
