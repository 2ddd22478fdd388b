"""How a body is read, and how a request that is sent again is answered.

Bodies are read more strictly than `json` does: a name that stands twice, NaN and Infinity, and a
text that is nested too deep are refused, where Python's reader would take the last, the number
that is none, or fall over.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Coroutine, Iterable, Sequence
from typing import Annotated, Any, Final

from fastapi import Depends, Header, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from api.access.permission import caller_of
from bom.repeats import Answer, KeyInUse, KeyReused, Repeats
from regulations.errors import ComplianceError

__all__ = ["KEY", "InvalidKey", "Replayed", "StrictRoute", "first_or_replayed", "replayed"]

KEY: Final = "Idempotency-Key"
_LONGEST_KEY: Final = 255
_KEPT_HEADERS: Final = ("content-type", "location", "etag")
_MOST_KEPT: Final = 1 << 22


class InvalidKey(ComplianceError, ValueError):
    """An `Idempotency-Key` that is empty, too long or no plain text."""

    code = "invalid-idempotency-key"


class Replayed(Exception):
    """The request was answered before."""

    def __init__(self, answer: Answer) -> None:
        super().__init__("answered before")
        self.answer = answer


async def replayed(_request: Request, told: Exception) -> Response:
    """The first answer once more; for `FastAPI.add_exception_handler`."""
    if not isinstance(told, Replayed):
        raise told
    headers = {**json.loads(told.answer.headers), "Idempotency-Replayed": "true"}
    return Response(told.answer.content, status_code=told.answer.status, headers=headers)


async def first_or_replayed(
    request: Request,
    key: Annotated[
        str | None,
        Header(alias=KEY, description="A name for this request: sent again, it is not done again."),
    ] = None,
) -> None:
    """A dependency of routes that change something, after the one that lets the caller pass.

    Raises:
        InvalidKey: the header cannot be a key.
        KeyReused, KeyInUse: as `bom.repeats.Repeats.begin`.
        Replayed: the same request was answered before.
    """
    if key is None:
        return
    if not 0 < len(key) <= _LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise InvalidKey(f"{KEY} has 1 to {_LONGEST_KEY} plain characters")
    repeats = Repeats(request.app.state.database)
    caller = caller_of(request)
    whose = caller.key_id or caller.subject
    digest = await _digest(request)
    answer = await run_in_threadpool(repeats.begin, whose, key, digest)
    if answer is not None:
        raise Replayed(answer)
    request.state.repeat = (repeats, whose, key)


class StrictRoute(APIRoute):
    """A route whose body is read strictly and whose first answer is kept."""

    def __init__(
        self,
        path: str,
        endpoint: Callable[..., Any],
        *,
        methods: set[str] | list[str] | None = None,
        dependencies: Sequence[Any] | None = None,
        **how: Any,  # noqa: ANN401 - handed on to FastAPI
    ) -> None:
        """As FastAPI's own; what changes something may be sent again under a key."""
        asked = list(dependencies or ())
        if "POST" in (methods or ()):
            # Last, so that nobody is told of an answer before they are let pass.
            asked.append(Depends(first_or_replayed))
        super().__init__(path, endpoint, methods=methods, dependencies=asked, **how)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """FastAPI's own, between a strict request and a kept answer."""
        handle = super().get_route_handler()

        async def handler(request: Request) -> Response:
            strict = _StrictRequest(request.scope, request.receive)
            try:
                response = await handle(strict)
            except (KeyReused, KeyInUse, Replayed):
                raise
            except BaseException as failed:
                await _kept(strict, None)
                if strict.wrong:
                    told = [{"loc": ("body",), "msg": strict.wrong}]
                    raise RequestValidationError(told) from failed
                raise
            await _kept(strict, response)
            return response

        return handler


class _StrictRequest(Request):
    wrong = ""

    async def json(self) -> Any:  # noqa: ANN401 - any JSON
        """The body, read strictly."""
        if not hasattr(self, "_json"):
            text = await self.body()
            try:
                self._json = json.loads(text, object_pairs_hook=_object, parse_constant=_no_number)
            except json.JSONDecodeError:
                raise
            except (ValueError, RecursionError) as wrong:
                # FastAPI makes a 400 without a word of whatever is raised here.
                self.wrong = str(wrong) if isinstance(wrong, _Refused) else "it cannot be read"
                raise
        return self._json


class _Refused(ValueError):
    """What our own hooks refuse; its text holds nothing of the body but a name."""


def _object(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise _Refused(f"a name stands twice in one object: {name[:40]!a}")
        found[name] = value
    return found


def _no_number(word: str) -> None:
    raise _Refused(f"{word} is no number")


async def _digest(request: Request) -> str:
    """SHA-256 of what is asked: method, address, and the body however it was packed."""
    digest = hashlib.sha256(f"{request.method} {request.url.path}?{request.url.query}".encode())
    if request.headers.get("content-type", "").startswith("multipart/"):
        # The boundary is another each time; the form is the same.
        for name, value in (await request.form()).multi_items():
            if isinstance(value, UploadFile):
                content = await value.read()
                await value.seek(0)
                told = [name, value.filename, hashlib.sha256(content).hexdigest()]
            else:
                told = [name, value]
            digest.update(json.dumps(told).encode())
    else:
        digest.update(await request.body())
    return digest.hexdigest()


async def _kept(request: Request, response: Response | None) -> None:
    """Keep an answer that stands; what failed may be tried again under the same key."""
    if not hasattr(request.state, "repeat"):
        return
    repeats, whose, key = request.state.repeat
    content = bytes(getattr(response, "body", b""))
    is_kept = response is not None and hasattr(response, "body") and len(content) <= _MOST_KEPT
    if response is None or not is_kept:
        await run_in_threadpool(repeats.forget, whose, key)
        return
    headers = {n: v for n, v in response.headers.items() if n in _KEPT_HEADERS}
    answer = Answer(response.status_code, json.dumps(headers), content)
    await run_in_threadpool(repeats.end, whose, key, answer)
