"""The base of all tables: names for every constraint, and the columns that every row carries."""

from __future__ import annotations

from typing import Annotated, Final

from sqlalchemy import MetaData, String
from sqlalchemy.orm import DeclarativeBase, mapped_column

from bom.instants import INSTANT_WIDTH

__all__ = ["Base", "Instant", "Key"]

# Without names, a later migration could not drop or alter a constraint on SQLite.
_NAMES: Final = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

Key = Annotated[int, mapped_column(primary_key=True)]
"""A number that the database gives."""

Instant = Annotated[str, mapped_column(String(INSTANT_WIDTH))]
"""A point in time as `bom.instants` writes it: fixed width, so text order is time order."""


class Base(DeclarativeBase):
    """Root of the tables. Rows are appended; the only column ever changed is `superseded_at`."""

    metadata = MetaData(naming_convention=_NAMES)
