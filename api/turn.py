"""Long work in a process that answers: one piece after the other."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from fastapi.concurrency import run_in_threadpool

__all__ = ["Turn"]


class Turn:
    """Drafts, publications, imports and the change feed of one process wait for each other.

    A thread that computes leaves the interpreter to the event loop every other time. Two leave it
    a third, and then 200 verdicts a second come in sooner than they are answered: beside a draft
    alone the slowest took 0.1 s, beside a draft and an import 1.2 s. Nothing is lost by waiting,
    as one interpreter does not do two things at once.
    """

    def __init__(self) -> None:
        """It is nobody's turn."""
        self._thread = threading.Lock()
        self._line = asyncio.Lock()

    def taken(self, work: Callable[[], object]) -> object:
        """For a thread of its own: the work, when it is its turn."""
        with self._thread:
            return work()

    @asynccontextmanager
    async def awaited(self) -> AsyncIterator[None]:
        """For a request: only the first in the line keeps a thread waiting."""
        async with self._line:
            await self._acquired()
            try:
                yield
            finally:
                self._thread.release()

    async def _acquired(self) -> None:
        waiting = asyncio.create_task(run_in_threadpool(self._thread.acquire))
        try:
            await asyncio.shield(waiting)
        except asyncio.CancelledError:
            # The thread gets its turn all the same, and nobody else would ever give it back.
            waiting.add_done_callback(lambda _: self._thread.release())
            raise
