"""`/v1/lists`: the law as data."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter

from api.problems import PROBLEM
from api.services.catalog import list_json, lists_json
from api.services.today import today
from api.wire.body import Json

__all__ = ["router"]

router = APIRouter(prefix="/v1/lists", tags=["lists"], responses=PROBLEM)


@router.get("")
def every_list(as_of: date | None = None) -> Json:
    """All lists with their version in force on a day."""
    return lists_json(as_of=as_of or today())


@router.get("/{list_id}")
def one_list(list_id: str, as_of: date | None = None) -> Json:
    """One list with its entries in force, their limits, sources and trust."""
    return list_json(list_id, as_of=as_of or today())
