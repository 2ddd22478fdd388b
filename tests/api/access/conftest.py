"""A service that asks for keys, and a key for each role."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.access.roles import Role
from api.app import create_app
from api.settings import Settings
from bom.access.keys import Grant, issue_key
from bom.database import open_database

SUPPLIER = "Kumogakure Molding Co., Ltd."
OWN, FOREIGN, BUILT = "LENS-220", "CABLE-401", "LAMP-100"
KEYED = Settings(
    keys="required",
    hosts=("*",),
    requests_per_second=0,
    uploads_per_minute=0,
    failed_logins_per_minute=0,
)
"""Nothing is limited, so that a test asks as often as it likes."""

Headers = Mapping[str, str]
Issue = Callable[..., Headers]


def key_for(url: str, role: Role, **more: object) -> Headers:
    """A new key as the header that shows it."""
    supplier = SUPPLIER if role is Role.SUPPLIER else ""
    grant = Grant(**{"subject": f"the {role}", "role": role.value, "supplier": supplier, **more})  # type: ignore[arg-type]
    database = open_database(url)
    with database.writers.begin() as session:
        token = issue_key(session, grant, by="Aoki")
    database.close()
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture(scope="module")
def keyed_store(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A demo portfolio of this module's own."""
    file = tmp_path_factory.mktemp("keyed") / "store.db"
    shutil.copy(demo_file, file)
    return f"sqlite:///{file}"


@pytest.fixture(scope="module")
def keys(keyed_store: str) -> Mapping[Role, Headers]:
    return {role: key_for(keyed_store, role) for role in Role}


@pytest.fixture(scope="module")
def service(keyed_store: str) -> Iterator[TestClient]:
    """The demo portfolio, and nobody is let in without a key."""
    with TestClient(create_app(keyed_store, KEYED)) as session:
        yield session


@pytest.fixture
def serving(keyed_store: str) -> Iterator[Callable[..., TestClient]]:
    """The service with other settings."""
    opened: list[TestClient] = []

    def started(settings: Settings = KEYED) -> TestClient:
        client = TestClient(create_app(keyed_store, settings))
        client.__enter__()
        opened.append(client)
        return client

    yield started
    for client in opened:
        client.__exit__(None, None, None)
