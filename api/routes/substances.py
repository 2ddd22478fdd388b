"""`/v1/substances`: where a substance is used."""

from __future__ import annotations

from fastapi import APIRouter

from api.access.permission import needs
from api.access.roles import Permission
from api.dependencies import Reading
from api.problems import PROBLEM
from api.services.uses import where_used
from api.wire.body import Json

__all__ = ["router"]

router = APIRouter(
    prefix="/v1/substances",
    tags=["substances"],
    responses=PROBLEM,
    dependencies=[needs(Permission.READ_USES)],
)


@router.get("/{identity}/where-used")
def used(identity: str, session: Reading) -> Json:
    """All products with paths that hold a CAS, EC or SN number."""
    return where_used(session, identity)
