"""The regulatory team's steps: propose, approve, publish, retire, and who did what."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from api.services.changes import record_changes
from api.services.list_versions import require_list
from api.wire.body import Json
from bom.audit import Event, read_trail, trail_of
from bom.database import Database
from bom.lists import lifecycle
from bom.lists.drafting import add_draft, examine
from bom.lists.drafts import Draft, read_draft, read_drafts
from bom.lists.edition import Edition
from bom.lists.law_book import LawBook

__all__ = [
    "Proposal",
    "approved",
    "audit_json",
    "draft_json",
    "drafts_json",
    "proposed",
    "published",
    "retired",
]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What goes with a content that is proposed; as in `bom.lists.drafting.add_draft`."""

    by: str
    version: str = ""
    effective_from: date | None = None
    published_on: date | None = None
    reason: str = ""


def proposed(database: Database, edition: Edition, how: Proposal) -> Json:
    """Keep a content as a draft; `draft` is null where it holds already.

    Raises:
        InvalidListData: some of it cannot be trusted.
        InvalidStep: nobody's name, a missing reason, a version name that is taken.
    """
    with database.readers() as session:
        examined = examine(session, edition, effective_from=how.effective_from, version=how.version)
    with database.writers.begin() as session:
        draft = add_draft(
            session,
            examined,
            by=how.by,
            version=how.version,
            published_on=how.published_on,
            reason=how.reason,
        )
    return {
        "list": edition.list_id,
        "sha256": edition.sha256,
        "draft": None if draft is None else draft_json(draft),
    }


def approved(database: Database, number: int, *, by: str, list_id: str = "") -> Json:
    """The second person agrees.

    Raises:
        UnknownDraft, SamePerson, StepOutOfOrder, InvalidStep: as `bom.lists.lifecycle.approve`.
    """
    with database.writers.begin() as session:
        require_list(read_draft(session, number), list_id)
        return draft_json(lifecycle.approve(session, number, by=by))


def published(
    database: Database,
    number: int,
    *,
    by: str,
    list_id: str = "",
    prepare: Callable[[LawBook], object] = lambda _book: None,
) -> Json:
    """The draft becomes law, and the portfolio is judged anew; `changes` says how many flipped.

    Args:
        database: the store.
        number: of the draft.
        by: who publishes.
        list_id: of which list the draft has to be; "" = any.
        prepare: is told the lists as they will be, while those before still answer.

    Raises:
        UnknownDraft, StepOutOfOrder, StaleDraft, InvalidStep, InvalidListData: as
            `bom.lists.lifecycle.publish`.
    """
    with database.readers() as session:
        require_list(read_draft(session, number), list_id)
        after = lifecycle.rehearse(session, number)
    prepare(after)
    with database.writers.begin() as session:
        body = draft_json(lifecycle.publish(session, number, by=by))
    return {**body, "changes": record_changes(database)}


def retired(database: Database, number: int, *, by: str, reason: str, list_id: str = "") -> Json:
    """A published content stops being law, and the portfolio is judged anew.

    Raises:
        UnknownDraft, StepOutOfOrder, InvalidStep, InvalidListData: as `bom.lists.lifecycle.retire`.
    """
    with database.writers.begin() as session:
        require_list(read_draft(session, number), list_id)
        body = draft_json(lifecycle.retire(session, number, by=by, reason=reason))
    return {**body, "changes": record_changes(database)}


def drafts_json(session: Session, *, list_id: str | None = None) -> Json:
    """All drafts, or those of a list, oldest first."""
    return {"drafts": [draft_json(each) for each in read_drafts(session, list_id=list_id)]}


def draft_json(draft: Draft) -> Json:
    """A draft with the steps that were taken."""
    steps = (
        ("created", draft.created_by, draft.created_at),
        ("approved", draft.approved_by, draft.approved_at),
        ("published", draft.published_by, draft.published_at),
        ("retired", draft.retired_by, draft.retired_at),
    )
    return {
        "draft": draft.number,
        "list": draft.list_id,
        "version": draft.version,
        "state": draft.state.value,
        "effective_from": draft.effective_from.isoformat(),
        "published_on": draft.published_on.isoformat() if draft.published_on else None,
        "sha256": draft.sha256,
        "based_on": draft.based_on or None,
        "reason": draft.reason,
        "steps": [{"step": step, "by": by, "at": at} for step, by, at in steps if at],
    }


def audit_json(session: Session, *, anchor: str = "") -> Json:
    """Every recorded act, and whether the chain of them is whole.

    Args:
        session: of the store.
        anchor: hash of an event that was written down elsewhere; without one, events cut off at
            the end cannot be noticed.
    """
    told: list[Event] = []

    def kept() -> Iterator[Event]:
        for event in read_trail(session):
            told.append(event)
            yield event

    trail = trail_of(kept(), anchor=anchor)
    return {
        "whole": trail.is_whole,
        "events": trail.events,
        "head": trail.head,
        "broken_at": trail.broken_at,
        "anchor_found": trail.has_anchor,
        "rows": [
            {
                "number": event.number,
                "at": event.recorded_at,
                "by": event.actor,
                "action": event.action,
                "subject": event.subject,
                "facts": dict(event.facts),
                "hash": event.hash,
            }
            for event in told
        ],
    }
