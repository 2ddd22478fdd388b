"""`POST /v1/evaluations`: the whole portfolio, as a job."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict

from api.access.permission import TheCaller, needs
from api.access.roles import Permission
from api.days import Day
from api.dependencies import TheRunner
from api.jobs.work import EVALUATION
from api.problems import PROBLEM
from api.routing import StrictRoute
from api.wire.jobs import job_json

__all__ = ["Evaluating", "router"]

router = APIRouter(
    prefix="/v1",
    tags=["jobs"],
    route_class=StrictRoute,
    responses=PROBLEM,
    dependencies=[needs(Permission.EVALUATE)],
)


class Evaluating(BaseModel):
    """What is to be judged."""

    model_config = ConfigDict(extra="forbid")

    as_of: Day | None = None


@router.post("/evaluations", status_code=202, response_class=JSONResponse)
def judge(
    runner: TheRunner,
    caller: TheCaller,
    wanted: Annotated[Evaluating | None, Body()] = None,
) -> JSONResponse:
    """Judge every part, count the statuses, and write the change feed up to now."""
    day = wanted.as_of.isoformat() if wanted and wanted.as_of else None
    job = runner.queue.put(EVALUATION, asked_by=caller.subject, arguments={"as_of": day})
    runner.nudge()
    headers = {"Location": f"/v1/jobs/{job.id}"}
    return JSONResponse(job_json(job), status_code=202, headers=headers)
