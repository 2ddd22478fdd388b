"""What a store holds, in few numbers: the same for the same rows, on every database."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, MetaData, Table, select
from sqlalchemy.orm import Session

from bom.audit import read_trail, trail_of
from bom.models import AuditEvent

__all__ = ["Contents", "TableContents", "contents_of"]

_BATCH: Final = 5_000
_NOT_OURS: Final = "alembic_version"


@dataclass(frozen=True, slots=True)
class TableContents:
    """Rows of a table, and SHA-256 over their canonical JSON in the order of the primary key."""

    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Contents:
    """All that a store holds.

    Attributes:
        revision: of its tables.
        tables: by name.
        audit_events: how many events the audit chain has.
        audit_head: hash of its last one.
        audit_is_whole: whether every event is what it was when it was written.
    """

    revision: str
    tables: Mapping[str, TableContents]
    audit_events: int
    audit_head: str
    audit_is_whole: bool

    @property
    def rows(self) -> int:
        """Of all tables."""
        return sum(table.rows for table in self.tables.values())

    def differences(self, other: Contents) -> tuple[str, ...]:
        """What is not the same, in words; nothing where all is."""
        told = [
            f"{name}: {_counted(self.tables.get(name))}, not {_counted(other.tables.get(name))}"
            for name in sorted({*self.tables, *other.tables})
            if self.tables.get(name) != other.tables.get(name)
        ]
        for name in ("revision", "audit_events", "audit_head", "audit_is_whole"):
            mine, others = getattr(self, name), getattr(other, name)
            told += [f"{name}: {mine}, not {others}"] if mine != others else []
        return tuple(told)

    def to_json(self) -> dict[str, Any]:
        """As it is written into a backup."""
        return asdict(self)

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Contents:
        """As it was written."""
        tables = {name: TableContents(**found) for name, found in told["tables"].items()}
        return cls(**{**told, "tables": tables})


def contents_of(connection: Connection) -> Contents:
    """Read everything in one transaction; some seconds for a million rows.

    Tables are taken as the database describes them and not from the models: a backup may be older
    or newer than this code.
    """
    found = MetaData()
    found.reflect(connection)
    tables = {
        name: _table(connection, table)
        for name, table in sorted(found.tables.items())
        if name != _NOT_OURS
    }
    revision = MigrationContext.configure(connection).get_current_revision() or ""
    if AuditEvent.__tablename__ not in tables:
        return Contents(revision, tables, 0, "", audit_is_whole=True)
    trail = trail_of(read_trail(Session(connection)))
    return Contents(revision, tables, trail.events, trail.head, trail.is_whole)


def _table(connection: Connection, table: Table) -> TableContents:
    digest, count = hashlib.sha256(), 0
    for row in _rows(connection, table):
        text = json.dumps(row, ensure_ascii=False, sort_keys=True, default=_bytes)
        digest.update(f"{text}\n".encode("utf-8", "surrogatepass"))
        count += 1
    return TableContents(count, digest.hexdigest())


def _rows(connection: Connection, table: Table) -> Iterator[list[Any]]:
    # By name, because the order of columns depends on how the table came to be.
    columns = sorted(table.columns, key=lambda column: column.name)
    # The keys of all tables are numbers or texts of ASCII; “C” orders those alike everywhere.
    wanted = select(*columns).order_by(*_ordered(connection, table))
    for row in connection.execute(wanted, execution_options={"yield_per": _BATCH}):
        yield list(row)


def _ordered(connection: Connection, table: Table) -> Iterator[Any]:
    for column in table.primary_key:
        is_text = connection.dialect.name == "postgresql" and column.type.python_type is str
        yield column.collate("C") if is_text else column


def _bytes(value: object) -> str:
    if not isinstance(value, bytes | memoryview):
        raise TypeError(type(value).__name__)
    return f"sha256:{hashlib.sha256(value).hexdigest()}"


def _counted(table: TableContents | None) -> str:
    return "no table" if table is None else f"{table.rows} rows {table.sha256[:8]}"
