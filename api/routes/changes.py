"""`/v1/changes`: which parts flipped, and why."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from api.access.permission import needs
from api.access.roles import Permission
from api.dependencies import Reading
from api.problems import PROBLEM
from api.services.changes import MOST_CHANGES, changes_json

__all__ = ["router"]

router = APIRouter(
    prefix="/v1",
    tags=["parts"],
    responses=PROBLEM,
    dependencies=[needs(Permission.READ_CHANGES)],
)


@router.get("/changes", response_class=JSONResponse)
def changes(
    session: Reading,
    *,
    since: Annotated[
        str, Query(max_length=40, description="`next` of the page before, or an instant.")
    ] = "",
    limit: Annotated[int, Query(ge=1, le=MOST_CHANGES)] = MOST_CHANGES,
) -> JSONResponse:
    """Which parts flipped since a cursor, oldest first; `next` is the next cursor.

    `more` says whether there is more already. docs/portal.md tells how to follow it.
    """
    body = changes_json(session, since=since, most=limit)
    following = f'</v1/changes?since={body["next"]}&limit={limit}>; rel="next"'
    return JSONResponse(body, headers={"Link": following} if body["more"] else {})
