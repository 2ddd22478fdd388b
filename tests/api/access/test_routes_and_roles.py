"""Every route by every role: nothing is reachable because nobody thought of it (R20)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import anyio
import pytest
from fastapi import APIRouter, FastAPI
from starlette.testclient import TestClient
from starlette.types import Message

from api.access.caller import Caller
from api.access.permission import needs, permissions_of, require_permissions, routes_of
from api.access.roles import GRANTS, Permission, Role
from api.app import create_app

from .conftest import BUILT, FOREIGN, OWN, Headers

VALUES = {"part_number": OWN, "list_id": "eu-rohs", "identity": "117-81-7", "number": "999999"}
"""For the parameters of paths; any other gets a value that is nothing's."""


def routes(app: FastAPI) -> Iterator[tuple[str, str, frozenset[Permission]]]:
    for route in routes_of(app):
        for method in sorted((route.methods or set()) - {"HEAD"}):
            yield method, str(route.path), permissions_of(route)


def address(path: str) -> str:
    return re.sub(r"\{(\w+)[^}]*\}", lambda found: VALUES.get(found[1], "none"), path)


def nothing() -> None:
    """A route that answers nothing."""


@pytest.fixture(scope="module")
def cells(keyed_store: str) -> list[tuple[str, str, frozenset[Permission]]]:
    return list(routes(create_app(keyed_store)))


def test_every_route_says_what_it_needs(
    cells: list[tuple[str, str, frozenset[Permission]]],
) -> None:
    assert len(cells) > 20
    assert [path for _, path, asked in cells if not asked] == []
    assert {path for _, path, asked in cells if Permission.OPEN in asked} == {"/healthz", "/readyz"}


def test_what_is_open_takes_no_body_and_changes_nothing(
    cells: list[tuple[str, str, frozenset[Permission]]],
) -> None:
    assert {method for method, _, asked in cells if Permission.OPEN in asked} == {"GET"}


def test_a_route_that_says_nothing_is_not_served() -> None:
    app, router = FastAPI(openapi_url=None), APIRouter(prefix="/v1")
    router.add_api_route("/said", nothing, dependencies=[needs(Permission.READ_LISTS)])
    router.add_api_route("/forgotten", nothing)
    app.include_router(router)
    with pytest.raises(RuntimeError, match=r"/v1/forgotten$"):
        require_permissions(app)


def test_a_permission_of_a_router_holds_for_what_is_inside_another() -> None:
    app, inner, outer = (
        FastAPI(openapi_url=None),
        APIRouter(),
        APIRouter(prefix="/o", dependencies=[needs(Permission.READ_LISTS)]),
    )
    inner.add_api_route("/i", nothing, dependencies=[needs(Permission.IMPORT)])
    outer.include_router(inner)
    app.include_router(outer)
    found = {path: asked for _, path, asked in routes(app)}
    assert found == {"/o/i": {Permission.READ_LISTS, Permission.IMPORT}}


@pytest.mark.parametrize("role", [None, *Role])
def test_each_role_is_let_in_where_it_holds_the_permission_and_nowhere_else(
    service: TestClient,
    keys: Mapping[Role, Headers],
    cells: list[tuple[str, str, frozenset[Permission]]],
    role: Role | None,
) -> None:
    told = {}
    for method, path, asked in cells:
        headers = keys[role] if role else {}
        body = {"json": {}} if method in {"POST", "PUT", "PATCH"} else {}
        told[method, path] = service.request(method, address(path), headers=headers, **body)
        status = told[method, path].status_code
        if Permission.OPEN in asked:
            assert status == 200, (role, path)
        elif role is None:
            assert status == 401, (role, path)
            assert told[method, path].json()["code"] == "not-authenticated"
        elif asked <= GRANTS[role]:
            # An empty body is none that a route wants, and `none` names nothing: 404, 409, 422.
            assert status in {200, 202, 400, 404, 409, 422}, (role, path, told[method, path].text)
        else:
            assert status == 403, (role, path)
            assert told[method, path].json()["code"] == "not-allowed", (role, path)
    assert len(told) == len(cells)


def test_a_file_of_nobody_is_not_even_read(service: TestClient) -> None:
    told: list[Message] = []

    async def receive() -> Message:
        raise AssertionError("the body was read")

    async def send(message: Message) -> None:
        await anyio.lowlevel.checkpoint()
        told.append(message)

    scope = {
        "type": "http", "method": "POST", "path": "/v1/imports", "headers": [], "query_string": b"",
        "client": ("203.0.113.9", 1), "server": ("x", 80), "scheme": "http", "root_path": "",
    }  # fmt: skip
    anyio.run(service.app, scope, receive, send)
    assert told[0]["status"] == 401


def test_a_key_narrowed_to_a_permission_opens_nothing_else() -> None:
    scopes = frozenset({Permission.READ_METRICS})
    caller = Caller("prometheus", frozenset({Role.ADMIN}), scopes=scopes)
    assert [one for one in Permission if caller.may(one)] == [
        Permission.OPEN, Permission.READ_METRICS,
    ]  # fmt: skip


def test_a_scope_never_widens_a_role() -> None:
    caller = Caller("x", frozenset({Role.PORTAL}), scopes=frozenset({Permission.IMPORT}))
    assert not caller.may(Permission.IMPORT)


@pytest.mark.parametrize("what", ["verdict", "rollup", "declaration"])
def test_anothers_part_is_not_there_for_a_supplier(
    service: TestClient, keys: Mapping[Role, Headers], what: str
) -> None:
    """ASVS 8.2.2: an object of somebody else is answered like one that does not exist."""
    mine = service.get(f"/v1/parts/{OWN}/{what}", headers=keys[Role.SUPPLIER])
    assert mine.status_code == 200
    told = [
        service.get(f"/v1/parts/{number}/{what}", headers=keys[Role.SUPPLIER])
        for number in (FOREIGN, BUILT, "NO-SUCH")
    ]
    assert [one.status_code for one in told] == [404, 404, 404]
    titles = {
        one.json()["title"].replace(n, "")
        for one, n in zip(told, (FOREIGN, BUILT, "NO-SUCH"), strict=True)
    }
    assert len(titles) == 1
    assert (
        service.get(f"/v1/parts/{FOREIGN}/{what}", headers=keys[Role.ENGINEER]).status_code == 200
    )


def test_a_name_in_the_body_is_not_who_takes_a_step(
    service: TestClient, keys: Mapping[Role, Headers]
) -> None:
    url = "/v1/lists/eu-rohs/versions/1:approve"
    told = service.post(url, headers=keys[Role.APPROVER], json={"by": "somebody else"})
    assert (told.status_code, told.json()["code"]) == (403, "not-allowed")
    told = service.post(url, headers=keys[Role.APPROVER], json={"by": "The Approver"})
    assert told.json()["code"] == "unknown-draft"
