"""Who reads the files: this process, or several beside it that may die without loss.

One declaration takes 4 ms to read and 2 ms to store. SQLite takes one writer, so reading is what
can be spread: each worker sends back flat rows, and the answers are taken in the order of asking.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from typing import Final, Protocol

from bom.importing.prepared import USUALLY, Manner, PreparedFile, prepare
from bom.sweeping import sweep_rarely

__all__ = ["Pending", "ReaderPool", "Readers", "SameProcess", "usable_cores"]

Pending = Callable[[], PreparedFile | None]
"""Waits for the answer; None where the file took down every process that read it."""

_POLITE: Final = 10
"""How far readers step back: the one writer must not wait for a core after each commit."""

_LOST: Final = (BrokenProcessPool, MemoryError)


class Readers(Protocol):
    """Something that reads files, now or later."""

    def begin(self, data: bytes, name: str) -> Pending:
        """Ask for a file to be read; the answer is waited for when it is called."""

    def close(self) -> None:
        """Nothing more is asked."""


class SameProcess:
    """Reads when the answer is asked for; right for a few files, which no pool would speed up."""

    def __init__(self, manner: Manner = USUALLY) -> None:
        self._manner = manner

    def begin(self, data: bytes, name: str) -> Callable[[], PreparedFile]:
        """See `Readers`."""
        return lambda: prepare(data, name, self._manner)

    def close(self) -> None:
        """See `Readers`."""


class ReaderPool:
    """Processes that read, started when the first file comes.

    A worker that dies (killed, out of memory) breaks the whole pool of `concurrent.futures`, and
    nobody says which file it was. So what was being read is read again, one file after the other,
    in a process of its own: the file that kills that one too is lost, the others are not. Where
    not even an empty process lives (a main module that cannot be imported), this one reads.
    """

    def __init__(self, workers: int, manner: Manner = USUALLY) -> None:
        self._workers = workers
        self._manner = manner
        self._pool: ProcessPoolExecutor | None = None
        self._alone: ProcessPoolExecutor | None = None
        self._here: SameProcess | None = None

    def begin(self, data: bytes, name: str) -> Pending:
        """See `Readers`."""
        if self._here is not None:
            return self._here.begin(data, name)
        asked = self._submit(data, name)
        return lambda: self._answer(asked, data, name)

    def close(self) -> None:
        """Stop the processes; what was begun and not asked for is dropped."""
        for pool in (self._pool, self._alone):
            if pool is not None:
                pool.shutdown(cancel_futures=True)

    def _submit(self, data: bytes, name: str) -> Future[PreparedFile]:
        if self._pool is not None:
            try:
                return self._pool.submit(prepare, data, name, self._manner)
            except BrokenProcessPool:
                self._pool.shutdown(wait=False)
        self._pool = _pool(self._workers)
        return self._pool.submit(prepare, data, name, self._manner)

    def _answer(self, asked: Future[PreparedFile], data: bytes, name: str) -> PreparedFile | None:
        try:
            return asked.result()
        except _LOST:
            return self._again(data, name)

    def _again(self, data: bytes, name: str) -> PreparedFile | None:
        if self._here is not None:
            return self._here.begin(data, name)()
        self._alone = self._alone or _pool(1)
        try:
            return self._alone.submit(prepare, data, name, self._manner).result()
        except _LOST:
            self._alone.shutdown(wait=False)
            self._alone = _pool(1)
        try:
            self._alone.submit(os.getpid).result()
        except BrokenProcessPool:
            self._here = SameProcess(self._manner)
            return self._here.begin(data, name)()
        return None


def usable_cores() -> int:
    """Cores that this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _pool(workers: int) -> ProcessPoolExecutor:
    # Spawned, never forked: a fork copies the locks of threads that it does not have (libxml2,
    # SQLite, a progress bar), and the connection to the store with them.
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_settle_in)


def _settle_in() -> None:
    """Begin life as a worker: leave Ctrl-C to the parent, and never outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        os.nice(_POLITE)
    sweep_rarely()
    threading.Thread(target=_die_with_parent, daemon=True).start()


def _die_with_parent() -> None:
    # Workers hold both ends of their queue, so the death of a killed parent never reaches them
    # through it: without this they would wait for ever.
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
