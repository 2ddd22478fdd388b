"""Answers on disk beside the snapshots: judged by one process, told by all, also after a restart.

A file of its own and no table of the store: what is in it can be made again, so it may be lost, it
belongs into no backup, and writing it takes no lock that an import waits for.
"""

from __future__ import annotations

import sqlite3
import threading
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Final, TypeVar

from bom.snapshots.touched import Touched

__all__ = ["Answer", "Answers"]

_BUSY_SECONDS: Final = 2.0
_LEVEL: Final = 1
"""Of compression: a tenth of the bytes for 0.1 ms; higher levels save a few per cent more."""

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS state (law TEXT NOT NULL, recorded_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS answer (
    id INTEGER PRIMARY KEY, question TEXT NOT NULL UNIQUE, packed BLOB NOT NULL,
    digest BLOB NOT NULL, day TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS rests (
    number TEXT NOT NULL, answer INTEGER NOT NULL, PRIMARY KEY (number, answer)
) WITHOUT ROWID;
"""

_FIND: Final = "SELECT packed, digest, recorded_at FROM answer, state WHERE question = ?"
_ADD: Final = "INSERT OR REPLACE INTO answer (question, packed, digest, day) VALUES (?, ?, ?, ?)"
_DROP: Final = "DELETE FROM answer WHERE id IN (SELECT answer FROM rests WHERE number = ?)"

_Told = TypeVar("_Told")


@dataclass(frozen=True, slots=True)
class Answer:
    """A rendered verdict.

    Attributes:
        head, tail: the body before and after the instant that it knows of.
        hash: of the verdict.
        numbers: part numbers that it rests on.
        recorded_at: an instant at which it is true.
    """

    head: bytes
    tail: bytes
    hash: str
    numbers: tuple[str, ...]
    recorded_at: str


class Answers:
    """The answers of one store in one file; any thread may ask, and any process.

    Every row carries a digest of its bytes and is not believed without it. A file that cannot be
    read or written costs the time of judging, nothing else.
    """

    def __init__(self, file: Path) -> None:
        """Open the file; it is made when it is missing, and made again when it is damaged."""
        self._file = file
        self._lock = threading.Lock()
        self._own: sqlite3.Connection | None = None

    def get(self, question: str, since: str) -> Answer | None:
        """An answer that is true at an instant or a later one.

        Args:
            question: whatever tells two questions apart.
            since: instant of the last change that the asker knows.
        """
        row = self._asked(lambda own: own.execute(_FIND, (question,)).fetchone())
        if row and row[2] >= since and _digest(question, row[0]) == row[1]:
            return _unpacked(row[0], row[2])
        return None

    def put(self, question: str, answer: Answer, *, day: str) -> None:
        """Keep an answer, unless something changed since it was judged.

        Args:
            question: as in `get`.
            answer: to keep.
            day: that was asked for, ISO; `forget_days` sweeps by it.
        """
        packed = _packed(answer)
        row = (question, packed, _digest(question, packed), day)

        def stored(own: sqlite3.Connection) -> None:
            state = own.execute("SELECT recorded_at FROM state").fetchone()
            if state is None or state[0] > answer.recorded_at:
                return
            number = own.execute(_ADD, row).lastrowid
            own.executemany(
                "INSERT OR IGNORE INTO rests VALUES (?, ?)",
                [(each, number) for each in answer.numbers],
            )

        self._written(stored)

    def notice(self, law: str, touched_since: Callable[[str | None], Touched]) -> None:
        """Bring the file to the present: what was touched goes, under another law all of it.

        Args:
            law: names the lists, the engine and whatever else decides beside the parts.
            touched_since: tells what changed after an instant; None = nothing was seen yet.
        """

        def noticed(own: sqlite3.Connection) -> None:
            state = own.execute("SELECT law, recorded_at FROM state").fetchone()
            touched = touched_since(state[1] if state else None)
            now = touched.recorded_at or ""
            if state is None or state[0] != law or touched.is_law:
                for table in ("answer", "rests", "state"):
                    own.execute(f"DELETE FROM {table}")  # noqa: S608 - our own three names
                own.execute("INSERT INTO state VALUES (?, ?)", (law, now))
                return
            for number in touched.numbers:
                own.execute(_DROP, (number,))
                own.execute("DELETE FROM rests WHERE number = ?", (number,))
            own.execute("UPDATE state SET recorded_at = ?", (now,))

        self._written(noticed)

    def forget_days(self, before: str) -> None:
        """Forget what was asked for days before one."""

        def swept(own: sqlite3.Connection) -> None:
            own.execute("DELETE FROM answer WHERE day < ?", (before,))
            own.execute("DELETE FROM rests WHERE answer NOT IN (SELECT id FROM answer)")

        self._written(swept)

    def close(self) -> None:
        """Give the file back."""
        with self._lock:
            if self._own is not None:
                self._own.close()
                self._own = None

    def _written(self, work: Callable[[sqlite3.Connection], None]) -> None:
        """Do it whole or not at all."""

        def whole(own: sqlite3.Connection) -> None:
            own.execute("BEGIN IMMEDIATE")
            try:
                work(own)
                own.execute("COMMIT")
            except BaseException:
                own.execute("ROLLBACK")
                raise

        self._asked(whole)

    def _asked(self, work: Callable[[sqlite3.Connection], _Told]) -> _Told | None:
        """What the file says; None where it cannot be read or written just now."""
        with self._lock:
            try:
                self._own = self._own or self._connected()
                return work(self._own)
            except (sqlite3.OperationalError, OSError):
                return None
            except sqlite3.DatabaseError:
                self._own = None
                self._file.unlink(missing_ok=True)
                return None

    def _connected(self) -> sqlite3.Connection:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        own = sqlite3.connect(
            self._file, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        # A crash of the machine may damage the file; then it is made again. No disk is waited for.
        own.executescript(f"PRAGMA synchronous = OFF; PRAGMA journal_mode = TRUNCATE; {_TABLES}")
        return own


def _packed(answer: Answer) -> bytes:
    parts = (answer.hash.encode(), "\n".join(answer.numbers).encode(), answer.head, answer.tail)
    head = b" ".join(b"%d" % len(part) for part in parts)
    return zlib.compress(b"\n".join((head, b"".join(parts))), _LEVEL)


def _unpacked(packed: bytes, recorded_at: str) -> Answer:
    head, _, rest = zlib.decompress(packed).partition(b"\n")
    parts = []
    for size in map(int, head.split()):
        parts.append(rest[:size])
        rest = rest[size:]
    hash_, numbers, before, after = parts
    told = tuple(numbers.decode().split("\n"))
    return Answer(before, after, hash_.decode(), told, recorded_at)


def _digest(question: str, packed: bytes) -> bytes:
    return blake2b(packed, digest_size=16, key=blake2b(question.encode()).digest()).digest()
