"""`/v1/parts`: the verdict on one part number."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse

from api.access.permission import TheCaller, needs
from api.access.roles import Permission
from api.access.scope import questioned
from api.access.views import served_view, tag
from api.conditional import NOT_CHANGED, Known, sent
from api.dependencies import Store, TheAsking
from api.problems import PROBLEM
from api.questions import AsOf, KnownAt
from api.services.today import today
from api.services.verdicts import Ask

__all__ = ["router"]

router = APIRouter(prefix="/v1/parts", tags=["parts"], responses=PROBLEM)

_Use = Annotated[
    list[str] | None, Query(description="electrical_equipment, not:toy, …; repeatable.")
]


# `:path` lets a part number hold a slash (sent as %2F).
@router.get(
    "/{part_number:path}/verdict",
    responses=NOT_CHANGED,
    response_class=JSONResponse,
    dependencies=[needs(Permission.READ_VERDICTS)],
)
async def verdict(
    part_number: str,
    asking: TheAsking,
    store: Store,
    caller: TheCaller,
    *,
    revision: str = "",
    manufacturer: str = "",
    as_of: AsOf = None,
    known_at: KnownAt = None,
    lists: Annotated[list[str] | None, Query(alias="list")] = None,
    eee_category: str | None = None,
    use: _Use = None,
    explain: bool = False,
    if_none_match: Known = None,
) -> Response:
    """The verdict on one part: status, coverage, cases, duties, gaps."""
    ask = Ask(
        as_of or today(), tuple(lists or ()), eee_category, known_at, explain, tuple(use or ())
    )
    which = {"revision": revision, "manufacturer": manufacturer}
    await questioned(store, caller, part_number, ask, **which)
    view = served_view(caller.view)
    answer = await asking.told(part_number, ask, **which, view=view)
    return sent(answer.content, tag(answer.hash, caller.view), if_none_match)
