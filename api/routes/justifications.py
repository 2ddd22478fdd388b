"""`/v1/justifications`: findings that two people accept for a while."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from api.access.permission import TheCaller, needs
from api.access.roles import Permission
from api.days import Day
from api.dependencies import Reading, Store
from api.problems import PROBLEM
from api.routing import StrictRoute
from api.services.justifications import (
    approved,
    justification,
    justifications,
    proposed,
    revoked,
)
from api.services.today import today
from api.wire.body import Json
from bom.justifications.steps import Proposed

__all__ = ["Justify", "OneStep", "Revoking", "router"]

router = APIRouter(
    prefix="/v1/justifications",
    tags=["justifications"],
    route_class=StrictRoute,
    responses=PROBLEM,
)

_MOST_NUMBER = 2**31 - 1
_Number = Annotated[int, Path(ge=1, le=_MOST_NUMBER)]
_Word = Annotated[str, Field(max_length=400)]
_Text = Annotated[str, Field(max_length=4_000)]


class OneStep(BaseModel):
    """Who takes a step; the caller, where the service knows who that is."""

    model_config = ConfigDict(extra="forbid")

    by: _Word = ""


class Revoking(OneStep):
    """Who takes it back, and why."""

    reason: _Text


class Justify(OneStep):
    """What is to be accepted, and until when."""

    part_number: Annotated[str, Field(min_length=1, max_length=400)]
    revision: _Word = ""
    manufacturer: _Word = ""
    list_id: Annotated[str, Field(alias="list", max_length=400)]
    entry: _Word
    substances: Annotated[list[_Word], Field(max_length=100)]
    up_to_ppm: Annotated[str, Field(max_length=40)]
    reason: _Text
    evidence: _Text
    valid_from: Day | None = None
    expires_on: Day


@router.post(
    "",
    status_code=201,
    response_class=JSONResponse,
    dependencies=[needs(Permission.JUSTIFY)],
)
def propose(wanted: Justify, store: Store, caller: TheCaller) -> JSONResponse:
    """Propose that a known finding is accepted; a second person has to agree before it counts."""
    body = proposed(
        store,
        Proposed(
            part_number=wanted.part_number,
            revision=wanted.revision,
            manufacturer=wanted.manufacturer,
            list_id=wanted.list_id,
            entry=wanted.entry,
            substances=wanted.substances,
            up_to_ppm=wanted.up_to_ppm,
            reason=wanted.reason,
            evidence=wanted.evidence,
            valid_from=wanted.valid_from or today(),
            expires_on=wanted.expires_on,
        ),
        by=caller.acting(wanted.by),
    )
    where = {"Location": f"/v1/justifications/{body['id']}"}
    return JSONResponse(body, status_code=201, headers=where)


@router.get("", dependencies=[needs(Permission.READ_JUSTIFICATIONS)])
def every(
    session: Reading,
    *,
    part_number: Annotated[str, Query(max_length=400)] = "",
    after: Annotated[int, Query(ge=0, le=_MOST_NUMBER)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Json:
    """The justifications, oldest first, whatever has become of them."""
    return justifications(session, part_number=part_number, after=after, limit=limit)


@router.get("/{number:int}", dependencies=[needs(Permission.READ_JUSTIFICATIONS)])
def one(number: _Number, session: Reading) -> Json:
    """One justification with its steps."""
    return justification(session, number)


@router.post("/{number:int}:approve", dependencies=[needs(Permission.APPROVE_JUSTIFICATIONS)])
def agree(number: _Number, step: OneStep, store: Store, caller: TheCaller) -> Json:
    """A second person agrees; from now on the finding counts as exempt, until its last day."""
    return approved(store, number, by=caller.acting(step.by))


@router.post("/{number:int}:revoke", dependencies=[needs(Permission.JUSTIFY)])
def take_back(number: _Number, step: Revoking, store: Store, caller: TheCaller) -> Json:
    """It counts no more; what was said while it did can still be asked for by `known_at`."""
    return revoked(store, number, by=caller.acting(step.by), reason=step.reason)
