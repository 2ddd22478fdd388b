"""`/v1/lists`: the law as data."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query

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

_From = Annotated[str, Query(alias="from", description="Name of a version, or a day.")]
_To = Annotated[str, Query(alias="to", description="Name of a version, or a day.")]


@router.get("/lists")
def every_list(session: Reading, as_of: date | None = None) -> Json:
    """All lists with their version in force on a day."""
    return lists_json(book_of(session), as_of=as_of or today())


@router.get("/lists/{list_id}")
def one_list(
    list_id: str, session: Reading, as_of: date | None = None, version: str | None = None
) -> Json:
    """One list with its entries in force, their limits, sources and trust."""
    if version is not None:
        return version_json(session, list_id, version)
    return list_json(book_of(session), list_id, as_of=as_of or today())


@router.get("/lists/{list_id}/diff")
def diff(list_id: str, earlier: _From, later: _To, session: Reading) -> Json:
    """What changes in the list from one version or day to another."""
    return list_diff_json(session, list_id, earlier, later)


@router.get("/lists/{list_id}/impact")
def impact(list_id: str, earlier: _From, later: _To, session: Reading) -> Json:
    """Whom a version or day of the list hits, compared with an earlier one."""
    return version_impact(session, list_id, earlier, later)


@router.get("/lists/{list_id}/covered-by")
def covered_by(
    list_id: str, scheme: Scheme, version: str, session: Reading, as_of: date | None = None
) -> Json:
    """Which entries a declaration against a version of the DSL or of chemSHERPA settles."""
    return covers_json(session, scheme, version, of=list_id, as_of=as_of or today())


@router.get("/lists/{list_id}/versions")
def versions(list_id: str, session: Reading) -> Json:
    """The drafts of a list with how far each has come."""
    book_of(session).on(date.max).get(list_id)
    return drafts_json(session, list_id=list_id)


@router.get("/calendar")
def calendar(session: Reading, as_of: date | None = None, until: date | None = None) -> Json:
    """Which products change their status on which day, by what the lists date already."""
    return calendar_json(session, start=as_of or today(), until=until)
