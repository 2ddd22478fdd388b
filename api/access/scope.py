"""Which parts and which questions exist for a caller."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from api.access.caller import Caller
from api.access.errors import NotAllowed
from api.access.views import View
from api.services.today import today
from api.services.verdicts import Ask
from bom.access.ownership import is_own
from bom.database import Database
from bom.errors import UnknownPart
from bom.lists.law_book import read_law_book

__all__ = ["questioned", "require_own", "require_published"]


def require_own(
    session: Session,
    caller: Caller,
    part_number: str,
    *,
    revision: str = "",
    manufacturer: str = "",
) -> None:
    """Refuse a supplier another's part, in the words of a part that is not there.

    Raises:
        UnknownPart: it is not there, for this caller.
    """
    if not caller.is_supplier:
        return
    if not is_own(
        session, caller.supplier, part_number, revision=revision, manufacturer=manufacturer
    ):
        raise UnknownPart(
            f"no part “{part_number[:80]}”",
            hint="import its declaration, or load a bill of materials that names it",
        )


def require_published(
    session: Session, caller: Caller, *, as_of: date | None = None, explain: bool = False
) -> None:
    """Refuse questions by whose answers a composition could be narrowed down.

    Whoever may choose the day chooses the limits; a portal asks for today, or for a day on which a
    published version became law: those verdicts exist anyway.

    Raises:
        NotAllowed: a day between, or a trace.
    """
    if caller.view is View.FULL:
        return
    if explain:
        raise NotAllowed("a trace shows what is inside a part")
    if as_of is None or as_of == today():
        return
    if as_of > today() or as_of not in _days_of_law(session):
        raise NotAllowed(
            "this role asks for today, or for a day on which a version of a list became law",
            hint="leave `as_of` out",
        )


async def questioned(
    store: Database,
    caller: Caller,
    part_number: str,
    ask: Ask,
    *,
    revision: str = "",
    manufacturer: str = "",
) -> None:
    """Both of it for one verdict; for most callers without a look into the store.

    Raises:
        UnknownPart, NotAllowed: as `require_own` and `require_published`.
    """
    is_plain = ask.as_of == today() and not ask.explain
    if not caller.is_supplier and (is_plain or caller.view is View.FULL):
        return

    def looked() -> None:
        with store.readers() as session:
            require_published(session, caller, as_of=ask.as_of, explain=ask.explain)
            require_own(session, caller, part_number, revision=revision, manufacturer=manufacturer)

    await run_in_threadpool(looked)


def _days_of_law(session: Session) -> frozenset[date]:
    catalog = read_law_book(session).on(today())
    return frozenset(
        version.effective_from for one in catalog.lists.values() for version in one.versions
    )
