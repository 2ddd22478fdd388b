"""The tables are what the models say, the way there leads back, SQLite is set up (R16, R18)."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from bom.connections import wal_is_safe
from bom.database import (
    alembic_config,
    needs_upgrade,
    open_database,
    require_current,
    upgrade,
)
from bom.errors import StoreOutOfDate
from bom.models import Base


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'store.db'}"


def test_there_is_one_head() -> None:
    assert len(ScriptDirectory.from_config(alembic_config()).get_heads()) == 1


def test_no_revision_imports_the_models() -> None:
    for revision in ScriptDirectory.from_config(alembic_config()).walk_revisions():
        assert "bom" not in Path(revision.path).read_text(encoding="utf-8").split()


def test_the_migrated_tables_are_the_models_tables(url: str) -> None:
    upgrade(url)
    database = open_database(url)
    with database.engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)
    database.close()
    assert differences == []


def test_upgrade_downgrade_upgrade_gives_the_same_tables(url: str) -> None:
    upgrade(url)
    database = open_database(url)
    first = set(inspect(database.engine).get_table_names())
    with database.writers() as session, session.begin():
        config = alembic_config()
        config.attributes["connection"] = session.connection()
        command.downgrade(config, "base")
    assert set(inspect(database.engine).get_table_names()) == {"alembic_version"}
    upgrade(url)
    assert set(inspect(database.engine).get_table_names()) == first
    assert first == {*Base.metadata.tables, "alembic_version"}
    database.close()


def test_findings_stored_before_they_spoke_japanese_survive_the_upgrade(
    url: str, tmp_path: Path
) -> None:
    database = open_database(url)
    config = alembic_config()
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    database.close()
    # A connection of its own: it checks no foreign keys, so the finding needs no declaration.
    with closing(sqlite3.connect(tmp_path / "store.db")) as plain:
        plain.execute(
            "INSERT INTO finding (declaration_id, number, severity, code, 'where', message, hint, "
            "recorded_at) VALUES (1, 0, 'error', 'mass-zero', '/Main', 'told then', '', '2026')"
        )
        plain.commit()
    upgrade(url)
    with closing(sqlite3.connect(tmp_path / "store.db")) as plain:
        kept = plain.execute("SELECT message, message_ja, hint_ja FROM finding").fetchall()
    assert kept == [("told then", "", "")]


def test_upgrading_twice_changes_nothing(url: str) -> None:
    assert needs_upgrade(url)
    upgrade(url)
    upgrade(url)
    assert not needs_upgrade(url)


def test_a_store_without_tables_is_refused_with_the_remedy(url: str) -> None:
    with pytest.raises(StoreOutOfDate) as refused:
        require_current(url)
    assert "db upgrade" in refused.value.hint


@pytest.mark.parametrize(
    ("version", "is_safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 52, 0), True),
        ((4, 0, 0), True),
    ],
)
def test_write_ahead_logging_needs_a_repaired_sqlite(
    version: tuple[int, int, int], is_safe: bool
) -> None:
    """R16: in the others two writers may corrupt the file, so they keep a rollback journal."""
    assert wal_is_safe(version) is is_safe


def test_sqlite_checks_foreign_keys_and_waits_for_locks(url: str) -> None:
    """R16; 2 = FULL."""
    database = open_database(url)
    with database.engine.connect() as connection:
        pragma = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("foreign_keys", "synchronous", "busy_timeout")
        }
    database.close()
    assert pragma == {"foreign_keys": 1, "synchronous": 2, "busy_timeout": 10_000}


def test_answers_of_old_stores_stand_in_the_header_after_the_upgrade(
    url: str, tmp_path: Path
) -> None:
    database = open_database(url)
    config = alembic_config()
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0004")
    database.close()
    with closing(sqlite3.connect(tmp_path / "store.db")) as plain:
        _insert(plain, "declaration", id=1, declared='{"full_material": false}')
        for number, (entry, above) in enumerate((("00021", 1), ("00038", 0), ("00039", 0))):
            answer = {"declaration_id": 1, "number": number, "dsl_entry": entry, "above": above}
            _insert(plain, "compliance_answer", **answer)
        plain.commit()
    upgrade(url)
    with closing(sqlite3.connect(tmp_path / "store.db")) as plain:
        ((told,),) = plain.execute("SELECT declared FROM declaration").fetchall()
    assert json.loads(told) == {
        "full_material": False,
        "answered": {"above": ["00021"], "below": ["00038", "00039"], "confirmed": None},
    }


def _insert(plain: sqlite3.Connection, table: str, **told: object) -> None:
    """A row with what is told, and something in every other column that wants a value."""
    wanted = plain.execute(f"PRAGMA table_info({table})").fetchall()
    row = {name: "0" for _, name, _, is_needed, *_ in wanted if is_needed} | told
    names, places = ", ".join(f'"{name}"' for name in row), ", ".join("?" for _ in row)
    plain.execute(f"INSERT INTO {table} ({names}) VALUES ({places})", list(row.values()))  # noqa: S608
