"""`/v1/lists/{id}/versions`: a list's way into law."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, File, Form, UploadFile
from pydantic import BaseModel, ConfigDict

from api.dependencies import Reading, Spoken, Store
from api.problems import PROBLEM
from api.services.changes import MOST_CHANGES, changes_json
from api.services.editions import Proposal, approved, published, retired
from api.services.impact import draft_impact
from api.services.list_files import ListFile, load_file
from api.wire.body import Json

__all__ = ["Retirement", "Step", "router"]

router = APIRouter(prefix="/v1", tags=["lists"], responses=PROBLEM)


class Step(BaseModel):
    """Who takes a step."""

    model_config = ConfigDict(extra="forbid")

    by: str


class Retirement(Step):
    """Who takes a version back, and why."""

    reason: str


@router.post("/lists/{list_id}/versions", status_code=201)
def draft(
    list_id: str,
    store: Store,
    language: Spoken,
    *,
    file: Annotated[UploadFile, File(description="ECHA's export, IEC DSL export, our zip or JSON")],
    by: Annotated[str, Form()],
    version: Annotated[str, Form()] = "",
    effective_from: Annotated[date | None, Form()] = None,
    published_on: Annotated[date | None, Form()] = None,
    reason: Annotated[str, Form()] = "",
    dry_run: Annotated[bool, Form()] = False,
) -> Json:
    """Read a file, say what it changes, and keep it as a draft; `draft` is null where it is not."""
    sent = ListFile(file.filename or "upload", file.file.read(), list_id=list_id)
    how = Proposal(by, version, effective_from, published_on, reason)
    return load_file(store, sent, how, language=language, is_dry_run=dry_run)


@router.get("/lists/{list_id}/versions/{number:int}/impact")
def draft_impact_of(list_id: str, number: int, session: Reading) -> Json:
    """Whom a draft would hit; nothing is stored."""
    return draft_impact(session, number, list_id=list_id)


@router.post("/lists/{list_id}/versions/{number:int}:approve")
def approve(list_id: str, number: int, step: Step, store: Store) -> Json:
    """A second person agrees to a draft."""
    return approved(store, number, by=step.by, list_id=list_id)


@router.post("/lists/{list_id}/versions/{number:int}:publish")
def publish(list_id: str, number: int, step: Step, store: Store) -> Json:
    """An approved draft becomes law of the store."""
    return published(store, number, by=step.by, list_id=list_id)


@router.post("/lists/{list_id}/versions/{number:int}:retire")
def retire(list_id: str, number: int, step: Retirement, store: Store) -> Json:
    """A published version is taken back."""
    return retired(store, number, by=step.by, reason=step.reason, list_id=list_id)


@router.get("/changes")
def changes(session: Reading, since: str = "") -> Json:
    """Which parts flipped since a cursor, at most 1 000 at a time; `next` is the next cursor."""
    return changes_json(session, since=since, most=MOST_CHANGES)
