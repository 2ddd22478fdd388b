"""Which part numbers the changes since an instant touch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Select, func, literal, or_, select
from sqlalchemy.orm import Session

from bom.history import instants, last_change
from bom.models import Declaration, MixtureTransfer, Part, Usage

__all__ = ["Touched", "touched_since"]


@dataclass(frozen=True, slots=True)
class Touched:
    """What changed after an instant.

    Attributes:
        numbers: part numbers of which something was declared, used or transferred; what is said
            of parts that never looked one of them up is what it was.
        is_law: the law changed, or something that no part number accounts for: nothing that was
            said before may be said again unread.
        is_foreign: the store never was in the state that was asked about, as after a restore from a
            backup; then `is_law` holds, too.
        recorded_at: instant of the last change, None for an empty store.
    """

    numbers: frozenset[str]
    is_law: bool
    is_foreign: bool
    recorded_at: str | None


def touched_since(session: Session, since: str | None) -> Touched:
    """What changed after an instant, up to what the session sees.

    Args:
        session: of `Database.readers`, so that all queries see one state.
        since: instant of a change, as `bom.history.last_change` told it; None = nothing was seen
            yet, so there is nothing to compare with.
    """
    newest = last_change(session)
    if newest == since is not None:
        return Touched(frozenset(), is_law=False, is_foreign=False, recorded_at=newest)
    if since is None or (last_change(session, known_at=since) or "") != since:
        return Touched(frozenset(), is_law=True, is_foreign=True, recorded_at=newest)
    numbers: set[str] = set()
    for first, second in _rows(session, since):
        numbers |= {first, second}
    told = frozenset(numbers - {""})
    return Touched(told, _law_changed(session, since), is_foreign=False, recorded_at=newest)


def _rows(session: Session, after: str) -> Iterator[tuple[str, str]]:
    for query in (_declared(after), _used(after), _new_children(after), _transferred(after)):
        for row in session.execute(query):
            yield row[0], row[1]


def _declared(after: str) -> Select[str, str]:
    """A declaration speaks for its part, and answers to the number that it was asked by."""
    return (
        select(Part.part_number, Declaration.requester_part_number)
        .join(Part, Part.id == Declaration.part_id)
        .where(Declaration.recorded_at > after)
    )


def _used(after: str) -> Select[str, str]:
    """A usage changes its parent; what its child is stays what it was."""
    return (
        select(Part.part_number, literal(""))
        .join(Usage, Usage.parent_part_id == Part.id)
        .where(or_(Usage.recorded_at > after, Usage.superseded_at > after))
        .distinct()
    )


def _new_children(after: str) -> Select[str, str]:
    """A child that nobody named before: its number may mean one part more."""
    return (
        select(Part.part_number, literal(""))
        .join(Usage, Usage.child_part_id == Part.id)
        .where(Usage.recorded_at > after, Part.recorded_at > after)
        .distinct()
    )


def _transferred(after: str) -> Select[str, str]:
    table = MixtureTransfer
    return select(table.part_number, literal("")).where(
        or_(table.recorded_at > after, table.superseded_at > after)
    )


def _law_changed(session: Session, after: str) -> bool:
    """Whether anything changed that the part numbers above do not account for."""
    accounted = {
        id(column)
        for column in (
            Declaration.recorded_at,
            MixtureTransfer.recorded_at,
            Usage.recorded_at,
            Usage.superseded_at,
        )
    }
    others = [column for column in instants() if id(column) not in accounted]
    newest = session.execute(select(*(select(func.max(c)).scalar_subquery() for c in others))).one()
    return any(instant and instant > after for instant in newest)
