"""`/v1/lists`: the law as data."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import JSONResponse

from api.access.permission import needs
from api.access.roles import Permission
from api.conditional import NOT_CHANGED, Known, sent_body
from api.days import Day
from api.dependencies import Reading
from api.problems import PROBLEM
from api.services.calendar import calendar_json
from api.services.catalog import book_of, list_json, lists_json, version_json
from api.services.covers import Scheme, covers_json
from api.services.editions import drafts_json
from api.services.impact import version_impact
from api.services.list_diff import list_diff_json
from api.services.today import today
from api.wire.body import Json

__all__ = ["router"]

router = APIRouter(prefix="/v1", tags=["lists"], responses=PROBLEM)

_LISTS = [needs(Permission.READ_LISTS)]
_IMPACT = [needs(Permission.READ_IMPACT)]
_From = Annotated[str, Query(alias="from", description="Name of a version, or a day.")]
_To = Annotated[str, Query(alias="to", description="Name of a version, or a day.")]


@router.get("/lists", dependencies=_LISTS, responses=NOT_CHANGED, response_class=JSONResponse)
def every_list(
    session: Reading, *, as_of: Day | None = None, if_none_match: Known = None
) -> Response:
    """All lists with their version in force on a day."""
    return sent_body(lists_json(book_of(session), as_of=as_of or today()), if_none_match)


@router.get(
    "/lists/{list_id}", dependencies=_LISTS, responses=NOT_CHANGED, response_class=JSONResponse
)
def one_list(
    list_id: str,
    session: Reading,
    *,
    as_of: Day | None = None,
    version: str | None = None,
    if_none_match: Known = None,
) -> Response:
    """One list with its entries in force, their limits, sources and trust."""
    if version is not None:
        body = version_json(session, list_id, version)
    else:
        body = list_json(book_of(session), list_id, as_of=as_of or today())
    return sent_body(body, if_none_match)


@router.get("/lists/{list_id}/diff", dependencies=_LISTS)
def diff(list_id: str, earlier: _From, later: _To, session: Reading) -> Json:
    """What changes in the list from one version or day to another."""
    return list_diff_json(session, list_id, earlier, later)


@router.get("/lists/{list_id}/impact", dependencies=_IMPACT)
def impact(
    list_id: str, earlier: _From, later: _To, session: Reading, eee_category: str | None = None
) -> Json:
    """Whom a version or day of the list hits, compared with an earlier one."""
    return version_impact(session, list_id, earlier, later, eee_category=eee_category)


@router.get("/lists/{list_id}/covered-by", dependencies=_LISTS)
def covered_by(
    list_id: str, scheme: Scheme, version: str, session: Reading, as_of: Day | None = None
) -> Json:
    """Which entries a declaration against a version of the DSL or of chemSHERPA settles."""
    return covers_json(session, scheme, version, of=list_id, as_of=as_of or today())


@router.get("/lists/{list_id}/versions", dependencies=[needs(Permission.READ_DRAFTS)])
def versions(list_id: str, session: Reading) -> Json:
    """The drafts of a list with how far each has come."""
    book_of(session).on(date.max).get(list_id)
    return drafts_json(session, list_id=list_id)


@router.get("/calendar", dependencies=_IMPACT)
def calendar(
    session: Reading,
    as_of: Day | None = None,
    until: Day | None = None,
    lists: Annotated[list[str] | None, Query(alias="list")] = None,
    eee_category: str | None = None,
) -> Json:
    """Which products change their status on which day, by what the lists date already."""
    return calendar_json(
        session,
        start=as_of or today(),
        until=until,
        lists=tuple(lists or ()),
        eee_category=eee_category,
    )
