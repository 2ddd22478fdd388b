"""The database dies under the service: 503 meanwhile, then the same answers as before (R19)."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from tests.bom.factories import declaration, shelf_of
from tests.postgres_server import DURABLE, Server, server
from tests.stores import PostgresStores, Stores

VERDICT = "/v1/parts/A/verdict?as_of=2026-11-01"
PATIENCE = 30


@pytest.fixture
def mortal(postgres: Server) -> Iterator[Server]:
    """A server of our own, to be killed."""
    if postgres.folder is None:
        pytest.skip("the server that is named belongs to somebody else and is not killed")
    with server(**DURABLE) as own:
        yield own


def test_the_service_says_503_while_the_database_is_gone_and_needs_no_restart(
    mortal: Server,
) -> None:
    with Stores(PostgresStores(mortal)).lent() as lent:
        shelf = shelf_of(lent)
        shelf.put(declaration("A"))
        with TestClient(create_app(shelf.url), raise_server_exceptions=False) as client:
            before = client.get(VERDICT)
            assert before.status_code == 200
            mortal.kill()
            for path in ("/v1/parts/A/rollup", "/v1/parts/NEW/verdict", "/readyz"):
                gone = client.get(path)
                assert gone.status_code == 503, (path, gone.text)
            assert gone.headers["content-type"].startswith("application/")
            assert client.get("/v1/parts/A/rollup").json()["code"] == "store-gone"
            assert int(client.get("/v1/parts/A/rollup").headers["Retry-After"]) > 0
            mortal.start()
            until = time.monotonic() + PATIENCE
            while client.get("/readyz").status_code != 200 and time.monotonic() < until:
                time.sleep(0.05)
            again = client.get(VERDICT)
            assert (again.status_code, again.content) == (200, before.content)
