"""The parts of a store, in order, a page at a time."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from bom.chunks import chunks, padded
from bom.models import Declaration, Part, Supplier, Usage

__all__ = ["PartKey", "is_larger", "named_numbers", "read_parts"]


class PartKey(NamedTuple):
    """What a part is called; sorts like the index."""

    part_number: str
    revision: str
    manufacturer: str
    name: str


def read_parts(
    session: Session,
    *,
    words: str = "",
    manufacturer: str = "",
    supplier: str = "",
    after: PartKey | None = None,
    most: int,
) -> list[PartKey]:
    """The parts that somebody declared or that a bill of materials needs, in order.

    Args:
        session: of the store.
        words: stand in the part number or the name, small or capital; "" = any.
        manufacturer: exactly; "" = any.
        supplier: who declared it, as its declarations name it; "" = anybody or nobody.
        after: the last of the page before; a page never skips or repeats a part, whatever is
            added meanwhile.
        most: parts of one page.
    """
    columns = [_ordered(session, column) for column in _columns()]
    wanted = select(*_columns()).where(_is_part()).order_by(*columns).limit(most)
    if words:
        like = f"%{_literal(words.lower())}%"
        found = (func.lower(each).like(like, escape="\\") for each in (Part.part_number, Part.name))
        wanted = wanted.where(or_(*found))
    if manufacturer:
        wanted = wanted.where(Part.manufacturer == manufacturer)
    if supplier:
        wanted = wanted.where(_declared_by(supplier))
    if after is not None:
        wanted = wanted.where(tuple_(*columns) > tuple_(*after))
    return [PartKey._make(row) for row in session.execute(wanted)]


def is_larger(session: Session, parts: int) -> bool:
    """Whether the store names more parts than so many; not one row more is looked at."""
    return session.execute(select(Part.id).offset(parts).limit(1)).first() is not None


def named_numbers(session: Session, numbers: Collection[str]) -> set[str]:
    """Those of some part numbers that any part bears, or was asked for by; no other means one."""
    found: set[str] = set()
    for some in chunks(sorted(set(numbers))):
        for column in (Part.part_number, Declaration.requester_part_number):
            found |= set(session.execute(select(column).where(column.in_(padded(some)))).scalars())
    return found


def _columns() -> tuple[InstrumentedAttribute[str], ...]:
    return (Part.part_number, Part.revision, Part.manufacturer, Part.name)


def _ordered(session: Session, column: InstrumentedAttribute[str]) -> ColumnElement[Any]:
    """By code point, as SQLite sorts; PostgreSQL would sort by the language of its database."""
    is_postgresql = session.get_bind().dialect.name == "postgresql"
    return column.collate("C") if is_postgresql else column.expression


def _is_part() -> ColumnElement[bool]:
    """Declared, built, or used while nobody says more: a reference to another part is none."""
    other = aliased(Part)
    declared = exists().where(Declaration.part_id == Part.id, Declaration.superseded_at.is_(None))
    built = exists().where(Usage.parent_part_id == Part.id, Usage.superseded_at.is_(None))
    used = exists().where(Usage.child_part_id == Part.id, Usage.superseded_at.is_(None))
    same = and_(other.part_number == Part.part_number, other.id != Part.id)
    said = or_(
        exists().where(Declaration.part_id == other.id, Declaration.superseded_at.is_(None)),
        exists().where(Usage.parent_part_id == other.id, Usage.superseded_at.is_(None)),
    )
    return or_(declared, built, and_(used, ~select(other.id).where(same, said).exists()))


def _declared_by(supplier: str) -> ColumnElement[bool]:
    own = select(Declaration.id).join(Supplier, Supplier.id == Declaration.supplier_id)
    return own.where(Declaration.part_id == Part.id, Supplier.name == supplier).exists()


def _literal(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
