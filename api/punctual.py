"""HTTP/1.1 for clients that say what they want within a time."""

from __future__ import annotations

import asyncio
from typing import Final

from uvicorn.protocols.http.h11_impl import H11Protocol

__all__ = ["HEAD_SECONDS", "Punctual"]

HEAD_SECONDS: Final = 20.0
"""From the opening of a line, or the end of an answer, to the end of the next request's head."""


class Punctual(H11Protocol):
    """uvicorn's own protocol, with a deadline for heads.

    uvicorn closes a line on which nothing comes, but not one on which half a head came: 500 of
    them were all open after half a minute, and enough of them leave no line for others. A proxy in
    front does the same job; a service without one should not hang on it.

    Source:
        RFC 9110, 15.5.9: a server may close a connection when no complete request came in time.
    """

    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for the first head."""
        super().connection_made(transport)
        self._expect()

    def on_response_complete(self) -> None:
        """Wait for the next head."""
        super().on_response_complete()
        self._expect()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing more."""
        if self._deadline is not None:
            self._deadline.cancel()
        super().connection_lost(exc)

    def _expect(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        self._deadline = self.loop.call_later(HEAD_SECONDS, self._hang_up)

    def _hang_up(self) -> None:
        # A request under way has its own time; its answer starts the next wait.
        if self.cycle is None or self.cycle.response_complete:
            self.transport.close()
