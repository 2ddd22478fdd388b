"""“Insert unless it is there” for the databases that can decide it themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Insert, and_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bom.models import Base

__all__ = ["insert_new", "obtain_id"]


def insert_new(session: Session, table: type[Base], *, unique: Sequence[str]) -> Insert:
    """An insert that leaves a row alone whose unique columns are already there.

    Asking first and inserting then loses the race: of 16 importers of one file 15 failed.
    """
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing(index_elements=list(unique))
    return sqlite.insert(table).on_conflict_do_nothing(index_elements=list(unique))


def obtain_id(
    session: Session, table: type[Base], unique: Mapping[str, str], others: Mapping[str, Any]
) -> int:
    """Number of the row with those unique values, inserted if it was missing."""
    columns = table.__table__.c
    found = select(columns.id).where(and_(*(columns[key] == text for key, text in unique.items())))
    known = session.execute(found).scalar_one_or_none()
    if known is not None:
        return int(known)
    session.execute(insert_new(session, table, unique=list(unique)), [{**unique, **others}])
    return int(session.execute(found).scalar_one())
