"""Which law a version name, a day or a draft stands for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from api.services.today import today
from bom.lists.drafts import Draft, State, find_version, read_draft, read_drafts
from bom.lists.law_book import BUNDLED, LawBook, Published, read_law_book, stored_edition
from bom.lists.refusals import StepOutOfOrder, UnknownDraft
from regulations.catalog import Catalog
from regulations.errors import UnknownList
from regulations.model import SubstanceList

__all__ = ["AtVersion", "before_and_after", "require_list", "touched_lists", "version_of"]


@dataclass(frozen=True, slots=True)
class AtVersion:
    """A state of the law: what was published by then, and the day that is asked about."""

    name: str
    book: LawBook
    day: date

    @property
    def catalog(self) -> Catalog:
        """The lists of that state."""
        return self.book.on(self.day)


def version_of(session: Session | None, list_id: str, name: str) -> AtVersion:
    """The law that a version name or an ISO day stands for.

    Args:
        session: of the store; None = the bundled lists alone.
        list_id: whose version it is.
        name: of a content published in the store, of a version of the list, or a day.

    Raises:
        UnknownList: no such list, or nothing of it bears that name.
    """
    if session is not None and (draft := find_version(session, list_id, name)) is not None:
        # As known when it was published: a correction since then is a version of its own.
        return AtVersion(
            name, read_law_book(session, known_at=draft.published_at), draft.effective_from
        )
    book = BUNDLED if session is None else read_law_book(session)
    found = book.on(date.max).get(list_id)
    for version in found.versions:
        if name in {version.id, version.id.partition("+")[0]}:
            return AtVersion(name, book, version.effective_from)
    try:
        return AtVersion(name, book, date.fromisoformat(name))
    except ValueError:
        raise _unknown(session, found, name) from None


def before_and_after(session: Session, number: int) -> tuple[Draft, AtVersion, AtVersion]:
    """The law without and with a draft, on its first day or today where that is later.

    Raises:
        UnknownDraft: no draft of that number.
        StepOutOfOrder: it is law already, or was.
    """
    draft = read_draft(session, number)
    if draft.state not in {State.DRAFT, State.APPROVED}:
        raise StepOutOfOrder(
            f"draft {number} of {draft.list_id} is {draft.state}",
            hint=f"ask for its versions: lists impact {draft.list_id} FROM {draft.version}",
        )
    book, day = read_law_book(session), max(draft.effective_from, today())
    one = Published(
        draft_id=number,
        version=draft.version,
        effective_from=draft.effective_from,
        # Later than whatever is published, as it would be.
        recorded_at="9999",
        edition=stored_edition(session, number),
    )
    before = AtVersion("", book, day)
    held = before.catalog.lists.get(draft.list_id)
    name = _held_version(held, day) if held else ""
    return draft, replace(before, name=name), AtVersion(draft.version, book.with_one(one), day)


def require_list(draft: Draft, list_id: str) -> None:
    """Refuse a draft that an address places under another list; "" asks for no list.

    Raises:
        UnknownDraft: it is of another list.
    """
    if list_id and draft.list_id != list_id:
        raise UnknownDraft(
            f"{list_id[:80]} has no draft {draft.number}", hint="`lists drafts` shows them all"
        )


def touched_lists(before: AtVersion, after: AtVersion, list_id: str) -> list[str]:
    """The list, and every other that says something else because it builds on it."""
    were, are = before.catalog.lists, after.catalog.lists
    changed = {
        name
        for name in were.keys() & are.keys()
        if were[name].entries != are[name].entries or were[name].exemptions != are[name].exemptions
    }
    return sorted({list_id, *changed, *(were.keys() ^ are.keys())})


def _held_version(held: SubstanceList, day: date) -> str:
    names = [version.id for version in held.versions if version.effective_from <= day]
    return names[-1] if names else ""


def _unknown(session: Session | None, found: SubstanceList, name: str) -> UnknownList:
    drafts = [] if session is None else read_drafts(session, list_id=found.id)
    known = [version.id for version in found.versions]
    known += [one.version for one in drafts if one.published_at and one.version not in known]
    return UnknownList(
        f"{found.id} has no version “{name[:40]}”", hint=f"known versions: {' '.join(known)}"
    )
