"""Around every request: an id, a line in the log, a count, the headers that every answer has."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access.caller import Caller
from api.access.recorder import RECORDED, Act, Recorder
from api.logs import TOLD
from api.metrics import Meter
from api.problems import fault_answer
from bom.instants import instant_text

__all__ = ["HEADERS", "UNMATCHED", "Watch"]

_log = logging.getLogger("chemgate.request")

HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""What every answer has, unless its route says otherwise."""

UNMATCHED: Final = "unmatched"
_ID: Final = re.compile(r"[A-Za-z0-9._-]{8,64}")
_REQUEST_ID: Final = "X-Request-ID"
_PROBLEM: Final = "X-Problem"
_TAKING_AWAY: Final = frozenset({"DELETE", "PUT", "PATCH"})


@dataclass(slots=True)
class _Passage:
    """One request on its way through."""

    request_id: str
    began: float
    status: int = 0
    code: str = ""


class Watch:
    """The outermost layer of ours: nothing is answered that it does not see."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        meter: Meter,
        recorder: Callable[[], Recorder | None],
        template: Callable[[Scope], str],
    ) -> None:
        """Stand around an application.

        Args:
            app: what it stands around.
            meter: counts.
            recorder: the one that is open now; None before and after.
            template: the route of a scope as it was declared, `UNMATCHED` where none was met.
        """
        self.app = app
        self._meter = meter
        self._recorder = recorder
        self._template = template

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and tell about it when it is over."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        passage = _Passage(_id(scope), time.perf_counter())
        scope.setdefault("state", {})["request_id"] = passage.request_id

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                _dress(message, passage)
            await send(message)

        try:
            await self.app(scope, receive, sending)
        except Exception as fault:
            _log.exception("fault", extra={TOLD: {"request_id": passage.request_id}})
            if passage.status:  # half of an answer is out; the server cuts the connection
                raise
            del fault
            await fault_answer(passage.request_id)(scope, receive, sending)
        finally:
            self._tell(scope, passage)

    def _tell(self, scope: Scope, passage: _Passage) -> None:
        seconds, route = time.perf_counter() - passage.began, self._template(scope)
        self._meter.answered(scope["method"], route, passage.status, seconds)
        if passage.code:
            self._meter.refused(passage.code)
        caller: Caller | None = scope["state"].get("caller")
        line: dict[str, Any] = {
            "request_id": passage.request_id,
            "method": scope["method"],
            "route": route,
            "status": passage.status,
            "ms": round(seconds * 1000, 2),
            "roles": sorted(caller.roles) if caller else [],
            "key": caller.key_id if caller else "",
        }
        if passage.code:
            line["code"] = passage.code
        _log.info("request", extra={TOLD: line})
        self._record(scope, passage, route, caller)

    def _record(self, scope: Scope, passage: _Passage, route: str, caller: Caller | None) -> None:
        recorder, asked = self._recorder(), scope["state"].get("asked", frozenset())
        if recorder is None or caller is None or caller.is_local:
            return
        if not asked & RECORDED and scope["method"] not in _TAKING_AWAY:
            return
        facts = {
            "request": passage.request_id,
            "status": passage.status,
            "key": caller.key_id,
            "roles": sorted(caller.roles),
            **{name: str(value) for name, value in scope.get("path_params", {}).items()},
        }
        at = instant_text(datetime.now(UTC))
        recorder.note(Act(caller.subject, f"{scope['method']} {route}", facts, at))


def _id(scope: Scope) -> str:
    """The id that a proxy gave, where it is one; else ours."""
    given = Headers(scope=scope).get(_REQUEST_ID, "")
    return given if _ID.fullmatch(given) else uuid.uuid4().hex


def _dress(message: Message, passage: _Passage) -> None:
    headers = MutableHeaders(scope=message)
    passage.status, passage.code = message["status"], headers.get(_PROBLEM, "")
    if passage.code:
        del headers[_PROBLEM]
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    headers[_REQUEST_ID] = passage.request_id
