"""Errors become problem+json: the only place that knows which failure is which HTTP status."""

from __future__ import annotations

import logging
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from api.errors import UnknownJob
from bom.errors import InvalidInstant, NothingToExport, StoreOutOfDate, UnknownPart
from bom.lists.refusals import SamePerson, StaleDraft, StepOutOfOrder, UnknownDraft
from engine.errors import CyclicStructure
from regulations.errors import ComplianceError, NoVersionInForce, UnknownList

__all__ = ["PROBLEM", "install"]

_log = logging.getLogger(__name__)
_MEDIA_TYPE: Final = "application/problem+json"
_STATUS: Final[dict[type[ComplianceError], int]] = {
    UnknownPart: 404,
    NothingToExport: 404,
    UnknownList: 404,
    UnknownJob: 404,
    UnknownDraft: 404,
    NoVersionInForce: 404,
    CyclicStructure: 409,
    SamePerson: 409,
    StaleDraft: 409,
    StepOutOfOrder: 409,
    InvalidInstant: 422,
    StoreOutOfDate: 503,
}
_REFUSED: Final = 422

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
        (404, "Nothing of that name"),
        (409, "Not in the state that this needs"),
        (422, "The question or the file cannot be understood"),
        (503, "The store is not ready"),
    )
}
"""What every route may answer besides its own body, for OpenAPI."""


def _status_of(error: ComplianceError) -> int:
    """HTTP status of an error; what is not mapped is input that was refused."""
    return next((_STATUS[kind] for kind in type(error).__mro__ if kind in _STATUS), _REFUSED)


def install(app: FastAPI) -> None:
    """Answer every failure as problem+json (RFC 9457)."""
    app.add_exception_handler(ComplianceError, _compliance)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _fault)


async def _compliance(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, ComplianceError):
        raise error
    return _problem(_status_of(error), error.code, error.message, hint=error.hint)


async def _invalid(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    # The offending input is left out: it may hold what a supplier keeps secret.
    told = "; ".join(
        f"{'/'.join(str(step) for step in each['loc'])}: {each['msg']}" for each in error.errors()
    )
    return _problem(_REFUSED, "invalid-request", told)


async def _http(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    code = {404: "not-found", 405: "method-not-allowed", 413: "too-large"}.get(error.status_code)
    answer = _problem(error.status_code, code or "refused", str(error.detail))
    # A 405 names the methods that are allowed; they would be lost here otherwise.
    answer.headers.update(error.headers or {})
    return answer


async def _fault(_request: Request, error: Exception) -> JSONResponse:
    _log.error("unexpected %s", type(error).__name__, exc_info=error)
    return _problem(500, "fault", "this is our fault; the log of the service says more")


def _problem(status: int, code: str, message: str, *, hint: str = "") -> JSONResponse:
    body = {"type": f"urn:chemgate:{code}", "title": message, "status": status, "code": code}
    if hint:
        body["hint"] = hint
    return JSONResponse(body, status_code=status, media_type=_MEDIA_TYPE)
