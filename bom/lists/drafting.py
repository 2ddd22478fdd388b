"""A content becomes a draft, if it can be law at all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any, Final

from sqlalchemy import insert
from sqlalchemy.orm import Session

from bom.audit import record_event
from bom.history import Clock, utc_now
from bom.instants import instant_text
from bom.lists.drafts import Draft, State, find_version, read_draft, read_drafts
from bom.lists.edition import Edition
from bom.lists.law_book import LawBook, Published, read_law_book
from bom.lists.people import person
from bom.lists.preview import ALARM_SHARE
from bom.lists.refusals import InvalidStep
from bom.models import ListDraft
from regulations.catalog import bundled
from regulations.errors import InvalidListData
from regulations.model import SubstanceList

__all__ = ["Examined", "add_draft", "examine"]

_LAST: Final = "9999"
"""Later than every instant that a store has recorded."""

_MOST_PROBLEMS: Final = 20
_VERSION: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")


@dataclass(frozen=True, slots=True)
class Examined:
    """A content that can be law, and from which day on.

    Attributes:
        found: the list that it describes.
        starts: first day of it.
    """

    edition: Edition
    found: SubstanceList
    starts: date


def examine(
    session: Session, edition: Edition, *, effective_from: date | None = None, version: str = ""
) -> Examined:
    """Lint a content, load it, and load what builds on it: seconds, so no lock is held meanwhile.

    Args:
        session: of the store; it is only read.
        edition: the whole content of the list.
        effective_from: first day of it; None = the day of its newest version, or of the newest
            content published so far where that is later.
        version: the name that it will be drafted under, as in `add_draft`; what is loaded here
            under that name is not loaded again.

    Raises:
        InvalidListData: some of it cannot be trusted, or other lists no longer load with it.
    """
    _refuse(edition)
    book = read_law_book(session)
    found = edition.load(book.on(effective_from or date.max).lists)
    starts = effective_from or _first_day(book, found)
    _fit(book, edition, version or _free(session, found), starts)
    return Examined(edition, found, starts)


def add_draft(
    session: Session,
    examined: Examined,
    *,
    by: str,
    version: str = "",
    published_on: date | None = None,
    reason: str = "",
    clock: Clock = utc_now,
) -> Draft | None:
    """Keep a content as a draft; the caller commits.

    Args:
        session: of `Database.writers`.
        examined: the content and its first day.
        by: who proposes it.
        version: its name; "" = that of its newest version.
        published_on: day on which the authority announced it.
        reason: needed where the number of rows changes by more than 5 %.
        clock: tells when.

    Returns:
        The draft; an open one with the same content is returned and not doubled. None where the
        content holds already: loading the same file twice changes nothing.

    Raises:
        InvalidListData: other lists no longer load with it.
        InvalidStep: nobody's name, a reason that is missing, a version name that is taken.
    """
    actor = person(by)
    edition, found, starts = examined.edition, examined.found, examined.starts
    book = read_law_book(session)
    base = book.edition(edition.list_id, starts)
    if base == edition:
        return None
    for draft in read_drafts(session, list_id=edition.list_id):
        is_open = draft.state in {State.DRAFT, State.APPROVED}
        if is_open and (draft.sha256, draft.effective_from) == (edition.sha256, starts):
            return draft
    name = _name(session, version, found)
    _fit(book, edition, name, starts)
    _ask_for_reason(book, found, starts, reason)
    row = {
        "list_id": edition.list_id,
        "version": name,
        "effective_from": starts.isoformat(),
        "published_on": published_on and published_on.isoformat(),
        "files": {file: content.decode() for file, content in edition.files.items()},
        "sha256": edition.sha256,
        "based_on": base.sha256 if base else "",
        "reason": reason.strip(),
        "created_by": actor,
        "recorded_at": instant_text(clock()),
    }
    number = session.execute(insert(ListDraft).values(row).returning(ListDraft.id)).scalar_one()
    _record(session, number, row)
    return read_draft(session, number)


def _fit(book: LawBook, edition: Edition, name: str, starts: date) -> None:
    """Load the lists of every day on which the content could count."""
    after = book.with_one(Published(0, name, starts, _LAST, edition))
    for day in sorted({starts, *(later for later in after.days if later > starts)}):
        after.on(day)


def _refuse(edition: Edition) -> None:
    problems = edition.problems()
    if problems:
        told = [str(problem) for problem in problems[:_MOST_PROBLEMS]]
        more = len(problems) - len(told)
        raise InvalidListData(
            "\n".join([*told, *([f"… and {more} more"] if more else [])]),
            hint="nothing was stored; correct the rows and load the file again",
        )


def _first_day(book: LawBook, found: SubstanceList) -> date:
    own = [one.effective_from for one in book.published if one.edition.list_id == found.id]
    return max([*own, *(version.effective_from for version in found.versions)])


def _name(session: Session, version: str, found: SubstanceList) -> str:
    wanted = version or found.versions[-1].id
    if not _VERSION.fullmatch(wanted):
        raise InvalidStep(
            f"“{wanted[:60]}” cannot name a version",
            hint="letters, digits, point, hyphen; 40 at most",
        )
    if not _is_taken(session, found, wanted):
        return wanted
    if version:
        raise InvalidStep(
            f"{found.id} has a version {wanted} already",
            hint="a correction is a version of its own; give it another --version",
        )
    return _free(session, found)


def _free(session: Session, found: SubstanceList) -> str:
    """The name of its newest version, or the first like it that no content bears."""
    newest = found.versions[-1].id
    likes = (f"{newest}-{number}" for number in range(2, 1_000_000))
    return next(name for name in chain([newest], likes) if not _is_taken(session, found, name))


def _is_taken(session: Session, found: SubstanceList, name: str) -> bool:
    """Whether some content that was law bears the name, of the store or of the package."""
    packaged = bundled().lists.get(found.id)
    names = {version.id for version in packaged.versions} if packaged else set()
    return name in names or find_version(session, found.id, name) is not None


def _ask_for_reason(book: LawBook, found: SubstanceList, starts: date, reason: str) -> None:
    before = book.on(starts).lists.get(found.id)
    if before is None or reason.strip():
        return
    was, will_be = (len(each.entries) + len(each.exemptions) for each in (before, found))
    if abs(will_be - was) > ALARM_SHARE * was:
        raise InvalidStep(
            f"{found.id} would have {will_be} rows instead of {was}, more than 5 % off",
            hint="--reason TEXT says why; it is kept with the draft",
        )


def _record(session: Session, number: int, row: Mapping[str, Any]) -> None:
    told = ("list_id", "version", "effective_from", "published_on", "sha256", "based_on", "reason")
    record_event(
        session,
        actor=str(row["created_by"]),
        action="list-draft",
        subject=f"draft {number}",
        facts={"list" if key == "list_id" else key: row[key] for key in told},
        recorded_at=str(row["recorded_at"]),
    )
