"""The end of a worker: first it says so to whoever balances the load, then it goes."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType
from typing import Final

__all__ = ["Leaving"]

_SIGNALS: Final = (signal.SIGTERM, signal.SIGINT)
_Handler = Callable[[int, FrameType | None], object]


@dataclass(slots=True)
class Leaving:
    """Whether a worker is about to end.

    uvicorn closes its door in the moment of the signal; a balancer that has not looked since sends
    questions to a closed door. So the signal is kept back for as long as the balancer takes to
    look, while /readyz says 503 and everything is answered.

    Attributes:
        seconds: how long it is kept back; 0 = not at all.
        is_near: whether the signal has come.
    """

    seconds: int = 0
    is_near: bool = False

    def wait_for_signals(self) -> None:
        """Stand between the signals and the server; called in its event loop, once it listens."""
        if not self.seconds or threading.current_thread() is not threading.main_thread():
            return
        loop = asyncio.get_running_loop()
        for number in _SIGNALS:
            before = signal.getsignal(number)
            if callable(before):
                signal.signal(number, self._keeping(before, loop))

    def _keeping(self, server: _Handler, loop: asyncio.AbstractEventLoop) -> _Handler:
        def kept(number: int, frame: FrameType | None) -> None:
            if self.is_near:  # a second signal means: now
                server(number, frame)
                return
            self.is_near = True
            loop.call_soon_threadsafe(loop.call_later, self.seconds, server, number, None)

        return kept
