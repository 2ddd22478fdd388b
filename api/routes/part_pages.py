"""`/v1/parts`: find parts, and what has become of one."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse

from api.access.permission import TheCaller, needs
from api.access.roles import Permission
from api.access.scope import require_own
from api.dependencies import Reading
from api.problems import PROBLEM
from api.questions import Which
from api.services.part_pages import history_json, parts_json
from api.wire.body import Json

__all__ = ["router"]

router = APIRouter(
    prefix="/v1/parts",
    tags=["parts"],
    responses=PROBLEM,
    dependencies=[needs(Permission.READ_VERDICTS)],
)


@router.get("", response_class=JSONResponse)
def parts(
    request: Request,
    session: Reading,
    caller: TheCaller,
    *,
    q: Annotated[str, Query(max_length=200, description="In the part number or name.")] = "",
    manufacturer: Annotated[str, Query(max_length=200)] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    cursor: Annotated[str, Query(max_length=4_000, description="`next` of the page before.")] = "",
) -> JSONResponse:
    """The parts of the store by number, a page at a time; `Link` names the next page."""
    body = parts_json(
        session,
        words=q,
        manufacturer=manufacturer,
        cursor=cursor,
        limit=limit,
        supplier=caller.supplier if caller.is_supplier else "",
    )
    headers = {}
    if body["next"]:
        asked = {"q": q, "manufacturer": manufacturer, "limit": limit, "cursor": body["next"]}
        following = urlencode({key: value for key, value in asked.items() if value})
        headers["Link"] = f'<{request.url.path}?{following}>; rel="next"'
    return JSONResponse(body, headers=headers)


@router.get("/{part_number:path}/history")
def history(part_number: str, session: Reading, caller: TheCaller, which: Which) -> Json:
    """Which declarations of a part came and spoke when, and how its status changed."""
    require_own(session, caller, part_number, **which.named)
    return history_json(session, part_number, **which.named)
