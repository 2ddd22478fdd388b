"""The steps of a drafted list into law: approved by a second person, published, retired."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bom.audit import record_event
from bom.history import Clock, next_instant, utc_now
from bom.instants import instant_text
from bom.list_rows import store_lists
from bom.lists.drafts import Draft, State, find_version, read_draft
from bom.lists.law_book import LawBook, Published, read_law_book, stored_edition
from bom.lists.people import is_same, person
from bom.lists.refusals import InvalidStep, SamePerson, StaleDraft, StepOutOfOrder
from bom.models import Base, ListApproval, ListPublication, ListRetirement
from regulations.model import SubstanceList

__all__ = ["approve", "publish", "rehearse", "retire"]


def approve(session: Session, number: int, *, by: str, clock: Clock = utc_now) -> Draft:
    """The second person agrees; the caller commits.

    Raises:
        UnknownDraft: no draft of that number.
        SamePerson: it is the author.
        StepOutOfOrder: it was approved before.
        InvalidStep: nobody's name.
    """
    actor, draft = person(by), read_draft(session, number)
    _require(draft, State.DRAFT, "approved")
    if is_same(actor, draft.created_by):
        raise SamePerson(
            f"{actor} made draft {number} and cannot approve it",
            hint="a second person has to look at it: lists approve N --by NAME",
        )
    row = {"created_by": draft.created_by, "approved_by": actor}
    _append(session, ListApproval, draft, row, actor=actor, recorded_at=instant_text(clock()))
    return read_draft(session, number)


def rehearse(session: Session, number: int) -> LawBook:
    """Load the lists as a draft will make them: seconds, so before the lock is taken.

    Returns:
        The lists of every day as they will be.

    Raises:
        UnknownDraft: no draft of that number.
        InvalidListData: it no longer fits to the other lists.
    """
    _, after = _with(session, read_draft(session, number), "9999")
    return after


def publish(session: Session, number: int, *, by: str, clock: Clock = utc_now) -> Draft:
    """An approved draft becomes law of the store from its first day on; the caller commits.

    Raises:
        UnknownDraft: no draft of that number.
        StepOutOfOrder: it is not approved, or published already.
        StaleDraft: the list has changed since it was drafted, maybe this very moment.
        InvalidListData: it no longer fits to the other lists.
        InvalidStep: nobody's name, or its version name was given to another content.
    """
    actor, draft = person(by), read_draft(session, number)
    _require(draft, State.APPROVED, "published")
    instant = next_instant(session, clock)
    _check_and_keep(session, draft, instant)
    if find_version(session, draft.list_id, draft.version):
        raise InvalidStep(
            f"{draft.list_id} has a version {draft.version} already",
            hint="load the file again with another --version",
        )
    row = {
        "list_id": draft.list_id,
        "version": draft.version,
        "follows": _newest(session, draft.list_id),
        "published_by": actor,
    }
    _append(session, ListPublication, draft, row, actor=actor, recorded_at=instant)
    return read_draft(session, number)


def retire(session: Session, number: int, *, by: str, reason: str, clock: Clock = utc_now) -> Draft:
    """A published content stops being law; the one before it counts again. The caller commits.

    Answers about earlier instants stay what they were.

    Raises:
        UnknownDraft: no draft of that number.
        StepOutOfOrder: it is not published, or retired already.
        InvalidStep: nobody's name, or no reason.
        InvalidListData: another list builds on what would be gone.
    """
    actor, draft = person(by), read_draft(session, number)
    _require(draft, State.PUBLISHED, "retired")
    if not reason.strip():
        raise InvalidStep(f"nobody says why draft {number} is retired", hint="--reason TEXT")
    without = read_law_book(session).without(number)
    for day in {draft.effective_from, *without.days}:
        without.on(day)
    row = {"reason": reason.strip(), "retired_by": actor}
    _append(
        session, ListRetirement, draft, row, actor=actor, recorded_at=next_instant(session, clock)
    )
    return read_draft(session, number)


def _require(draft: Draft, state: State, step: str) -> None:
    if draft.state is not state:
        raise StepOutOfOrder(
            f"draft {draft.number} of {draft.list_id} is {draft.state} and cannot be {step}",
            hint=f"only what is {state} can be {step}; `lists drafts` shows how far each one is",
        )


def _check_and_keep(session: Session, draft: Draft, instant: str) -> None:
    """Refuse what was drafted against another content; keep the list as verdicts will use it."""
    base = read_law_book(session).edition(draft.list_id, draft.effective_from)
    if draft.based_on != (base.sha256 if base else ""):
        raise _stale(draft)
    own, _ = _with(session, draft, instant)
    store_lists(session, own)


def _with(session: Session, draft: Draft, instant: str) -> tuple[list[SubstanceList], LawBook]:
    """The list of a draft on each day on which it would count, and all lists as they would be."""
    edition = stored_edition(session, draft.number)
    one = Published(draft.number, draft.version, draft.effective_from, instant, edition)
    after = read_law_book(session).with_one(one)
    catalogs = {day: after.on(day) for day in {draft.effective_from, *after.days}}
    own = [
        catalog.get(draft.list_id)
        for day, catalog in sorted(catalogs.items())
        if after.chosen(day).get(draft.list_id) is one
    ]
    return own, after


def _newest(session: Session, list_id: str) -> int:
    """Draft of the list's last publication, 0 where there is none."""
    found = select(ListPublication.draft_id).where(ListPublication.list_id == list_id)
    found = found.order_by(ListPublication.recorded_at.desc()).limit(1)
    return session.execute(found).scalar_one_or_none() or 0


def _append(
    session: Session,
    table: type[Base],
    draft: Draft,
    row: Mapping[str, Any],
    *,
    actor: str,
    recorded_at: str,
) -> None:
    try:
        session.execute(insert(table).values(draft_id=draft.number, recorded_at=recorded_at, **row))
    except IntegrityError as lost:
        # The writers' lock makes this rare; the constraint holds where somebody goes around it.
        raise _stale(draft) from lost
    record_event(
        session,
        actor=actor,
        action=table.__tablename__.replace("_", "-"),
        subject=f"draft {draft.number}",
        facts={
            "list": draft.list_id,
            "version": draft.version,
            "effective_from": draft.effective_from.isoformat(),
            "sha256": draft.sha256,
            **({"reason": row["reason"]} if "reason" in row else {}),
        },
        recorded_at=recorded_at,
    )


def _stale(draft: Draft) -> StaleDraft:
    return StaleDraft(
        f"{draft.list_id} has changed since draft {draft.number} was made",
        hint="load the file again: the difference that was approved is no longer the true one",
    )
