"""`/v1/parts/{part_number}/tree`: where the red comes from, step by step."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse

from api.access.permission import TheCaller, needs
from api.access.roles import Permission
from api.access.scope import require_own
from api.conditional import NOT_CHANGED, Known, sent
from api.dependencies import Reading
from api.problems import PROBLEM
from api.questions import TheAsk, Which
from api.services.trees import Opening, tree_of

__all__ = ["Only", "router"]

router = APIRouter(
    prefix="/v1/parts",
    tags=["parts"],
    responses=PROBLEM,
    dependencies=[needs(Permission.READ_COMPOSITION)],
)


class Only(StrEnum):
    """Which nodes are shown."""

    ALL = "all"
    PROBLEMS = "problems"


@router.get("/{part_number:path}/tree", responses=NOT_CHANGED, response_class=JSONResponse)
def tree(
    part_number: str,
    session: Reading,
    caller: TheCaller,
    ask: TheAsk,
    which: Which,
    *,
    at: Annotated[str, Query(max_length=200, description="A place, as `at` of a node.")] = "",
    depth: Annotated[int, Query(ge=0, le=20, description="Levels to open.")] = 1,
    only: Only = Only.ALL,
    if_none_match: Known = None,
) -> Response:
    """A part opened to some depth; each node with what is known and what is open below it.

    `cause` leads from a red or open node to the one that makes it so.
    """
    require_own(session, caller, part_number, **which.named)
    opening = Opening(at, depth, only is Only.PROBLEMS)
    body = tree_of(session, part_number, ask, opening, **which.named)
    return sent(JSONResponse(body).body, f'"{body["hash"]}"', if_none_match)
