"""What stops a store that is in order otherwise, told by what to do about it.

```
ComplianceError
└── StoreFault          (RuntimeError) the store cannot do now what was asked; nothing was changed
    ├── StoreBusy       another writer, or a slow disk, took longer than we wait
    ├── StoreFull       no room left for what was to be written
    ├── StoreGone       nobody answers, or not any more
    ├── StoreReadOnly   a file system, a replica or a role that takes no change
    └── StoreDamaged    what is written there cannot be read
```

A database names its trouble by number: SQLite by result code, PostgreSQL by SQLSTATE. Texts are for
people, change with version and language, and may quote values; they are not looked at.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolIsEmpty

from regulations.errors import ComplianceError

__all__ = [
    "StoreBusy",
    "StoreDamaged",
    "StoreFault",
    "StoreFull",
    "StoreGone",
    "StoreReadOnly",
    "fault_of",
    "told_plainly",
]


class StoreFault(ComplianceError, RuntimeError):
    """The store cannot do it now; its transaction was rolled back, the same call may be repeated.

    Attributes:
        reason: what it says about itself, unless anybody can say it better.
    """

    code = "store-fault"
    reason = "the store failed"
    remedy = "the log of the database says more"

    def __init__(self) -> None:
        super().__init__(self.reason, hint=self.remedy)


class StoreBusy(StoreFault):
    """Another writer, or a slow disk, took longer than we wait."""

    code = "store-busy"
    reason = "the store is busy: a lock or an answer did not come in time; nothing was changed"
    remedy = "try again in a few seconds"


class StoreFull(StoreFault):
    """No room left."""

    code = "store-full"
    reason = "there is no room left where the store lies; nothing was changed"
    remedy = "make room, then do the same again; nothing needs to be restarted or repaired"


class StoreGone(StoreFault):
    """Nobody answers, or not any more."""

    code = "store-gone"
    reason = "the store does not answer; what was under way was not stored"
    remedy = "start the database, or look at the network; connections come back by themselves"


class StoreReadOnly(StoreFault):
    """A file system, a replica or a role that takes no change."""

    code = "store-read-only"
    reason = "the store can be read, but nothing can be written to it"
    remedy = "look at the rights of the file and its folder, or whether this is a replica"


class StoreDamaged(StoreFault):
    """What is written there cannot be read."""

    code = "store-damaged"
    reason = "the store is damaged, or the disk under it is"
    remedy = "stop writing to it and restore a backup: chemgate restore FILE"


_SQLITE: Final[dict[int, type[StoreFault]]] = {
    5: StoreBusy,
    6: StoreBusy,
    8: StoreReadOnly,
    10: StoreDamaged,
    11: StoreDamaged,
    13: StoreFull,
    14: StoreGone,
    26: StoreDamaged,
}
_POSTGRESQL: Final[dict[str, type[StoreFault]]] = {
    "08": StoreGone,
    "25006": StoreReadOnly,
    "40": StoreBusy,
    "42501": StoreReadOnly,
    "53100": StoreFull,
    "53300": StoreBusy,
    "53400": StoreBusy,
    "55P03": StoreBusy,
    "57014": StoreBusy,
    "57P": StoreGone,
    "58": StoreDamaged,
    "XX": StoreDamaged,
}
"""By SQLSTATE or what it begins with; the longest beginning counts."""

_LONGEST: Final = 5
_PRIMARY: Final = 0xFF
_OPERATIONAL: Final = "OperationalError"


def fault_of(error: BaseException) -> StoreFault | None:
    """What an error of a database means for whoever asked; None where it is none of these.

    Source:
        https://www.sqlite.org/rescode.html (the low byte is the primary code);
        https://www.postgresql.org/docs/15/errcodes-appendix.html.
    """
    if isinstance(error, PoolIsEmpty):
        return StoreBusy()
    origin: Any = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(origin, "sqlite_errorcode", None)
    if code is not None:
        found = _SQLITE.get(code & _PRIMARY)
        return found() if found else None
    if not hasattr(origin, "sqlstate"):
        return None
    state = origin.sqlstate
    if state is None:
        # No number: the server did not live to give one, or was never reached.
        return StoreGone() if type(origin).__name__ == _OPERATIONAL else None
    beginnings = (state[:length] for length in range(_LONGEST, 0, -1))
    kind = next((_POSTGRESQL[each] for each in beginnings if each in _POSTGRESQL), None)
    return kind() if kind else None


def told_plainly(context: ExceptionContext) -> StoreFault | None:
    """For SQLAlchemy's `handle_error`: the fault in place of the driver's error.

    Whoever catches `IntegrityError` and its like still gets those.
    """
    return fault_of(context.original_exception)
