"""`/v1/audit`: who did what, and whether the record of it is whole."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.access.permission import needs
from api.access.roles import Permission
from api.dependencies import Reading
from api.problems import PROBLEM
from api.services.audit import page_json
from api.wire.body import Json

__all__ = ["router"]

router = APIRouter(
    prefix="/v1/audit",
    tags=["audit"],
    responses=PROBLEM,
    dependencies=[needs(Permission.READ_AUDIT)],
)


@router.get("")
def acts(
    session: Reading,
    after: Annotated[int, Query(ge=0, description="Number of the last event seen.")] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Json:
    """Events after a number, oldest first; `chemgate audit verify` checks the whole chain."""
    return page_json(session, after=after, most=limit)
