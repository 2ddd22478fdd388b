"""The change feed followed beside a service: by one process of a machine, and not by the service.

Judging a hundred thousand parts takes a minute, and a thread that does it takes every second slice
of time from the requests, and the jobs wait behind it. A process of its own takes a core instead,
gives its memory back, and leaves the files behind out of which all workers answer.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Final

from api.services.feed import follow, is_followed
from bom.database import Database, open_database
from bom.part_index import is_larger
from bom.snapshots.aside import read_aside
from bom.snapshots.current import home_of
from bom.store_faults import StoreFault
from bom.sweeping import sweep_rarely

__all__ = ["Follower"]

_WORTH_A_PROCESS: Final = 2_000
"""Parts: fewer are judged in less time than a process needs to start."""

_LOCK: Final = "following.lock"
_POLITE: Final = 10
_LOG: Final = logging.getLogger(__name__)


class Follower:
    """Who follows the feed of one store for a service; one thread calls it."""

    def __init__(self, database: Database, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Nothing is looked at before the first call."""
        self._database = database
        self._home = home_of(database.engine.url)
        self._clock = clock
        self._aside: BaseProcess | None = None
        self._started = self._ended = 0.0

    def __call__(self) -> int:
        """As `follow` where the store is small; a large one is followed aside, later.

        Returns:
            Rows gained, as far as this process wrote them.
        """
        if self._is_resting() or is_followed(self._database):
            return 0
        with _alone(self._home) as is_ours:
            if not is_ours:
                return 0
            with self._database.readers() as session:
                is_large = is_larger(session, _WORTH_A_PROCESS)
            if not is_large:
                return follow(self._database)
        # The lock is free again: the process takes it, or ends where another was quicker.
        self._start()
        return 0

    def _is_resting(self) -> bool:
        """While the process runs, and for as long again: half of a core is enough for a feed."""
        if self._aside is not None:
            if self._aside.is_alive():
                return True
            self._aside, self._ended = None, self._clock()
        return self._clock() - self._ended < self._ended - self._started

    def _start(self) -> None:
        # Started anew: a forked process would share the connections of this one.
        context = multiprocessing.get_context("spawn")
        address = self._database.engine.url.render_as_string(hide_password=False)
        self._aside = context.Process(target=_follow, args=(address,), name="follow", daemon=True)
        self._started = self._clock()
        self._aside.start()


def _follow(url: str) -> None:
    os.nice(_POLITE)
    sweep_rarely()
    home = home_of(url)
    with _alone(home) as is_ours, closing(open_database(url)) as database:
        if not is_ours:
            return
        try:
            with read_aside(database, home) as aside:
                follow(aside)
        except StoreFault as fault:
            # Nothing is lost: whoever looks next finds it undone.
            _LOG.warning("the change feed was not followed: %s", fault.message)


@contextmanager
def _alone(home: Path) -> Iterator[bool]:
    """Whether nobody else on this machine is inside; the kernel lets go for who dies."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        lock = (home / _LOCK).open("a")
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
