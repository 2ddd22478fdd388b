"""Questions on the event loop: what is at hand is answered there, the rest by a thread for all."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable
from functools import partial
from typing import Any, TypeVar

from fastapi.concurrency import run_in_threadpool

from api.services.served import FULL, ServedVerdict, Verdicts, View
from api.services.verdicts import Ask

__all__ = ["Asking"]

_Done = TypeVar("_Done")


class Asking:
    """The verdicts of one process, for the coroutines of its event loop.

    After an import or a publication everybody's next question finds nothing at hand. With a thread
    for each of them 200 readers take the interpreter from each other, and from who publishes; so
    one thread looks what was touched, one judges each question, and the others wait for them.
    """

    def __init__(self, verdicts: Verdicts) -> None:
        """Nothing is asked yet."""
        self._verdicts = verdicts
        self._under_way: dict[Hashable, asyncio.Task[Any]] = {}

    async def told(
        self,
        part_number: str,
        ask: Ask,
        *,
        revision: str = "",
        manufacturer: str = "",
        view: View = FULL,
    ) -> ServedVerdict:
        """The answer, as `Verdicts.told`.

        Raises:
            UnknownPart, UnknownList, UnknownCategory, InvalidInstant: as there.
        """
        which = {"revision": revision, "manufacturer": manufacturer}
        kept = partial(self._verdicts.kept, part_number, ask, **which, view=view)
        told = partial(self._verdicts.told, part_number, ask, **which, view=view)
        if (answer := kept()) is not None:
            return answer
        if (now := self._verdicts.now()) is None:
            return await run_in_threadpool(told)
        if not self._verdicts.has_noticed(now):
            await self._once(now, self._verdicts.notice)
            if (answer := kept()) is not None:
                return answer
        # Who asks after a change never waits for an answer from before it: it has another name.
        return await self._once((part_number, ask, revision, manufacturer, view.name, now), told)

    async def _once(self, name: Hashable, work: Callable[[], _Done]) -> _Done:
        """The work of that name, begun by the first who wants it; it ends though they all leave."""
        task = self._under_way.get(name)
        if task is None:
            task = self._under_way[name] = asyncio.create_task(run_in_threadpool(work))
            task.add_done_callback(partial(self._ended, name))
        done: _Done = await asyncio.shield(task)
        return done

    def _ended(self, name: Hashable, task: asyncio.Task[Any]) -> None:
        del self._under_way[name]
        if not task.cancelled():
            # Looked at, or a fault that nobody waits for any more would be reported as forgotten.
            task.exception()
