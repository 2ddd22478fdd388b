"""Before anything of a body is read: the right host, a caller, and not too much."""

from __future__ import annotations

from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access.doors import Doors
from api.problems import answer_to, problem
from regulations.errors import ComplianceError

__all__ = ["Gate"]


class Gate:
    """Refuses what can be refused from the head of a request; routes ask for the rest."""

    def __init__(self, app: ASGIApp, *, doors: Callable[[], Doors]) -> None:
        """Stand before an application.

        Args:
            app: what it stands before.
            doors: the ones that are open now.
        """
        self.app = app
        self._doors = doors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        doors, headers = self._doors(), Headers(scope=scope)
        if not _is_ours(headers.get("host", ""), doors.settings.hosts):
            refused = problem(400, "unknown-host", "this service does not go by that name")
            await refused(scope, receive, send)
            return
        if (
            sum(len(name) + len(value) for name, value in scope["headers"])
            > doors.settings.header_bytes
        ):
            # uvicorn's own limit is of what it waits for, not of what came at once.
            refused = problem(431, "head-too-large", "the head of the request is too large")
            await refused(scope, receive, send)
            return
        try:
            caller = await doors.let_in(HTTPConnection(scope))
        except ComplianceError as error:
            await answer_to(error)(scope, receive, send)
            return
        scope.setdefault("state", {})["caller"] = caller
        await _Limited(self.app, doors.settings.body_bytes)(scope, receive, send)


class _Limited:
    """A body of at most so many bytes, whatever its head says of it.

    FastAPI's own limit answers in plain text and outside of `api.watch`; its rule is the same.
    """

    def __init__(self, app: ASGIApp, most: int) -> None:
        self.app = app
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        told = Headers(scope=scope).get("content-length", "")
        if told.isascii() and told.isdecimal() and int(told[:20]) > self._most:
            too_large = problem(413, "too-large", f"more than {self._most} bytes")
            too_large.headers["Connection"] = "close"
            await too_large(scope, receive, send)
            return
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self._most:
                raise HTTPException(413, f"more than {self._most} bytes")
            return message

        await self.app(scope, counted, send)


def _is_ours(host: str, names: tuple[str, ...]) -> bool:
    """Whether the service answers to a Host header; its port is anybody's."""
    if "*" in names or not names:
        return True
    name = host.partition("]")[0].removeprefix("[") if host.startswith("[") else host
    name = name if host.startswith("[") else name.partition(":")[0]
    return name.casefold() in {one.casefold().strip("[]") for one in names}
