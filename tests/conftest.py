"""Where tests find material that is not part of the project, and how they skip without it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from hypothesis import settings

from bom.sweeping import sweep_rarely
from tests.postgres_server import Absent, Server, server
from tests.stores import POSTGRESQL, SQLITE, PostgresStores, SqliteStores, Stores

# The same examples in every run: a red main says that the code changed. `make nightly` draws new
# ones, as many as CHEMGATE_RELATIONS says.
settings.register_profile("steady", derandomize=True)
if "CHEMGATE_RELATIONS" not in os.environ:
    settings.load_profile("steady")

# As the program does.
sweep_rarely()

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session", autouse=True)
def snapshots(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where stores without a file of their own keep what can be made again: not in your home."""
    folder = tmp_path_factory.mktemp("snapshots")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CHEMGATE_SNAPSHOTS", str(folder))
        yield folder


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of third-party samples and worked examples beside the checkout."""
    folder = Path(os.environ.get("CHEMGATE_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip("third-party samples are not beside the checkout (set CHEMGATE_SHARED)")
    return folder


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server, started by the first test that wants it."""
    with ExitStack() as running:
        try:
            found = running.enter_context(server())
        except Absent as absent:
            pytest.skip(str(absent))
        yield found


@pytest.fixture(scope="session")
def sqlite_stores(tmp_path_factory: pytest.TempPathFactory) -> SqliteStores:
    return SqliteStores(tmp_path_factory.mktemp("stores"))


@pytest.fixture(scope="session")
def postgres_stores(postgres: Server) -> Iterator[PostgresStores]:
    with closing(PostgresStores(postgres)) as yard:
        yield yard


@pytest.fixture(params=[SQLITE, POSTGRESQL])
def stores(request: pytest.FixtureRequest) -> Iterator[Stores]:
    """Empty stores of each kind, as many as a test wants."""
    yard = {SQLITE: "sqlite_stores", POSTGRESQL: "postgres_stores"}[request.param]
    with Stores(request.getfixturevalue(yard)).lent() as lent:
        yield lent
