"""Liveness and readiness."""

from __future__ import annotations

from fastapi import APIRouter
from sqlalchemy import text

from api.dependencies import Reading
from api.problems import PROBLEM
from api.wire.body import Json

__all__ = ["router"]

router = APIRouter(tags=["health"])


@router.get("/healthz")
def alive() -> Json:
    """The process answers; the store is not asked."""
    return {"status": "alive"}


@router.get("/readyz", responses={503: PROBLEM[503]})
def ready(session: Reading) -> Json:
    """The store answers."""
    session.execute(text("SELECT 1"))
    return {"status": "ready"}
