"""The database itself keeps what was recorded, whoever speaks to it (R14)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, inspect, select, text
from sqlalchemy.exc import DatabaseError, IntegrityError

from bom.assembly.transfers import load_transfer
from bom.importing.files import import_bytes
from bom.list_rows import store_lists
from bom.models import Base, BundledLaw, MixtureTransfer
from regulations.catalog import bundled
from tests.api.said import DECLARATIONS, TERMINAL
from tests.stores import SQLITE, Stores

from .factories import Shelf, ticking
from .stored import fingerprint
from .test_transfers import written

NEVER = (
    "document", "part", "supplier", "substance", "finding", "node", "constituent",
    "compliance_answer", "exemption_claim", "substance_list", "list_version", "list_entry",
)  # fmt: skip
SUPERSEDED = ("declaration", "usage", "transfer", "bundled_law")


@pytest.fixture
def filled(shelf: Shelf) -> Shelf:
    """At least one row in every table of history, one of each kind superseded."""
    data = (DECLARATIONS / TERMINAL).read_bytes()
    heavier = data.replace(b'<Mass mass="', b'<Mass mass="1', 1)
    for place, content in enumerate((data, heavier)):
        import_bytes(shelf.database.writers, content, f"{place}.xml")
    for usages in ("A,,B,,1,each,", "A,,B,,2,each,"):
        shelf.load(usages)
    for reason in ("reflow", "curing"):
        transfer(shelf, reason)
    with shelf.database.writers.begin() as session:
        store_lists(session, [bundled().get("eu-rohs")])
        session.execute(text("UPDATE declaration SET superseded_at = '2026-12-01' WHERE id = 1"))
        for follows, until in ((None, "2026-01-02"), (1, None)):
            session.add(BundledLaw(follows=follows, editions={}, recorded_at="2026-01-01",
                                   superseded_at=until))  # fmt: skip
            session.flush()
    return shelf


def transfer(shelf: Shelf, reason: str) -> None:
    load_transfer(shelf.database.writers, written(reason=reason), "t.json", clock=ticking)


def refuses(shelf: Shelf, statement: str) -> bool:
    """Nothing of it is kept, whatever the answer."""
    with shelf.database.writers() as session:
        try:
            session.execute(text(statement))
        except DatabaseError as refused:
            return "append-only" in str(refused)
    return False


def test_no_column_of_what_was_recorded_can_be_changed_and_no_row_removed(filled: Shelf) -> None:
    with filled.session() as session:
        before = fingerprint(session)
        found = inspect(session.connection())
        columns = {table: found.get_columns(table) for table in (*NEVER, *SUPERSEDED)}
        for table in columns:
            assert session.execute(select(Base.metadata.tables[table])).first(), table
    for table, told in columns.items():
        assert refuses(filled, f'DELETE FROM "{table}"'), table  # noqa: S608
        for name in {column["name"] for column in told} - {"superseded_at"}:
            change = f'UPDATE "{table}" SET "{name}" = "{name}"'  # noqa: S608
            assert refuses(filled, change), (table, name)
    with filled.session() as session:
        assert fingerprint(session) == before


def test_what_stopped_to_count_did_so_for_good(filled: Shelf) -> None:
    for table in SUPERSEDED:
        change = f'UPDATE "{table}" SET superseded_at = {{}} WHERE superseded_at IS {{}}'  # noqa: S608
        assert refuses(filled, change.format("NULL", "NOT NULL")), table
        assert refuses(filled, change.format("'2020'", "NOT NULL")), table
        with filled.database.writers() as session:
            changed: Any = session.execute(text(change.format("'2020'", "NULL")))
            assert changed.rowcount == 1, table


def test_every_table_of_history_is_one_of_those_that_were_looked_at(stores: Stores) -> None:
    """A table that is new is kept too, or it is named here and why it changes."""
    working = {
        "job", "job_file", "repeated_request",  # what is being done, not what was recorded
    }  # fmt: skip
    with stores.open().engine.connect() as connection:
        if stores.kind == SQLITE:
            rows = connection.execute(
                text("SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'")
            )
        else:
            rows = connection.execute(
                text("SELECT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
            )
        guarded = {name.strip('"') for (name,) in rows}
    assert set(Base.metadata.tables) - guarded <= working


def test_of_the_transfers_of_a_mixture_one_stands_even_past_the_code(shelf: Shelf) -> None:
    for reason in ("reflow", "curing", "reflow"):
        transfer(shelf, reason)
    standing = select(func.count()).where(MixtureTransfer.superseded_at.is_(None))
    with shelf.session() as session:
        assert session.execute(standing).scalar_one() == 1
    again = (
        "INSERT INTO transfer (part_number, revision, manufacturer, name, sha256, content, "
        "recorded_at) SELECT part_number, revision, manufacturer, name, sha256, content, "
        "recorded_at FROM transfer WHERE superseded_at IS NULL"
    )
    with shelf.database.writers() as session, pytest.raises(IntegrityError):
        session.execute(text(again))


def test_a_row_cannot_be_replaced_by_another_of_its_number(sqlite_stores: Any) -> None:
    with Stores(sqlite_stores).lent() as lent:
        url = lent.url()
        shelf = Shelf(lent.open(url), url)
        shelf.load("A,,B,,1,each,")
        assert refuses(shelf, "INSERT OR REPLACE INTO part SELECT * FROM part")
