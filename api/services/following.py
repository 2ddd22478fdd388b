"""The change feed followed beside a service: by one process of a machine, and not by the service.

Judging a hundred thousand parts takes a minute, and a thread that does it takes every second slice
of time from the requests. A process of its own takes a core instead, gives its memory back, and
leaves the files behind out of which all workers answer.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from typing import Final

from api.services.feed import follow, is_followed
from bom.database import Database, open_database
from bom.part_index import is_larger
from bom.snapshots.aside import read_aside
from bom.snapshots.current import home_of
from bom.store_faults import StoreFault

__all__ = ["follow_aside"]

_WORTH_A_PROCESS: Final = 2_000
"""Parts: fewer are judged in less time than a process needs to start."""

_POLITE: Final = 10
_LOG: Final = logging.getLogger(__name__)


def follow_aside(database: Database) -> int:
    """As `follow`; nothing where another process of this machine is just doing it.

    Returns:
        Rows gained, as far as this process wrote them; those of the other process are not counted.
    """
    if is_followed(database):
        return 0
    url = database.engine.url
    with _alone(home_of(url) / "following.lock") as is_ours:
        if not is_ours:
            return 0
        with database.readers() as session:
            is_large = is_larger(session, _WORTH_A_PROCESS)
        if not is_large:
            return follow(database)
        # Started anew: a forked process would share the connections of this one.
        context = multiprocessing.get_context("spawn")
        address = url.render_as_string(hide_password=False)
        aside = context.Process(target=_follow, args=(address,), name="follow", daemon=True)
        aside.start()
        aside.join()
    return 0


def _follow(url: str) -> None:
    os.nice(_POLITE)
    with closing(open_database(url)) as database:
        try:
            with read_aside(database, home_of(url)) as aside:
                follow(aside)
        except StoreFault as fault:
            # Nothing is lost: whoever looks next second finds it undone.
            _LOG.warning("the change feed was not followed: %s", fault.message)


@contextmanager
def _alone(file: Path) -> Iterator[bool]:
    """Whether nobody else on this machine is inside; the kernel lets go for who dies."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        lock = file.open("a")
    except OSError:
        # Where no file can be written the work is done more often, not less.
        yield True
        return
    with lock:
        try:
            flock(lock, LOCK_EX | LOCK_NB)
        except OSError:
            yield False
            return
        yield True
