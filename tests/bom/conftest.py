"""A fresh store for every test: SQLite always, PostgreSQL where a server is named."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url

from .factories import Shelf, open_shelf

SERVER = os.environ.get("CHEMGATE_TEST_PG_URL", "")

Shelves = Callable[[], Shelf]


@pytest.fixture(params=["sqlite", "postgresql"] if SERVER else ["sqlite"])
def shelves(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shelves]:
    """Opens an empty store as often as it is called."""
    opened: list[Shelf] = []

    def fresh() -> Shelf:
        name = f"chemgate_{uuid.uuid4().hex}"
        url = f"sqlite:///{tmp_path / name}.db"
        if request.param == "postgresql":
            _on_server(f"CREATE DATABASE {name}")
            url = make_url(SERVER).set(database=name).render_as_string(hide_password=False)
        opened.append(open_shelf(url))
        return opened[-1]

    yield fresh
    for shelf in opened:
        shelf.database.close()
        if request.param == "postgresql":
            _on_server(f"DROP DATABASE {make_url(shelf.url).database}")


@pytest.fixture
def shelf(shelves: Shelves) -> Shelf:
    return shelves()


def _on_server(statement: str) -> None:
    engine = create_engine(SERVER, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()
