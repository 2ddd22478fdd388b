"""Errors become problem+json: the only place that knows which failure is which HTTP status."""

from __future__ import annotations

import logging
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException

from api.access.errors import NotAllowed, NotAuthenticated, RecordFull, TooManyRequests
from api.errors import NotAcceptable, UnknownPlace
from api.wire.body import Json
from bom.errors import InvalidInstant, NothingToExport, StoreOutOfDate, UnknownPart
from bom.jobs.errors import JobIsOver, QueueIsFull, UnknownJob
from bom.justifications.errors import UnknownJustification
from bom.lists.refusals import SamePerson, StaleDraft, StepOutOfOrder, UnknownDraft
from bom.repeats import KeyInUse
from bom.store_faults import StoreFault, StoreFull, fault_of
from engine.errors import CyclicStructure
from regulations.errors import ComplianceError, NoVersionInForce, UnknownList

__all__ = [
    "PLAIN",
    "PROBLEM",
    "answer_to",
    "fault_answer",
    "install",
    "problem",
    "problem_json",
    "status_of",
]

_log = logging.getLogger(__name__)
_MEDIA_TYPE: Final = "application/problem+json"
_STATUS: Final[dict[type[ComplianceError], int]] = {
    NotAuthenticated: 401,
    NotAllowed: 403,
    TooManyRequests: 429,
    UnknownPart: 404,
    NothingToExport: 404,
    UnknownList: 404,
    UnknownJob: 404,
    UnknownPlace: 404,
    UnknownJustification: 404,
    UnknownDraft: 404,
    NoVersionInForce: 404,
    NotAcceptable: 406,
    CyclicStructure: 409,
    JobIsOver: 409,
    KeyInUse: 409,
    SamePerson: 409,
    StaleDraft: 409,
    StepOutOfOrder: 409,
    InvalidInstant: 422,
    QueueIsFull: 503,
    RecordFull: 503,
    StoreFault: 503,
    StoreFull: 507,
    StoreOutOfDate: 503,
}
_REFUSED: Final = 422

PLAIN: Final[dict[str, tuple[int, str]]] = {
    "fault": (500, "Our fault; `request_id` finds the line in the log of the service."),
    "head-too-large": (431, "More bytes before the body than a request may have."),
    "invalid-request": (422, "The question has another form than the description of the API."),
    "leaving": (503, "This worker is about to end."),
    "method-not-allowed": (405, "The address takes other methods; `Allow` names them."),
    "no-metrics": (501, "This installation has no metrics, or they are off."),
    "not-found": (404, "There is no such address."),
    "not-ready": (503, "The store does not answer, or not as this release needs it."),
    "refused": (400, "Not the way HTTP is spoken here, e.g. a body that cannot be read."),
    "too-large": (413, "More bytes than a request may have."),
    "unknown-host": (400, "The service does not go by the name in `Host`."),
}
"""Codes that stand for no class of errors, with their status and meaning."""
_STORE_RETRY: Final = "5"

PROBLEM: Final[dict[int | str, dict[str, Any]]] = {
    status: {
        "description": description,
        "content": {
            _MEDIA_TYPE: {
                "schema": {
                    "type": "object",
                    "required": ["type", "title", "status", "code"],
                    "properties": {
                        "type": {"type": "string"},
                        "title": {"type": "string"},
                        "status": {"type": "integer"},
                        "detail": {"type": "string"},
                        "code": {"type": "string"},
                        "hint": {"type": "string"},
                    },
                }
            }
        },
    }
    for status, description in (
        (400, "Not the way HTTP is spoken here: another host, a body that is none"),
        (401, "A valid key or token is needed"),
        (403, "The caller may not do this"),
        (404, "Nothing of that name"),
        (406, "Not in a form that this is given in"),
        (409, "Not in the state that this needs"),
        (413, "More than a request may hold"),
        (422, "The question or the file cannot be understood"),
        (431, "The head of the request is too large"),
        (429, "Faster than agreed; Retry-After says when to come back"),
        (500, "Our fault; `request_id` finds the line of the log"),
        (501, "This installation cannot do it"),
        (507, "No room is left where the store lies"),
        (503, "The store is not ready, or the service is about to end"),
    )
}
"""What every route may answer besides its own body, for OpenAPI."""


def status_of(kind: type[ComplianceError]) -> int:
    """HTTP status of a class of errors; what is not mapped is input that was refused."""
    return next((_STATUS[each] for each in kind.__mro__ if each in _STATUS), _REFUSED)


def install(app: FastAPI) -> None:
    """Answer every failure as problem+json (RFC 9457); what nobody foresaw, `api.watch` answers."""
    app.add_exception_handler(ComplianceError, _compliance)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(DBAPIError, _store)


def answer_to(error: ComplianceError) -> JSONResponse:
    """The answer to a failure that has a code of its own."""
    answer = problem(status_of(type(error)), error.code, error.message, hint=error.hint)
    if isinstance(error, NotAuthenticated):
        _log.info("not let in: %s", error.why)
        answer.headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, TooManyRequests):
        answer.headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, StoreFault):
        answer.headers["Retry-After"] = _STORE_RETRY
    return answer


def fault_answer(request_id: str) -> JSONResponse:
    """What nobody foresaw: an id that finds the line of the log, and nothing else."""
    told = "this is our fault; the log of the service says more"
    return problem(500, "fault", told, request_id=request_id)


def problem_json(error: ComplianceError) -> Json:
    """An error as the body of a problem, for where it stands inside another answer."""
    body: Json = {
        "type": f"urn:chemgate:{error.code}",
        "title": error.message,
        "status": status_of(type(error)),
        "code": error.code,
    }
    return {**body, "hint": error.hint} if error.hint else body


def problem(
    status: int, code: str, message: str, *, hint: str = "", request_id: str = ""
) -> JSONResponse:
    """One problem; `X-Problem` never leaves the service, it is what `api.watch` counts."""
    body = {"type": f"urn:chemgate:{code}", "title": message, "status": status, "code": code}
    if hint:
        body["hint"] = hint
    if request_id:
        body["request_id"] = request_id
    return JSONResponse(
        body, status_code=status, media_type=_MEDIA_TYPE, headers={"X-Problem": code}
    )


async def _compliance(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, ComplianceError):
        raise error
    return answer_to(error)


async def _invalid(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    # The offending input is left out: it may hold what a supplier keeps secret.
    told = "; ".join(
        f"{'/'.join(str(step) for step in each['loc'])}: {each['msg']}" for each in error.errors()
    )
    return problem(_REFUSED, "invalid-request", told)


async def _http(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    code = {404: "not-found", 405: "method-not-allowed", 413: "too-large"}.get(error.status_code)
    answer = problem(error.status_code, code or "refused", str(error.detail))
    # A 405 names the methods that are allowed; they would be lost here otherwise.
    answer.headers.update(error.headers or {})
    return answer


async def _store(_request: Request, error: Exception) -> JSONResponse:
    """Errors that a driver raises outside of SQLAlchemy's sight; the others come as faults."""
    fault = fault_of(error)
    if fault is None:
        raise error
    return answer_to(fault)
