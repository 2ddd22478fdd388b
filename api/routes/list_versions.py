"""`/v1/lists/{id}/versions`: a list's way into law."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, Form, Path, UploadFile
from pydantic import BaseModel, ConfigDict

from api.access.permission import TheCaller, needs
from api.access.roles import Permission
from api.days import Day
from api.dependencies import IN_TURN, Reading, Spoken, Store, TheVerdicts
from api.problems import PROBLEM
from api.routing import StrictRoute
from api.services.editions import Proposal, approved, published, retired
from api.services.impact import draft_impact
from api.services.list_files import ListFile, load_file
from api.wire.body import Json

__all__ = ["Retirement", "Step", "router"]

router = APIRouter(prefix="/v1", tags=["lists"], route_class=StrictRoute, responses=PROBLEM)


_Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
_PUBLISH = [needs(Permission.PUBLISH_LISTS), IN_TURN]


class Step(BaseModel):
    """Who takes a step; needed only where the service asks for no keys."""

    model_config = ConfigDict(extra="forbid")

    by: str = ""


class Retirement(Step):
    """Who takes a version back, and why."""

    reason: str


@router.post(
    "/lists/{list_id}/versions",
    status_code=201,
    dependencies=[needs(Permission.DRAFT_LISTS), IN_TURN],
)
def draft(
    list_id: str,
    store: Store,
    language: Spoken,
    caller: TheCaller,
    *,
    file: Annotated[UploadFile, File(description="ECHA's export, IEC DSL export, our zip or JSON")],
    by: Annotated[str, Form()] = "",
    version: Annotated[str, Form()] = "",
    effective_from: Annotated[Day | None, Form()] = None,
    published_on: Annotated[Day | None, Form()] = None,
    reason: Annotated[str, Form()] = "",
    dry_run: Annotated[bool, Form()] = False,
) -> Json:
    """Read a file, say what it changes, and keep it as a draft; `draft` is null where it is not."""
    sent = ListFile(file.filename or "upload", file.file.read(), list_id=list_id)
    how = Proposal(caller.acting(by), version, effective_from, published_on, reason)
    return load_file(store, sent, how, language=language, is_dry_run=dry_run)


@router.get(
    "/lists/{list_id}/versions/{number:int}/impact",
    dependencies=[needs(Permission.READ_DRAFTS), needs(Permission.READ_IMPACT), IN_TURN],
)
def draft_impact_of(
    list_id: str, number: _Number, session: Reading, eee_category: str | None = None
) -> Json:
    """Whom a draft would hit; nothing is stored."""
    return draft_impact(session, number, list_id=list_id, eee_category=eee_category)


@router.post(
    "/lists/{list_id}/versions/{number:int}:approve",
    dependencies=[needs(Permission.APPROVE_LISTS)],
)
def approve(list_id: str, number: _Number, step: Step, store: Store, caller: TheCaller) -> Json:
    """A second person agrees to a draft."""
    return approved(store, number, by=caller.acting(step.by), list_id=list_id)


@router.post("/lists/{list_id}/versions/{number:int}:publish", dependencies=_PUBLISH)
def publish(
    list_id: str,
    number: _Number,
    step: Step,
    store: Store,
    *,
    caller: TheCaller,
    verdicts: TheVerdicts,
) -> Json:
    """An approved draft becomes law of the store."""
    by = caller.acting(step.by)
    return published(store, number, by=by, list_id=list_id, prepare=verdicts.prepare)


@router.post("/lists/{list_id}/versions/{number:int}:retire", dependencies=_PUBLISH)
def retire(
    list_id: str, number: _Number, step: Retirement, store: Store, caller: TheCaller
) -> Json:
    """A published version is taken back."""
    return retired(store, number, by=caller.acting(step.by), reason=step.reason, list_id=list_id)
