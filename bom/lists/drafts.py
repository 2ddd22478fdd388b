"""Drafts of lists with all that has become of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from bom.lists.refusals import UnknownDraft
from bom.models import ListApproval, ListDraft, ListPublication, ListRetirement

__all__ = ["Draft", "State", "find_version", "read_draft", "read_drafts"]

_FACTS: Final = (
    ListDraft.id,
    ListDraft.list_id,
    ListDraft.version,
    ListDraft.effective_from,
    ListDraft.published_on,
    ListDraft.sha256,
    ListDraft.based_on,
    ListDraft.reason,
    ListDraft.created_by,
    ListDraft.recorded_at,
    ListApproval.approved_by,
    ListApproval.recorded_at,
    ListPublication.published_by,
    ListPublication.recorded_at,
    ListRetirement.retired_by,
    ListRetirement.recorded_at,
)


class State(StrEnum):
    """How far a draft has come."""

    DRAFT = "draft"
    APPROVED = "approved"
    PUBLISHED = "published"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Draft:
    """One proposed content and who took which step; the instants are "" until they are taken.

    Attributes:
        number: by which people speak of it.
        effective_from: first day that it is meant for.
        published_on: day on which the authority announced it, None where nobody said.
        based_on: sha256 of the content that it was drafted against, "" for a new list.
    """

    number: int
    list_id: str
    version: str
    effective_from: date
    published_on: date | None
    sha256: str
    based_on: str
    reason: str
    created_by: str
    created_at: str
    approved_by: str
    approved_at: str
    published_by: str
    published_at: str
    retired_by: str
    retired_at: str

    @property
    def state(self) -> State:
        """The furthest step."""
        if self.retired_at:
            return State.RETIRED
        if self.published_at:
            return State.PUBLISHED
        return State.APPROVED if self.approved_at else State.DRAFT


def read_drafts(session: Session, *, list_id: str | None = None) -> tuple[Draft, ...]:
    """All drafts, or those of a list, oldest first."""
    found = _drafts()
    if list_id is not None:
        found = found.where(ListDraft.list_id == list_id)
    return tuple(_draft(row) for row in session.execute(found))


def read_draft(session: Session, number: int) -> Draft:
    """A draft by number.

    Raises:
        UnknownDraft: there is none.
    """
    row = session.execute(_drafts().where(ListDraft.id == number)).first()
    if row is None:
        raise UnknownDraft(f"no draft {number}", hint="`lists drafts` shows them all")
    return _draft(row)


def find_version(session: Session, list_id: str, version: str) -> Draft | None:
    """The published draft that bears a version name, None where none does; retired ones count."""
    found = _drafts().where(ListDraft.list_id == list_id, ListDraft.version == version)
    row = session.execute(found.where(ListPublication.draft_id.is_not(None))).first()
    return None if row is None else _draft(row)


def _drafts() -> Select[*tuple[Any, ...]]:
    return (
        select(*_FACTS)
        .outerjoin(ListApproval, ListApproval.draft_id == ListDraft.id)
        .outerjoin(ListPublication, ListPublication.draft_id == ListDraft.id)
        .outerjoin(ListRetirement, ListRetirement.draft_id == ListDraft.id)
        .order_by(ListDraft.id)
    )


def _draft(row: Any) -> Draft:  # noqa: ANN401 - a row of `_FACTS`
    number, list_id, version, effective_from, published_on, *rest = row
    return Draft(
        number,
        list_id,
        version,
        date.fromisoformat(effective_from),
        date.fromisoformat(published_on) if published_on else None,
        *(text or "" for text in rest),
    )
