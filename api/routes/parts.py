"""`/v1/parts`: verdict and rollup of one part number."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Response
from fastapi.responses import JSONResponse

from api.dependencies import Reading
from api.problems import PROBLEM
from api.services.rollups import rollup_of
from api.services.today import today
from api.services.verdicts import Ask, verdict_of
from api.wire.body import Json

__all__ = ["router"]

router = APIRouter(prefix="/v1/parts", tags=["parts"], responses=PROBLEM)

_AsOf = Annotated[date | None, Query(description="The day whose law applies; default today (UTC).")]
_KnownAt = Annotated[str | None, Query(description="As known at this instant, ISO 8601.")]
_Match = Annotated[str | None, Header(alias="If-None-Match")]

_NOT_CHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "Still the same verdict"}}


# `:path` lets a part number hold a slash (sent as %2F).
@router.get("/{part_number:path}/verdict", responses=_NOT_CHANGED, response_class=JSONResponse)
def verdict(
    part_number: str,
    session: Reading,
    *,
    revision: str = "",
    manufacturer: str = "",
    as_of: _AsOf = None,
    known_at: _KnownAt = None,
    lists: Annotated[list[str] | None, Query(alias="list")] = None,
    eee_category: str | None = None,
    explain: bool = False,
    if_none_match: _Match = None,
) -> Response:
    """The verdict on one part: status, coverage, cases, duties, gaps."""
    ask = Ask(as_of or today(), tuple(lists or ()), eee_category, known_at, explain)
    body = verdict_of(session, part_number, ask, revision=revision, manufacturer=manufacturer)
    return _answer(body, if_none_match)


@router.get("/{part_number:path}/rollup", responses=_NOT_CHANGED, response_class=JSONResponse)
def rollup(
    part_number: str,
    session: Reading,
    *,
    revision: str = "",
    manufacturer: str = "",
    as_of: _AsOf = None,
    known_at: _KnownAt = None,
    if_none_match: _Match = None,
) -> Response:
    """Every substance of one part: mass, where, share per article and per material."""
    body = rollup_of(
        session,
        part_number,
        as_of=as_of or today(),
        revision=revision,
        manufacturer=manufacturer,
        known_at=known_at,
    )
    return _answer(body, if_none_match)


def _answer(body: Json, if_none_match: str | None) -> Response:
    tag = f'"{body["hash"]}"'
    headers = {"ETag": tag, "Cache-Control": "private, must-revalidate", "Vary": "Authorization"}
    known = {one.strip().removeprefix("W/") for one in (if_none_match or "").split(",")}
    if tag in known or "*" in known:
        return Response(status_code=304, headers=headers)
    return JSONResponse(body, headers=headers)
