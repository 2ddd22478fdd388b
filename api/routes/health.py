"""Liveness and readiness."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from api.access.permission import needs
from api.access.roles import Permission
from api.dependencies import Store
from api.leaving import Leaving
from api.problems import PROBLEM, problem
from api.services.health import unready
from api.wire.body import Json

__all__ = ["router"]

router = APIRouter(
    tags=["health"],
    dependencies=[needs(Permission.OPEN)],
    # The gate stands before every route: who shows a key shows a good one.
    responses={status: PROBLEM[status] for status in (400, 401, 429, 500, 503)},
)


@router.get("/healthz")
async def alive() -> Json:
    """The process answers; the store is not asked."""
    return {"status": "alive"}


@router.get("/readyz")
def ready(request: Request, store: Store) -> Response:
    """The store answers, in the schema of this release and with lists in force."""
    leaving: Leaving = request.app.state.leaving
    if leaving.is_near:
        return problem(503, "leaving", "this worker is about to end")
    if reason := unready(store):
        return problem(503, "not-ready", reason)
    return JSONResponse({"status": "ready"})
