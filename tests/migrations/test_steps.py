"""Every step up and down, on both databases, over tables that hold something (R18)."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from bom import database as store
from bom.database import Database, open_database
from bom.models import Base
from bom.store_faults import StoreBusy
from tests.stores import PostgresStores, Stores

from .steps import STEPS, fill, kept, move, schema

LOSSLESS_FROM = "0005"
"""Before, the header of a declaration did not say what was answered: it cannot hold it there."""


@pytest.fixture
def empty(stores: Stores) -> Database:
    """A store without tables."""
    return stores.open(stores.url(migrated=False))


def test_the_models_are_what_migrations_make(stores: Stores) -> None:
    database = stores.open()
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_filled_tables_of_every_step_come_up_whole_and_go_back_whole(
    empty: Database, stores: Stores
) -> None:
    at_once = schema(stores.open())
    filled, looked = {}, {}
    for step in STEPS:
        move(empty, step)
        filled[step], looked[step] = fill(empty), schema(empty)
        assert all(filled[step].values())
    assert looked[STEPS[-1]] == at_once
    for step, rows in filled.items():
        whole = {name: found for name, found in rows.items() if _is_kept(name, step)}
        assert kept(empty, whole) == whole, step
    for step in reversed(STEPS[:-1]):
        move(empty, step)
        assert schema(empty) == looked[step], step
        assert kept(empty, filled[step]) == filled[step], step
    move(empty, "base")
    move(empty, "head")
    assert schema(empty) == at_once


def _is_kept(table: str, step: str) -> bool:
    return table != "declaration" or step >= LOSSLESS_FROM


def test_a_full_store_goes_down_and_up_with_all_that_the_older_tables_hold(
    empty: Database,
) -> None:
    move(empty, "head")
    fill(empty)
    move(empty, LOSSLESS_FROM)
    older, looks = fill(empty), schema(empty)
    assert all(older.values())
    move(empty, "head")
    assert kept(empty, older) == older
    move(empty, LOSSLESS_FROM)
    assert schema(empty) == looks


def test_a_migration_does_not_stand_in_line_behind_a_reader(
    postgres_stores: PostgresStores, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = postgres_stores.fresh(migrated=False)
    database = open_database(url)
    move(database, STEPS[-2])
    monkeypatch.setattr(store, "_LOCK_TIMEOUT", "50ms")
    with database.engine.connect() as other:
        other.execute(text("LOCK TABLE transfer IN ACCESS EXCLUSIVE MODE"))
        with pytest.raises(StoreBusy):
            store.upgrade(url)
    store.upgrade(url)
    assert not store.needs_upgrade(url)
    database.close()
    postgres_stores.remove(url)
