"""The service's role on PostgreSQL works with what `docs/deploy/roles.sql` gives it (R14)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from bom.assembly.transfers import load_transfer
from bom.database import needs_upgrade, open_database
from bom.store_faults import StoreReadOnly
from tests.stores import PostgresStores, Stores

from .factories import Shelf, declaration, shelf_of, ticking
from .list_editions import published, with_copper
from .test_transfers import written

ROLE = "chemgate_service"


@pytest.fixture
def service(postgres_stores: PostgresStores, root: Path) -> Iterator[Shelf]:
    """A store as the service sees it."""
    granted = (root / "docs" / "deploy" / "roles.sql").read_text(encoding="utf-8")
    server = postgres_stores.server
    if not server.say(f"SELECT 1 FROM pg_roles WHERE rolname = '{ROLE}'"):  # noqa: S608
        server.say(f"CREATE ROLE {ROLE} LOGIN")
    with Stores(postgres_stores).lent() as lent:
        owner = shelf_of(lent)
        with owner.database.engine.begin() as connection:
            connection.exec_driver_sql(granted)
        url = make_url(owner.url).set(username=ROLE).render_as_string(hide_password=False)
        with closing(open_database(url)) as database:
            yield Shelf(database, url)


def test_the_service_can_do_its_work(service: Shelf) -> None:
    service.put(declaration("A"), declaration("B"))
    service.load("LAMP,,A,,1,each,", "LAMP,,B,,1,each,")
    service.load("LAMP,,A,,2,each,")
    for reason in ("reflow", "curing"):
        data = written(reason=reason)
        load_transfer(service.database.writers, data, "t.json", clock=ticking)
    assert published(service, with_copper()).number
    assert not needs_upgrade(service.url)


@pytest.mark.parametrize(
    "act",
    [
        "DELETE FROM declaration",
        "TRUNCATE audit_event",
        "UPDATE usage SET quantity = '1'",
        "UPDATE audit_event SET actor = 'Baba'",
        "ALTER TABLE audit_event DISABLE TRIGGER USER",
        "DROP TRIGGER declaration_append_only ON declaration",
        "UPDATE alembic_version SET version_num = '0001'",
    ],
)
def test_the_service_can_neither_change_history_nor_what_keeps_it(service: Shelf, act: str) -> None:
    with service.database.writers() as session, pytest.raises(StoreReadOnly):
        session.execute(text(act))
