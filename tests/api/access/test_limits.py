"""How much and how often: bodies, hosts, rates, and the headers of every answer (R24-R26)."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.access.rates import Buckets, Rate
from api.access.roles import Role
from api.watch import HEADERS

from .conftest import KEYED, OWN, Headers, key_for
from .taking import take
from .test_routes_and_roles import address, routes

URL = "/v1/lists"


def test_a_bucket_holds_a_burst_and_fills_again() -> None:
    now = [100.0]
    buckets, rate = Buckets(clock=lambda: now[0]), Rate(20, burst=40)
    assert [buckets.take("a", rate) for _ in range(41)] == [0] * 40 + [1]
    assert buckets.take("b", rate) == 0
    now[0] += 0.5
    assert [buckets.take("a", rate) for _ in range(11)] == [0] * 10 + [1]
    now[0] += 3600
    assert [buckets.take("a", rate) for _ in range(41)] == [0] * 40 + [1]


def test_who_waits_as_long_as_told_is_served() -> None:
    now = [0.0]
    buckets, rate = Buckets(clock=lambda: now[0]), Rate(10, seconds=60)
    for _ in range(10):
        assert buckets.take("a", rate) == 0
    wait = buckets.wait("a", rate)
    assert wait == 6
    now[0] += wait
    assert buckets.wait("a", rate) == 0
    assert buckets.take("a", rate) == 0
    assert buckets.take("a", rate) == 6


def test_a_clock_that_stands_gives_nothing_twice() -> None:
    buckets, rate = Buckets(clock=lambda: 5.0), Rate(1000, burst=3)
    assert sum(buckets.take("a", rate) == 0 for _ in range(100)) == 3


def test_all_workers_take_from_one_bucket(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        taken = pool.starmap(take, [(str(tmp_path / "rates"), 40)] * 2)
    assert sum(taken) == 50


def test_thousands_of_names_do_not_share_a_bucket() -> None:
    buckets, rate = Buckets(clock=lambda: 1.0), Rate(1, burst=1)
    names = [f"key {number}" for number in range(3_000)]
    assert {buckets.take(name, rate) for name in names} == {0}
    assert {buckets.take(name, rate) for name in names} == {1}


def test_faster_than_agreed_is_told_when_to_come_back(
    keyed_store: str, serving: Callable[..., TestClient]
) -> None:
    client = serving(replace(KEYED, requests_per_second=1, request_burst=5))
    one, other = (key_for(keyed_store, Role.PORTAL, subject=name) for name in ("one", "other"))
    statuses = [client.get(URL, headers=one).status_code for _ in range(6)]
    assert statuses == [200] * 5 + [429]
    told = client.get(URL, headers=one)
    assert (told.json()["code"], told.headers["retry-after"]) == ("too-many-requests", "1")
    assert client.get(URL, headers=other).status_code == 200


def test_a_supplier_uploads_so_often_a_minute_whatever_key_it_shows(
    keyed_store: str, serving: Callable[..., TestClient]
) -> None:
    client = serving(replace(KEYED, uploads_per_minute=3))
    keys = [key_for(keyed_store, Role.SUPPLIER, subject=name) for name in ("one", "other")]
    files = {"files": ("x.xml", b"<x/>")}
    told = [client.post("/v1/imports", headers=keys[n % 2], files=files) for n in range(4)]
    assert [one.status_code for one in told] == [202, 202, 202, 429]
    assert client.get(f"/v1/parts/{OWN}/verdict", headers=keys[0]).status_code == 200


@pytest.mark.parametrize("form", ["length", "chunked"])
def test_more_than_a_request_may_hold_is_a_problem(
    keyed_store: str, serving: Callable[..., TestClient], form: str
) -> None:
    """R25: whether it says its length beforehand or not."""
    client = serving(replace(KEYED, body_bytes=10_000))
    headers = {**key_for(keyed_store, Role.ENGINEER), "Content-Type": "application/json"}

    def sent() -> Iterator[bytes]:
        yield from (b" " * 1_000 for _ in range(11))

    content = sent() if form == "chunked" else b" " * 11_000
    told = client.post("/v1/lists/x/versions/1:approve", headers=headers, content=content)
    assert told.status_code == 413
    assert told.headers["content-type"] == "application/problem+json"
    assert told.json()["code"] == "too-large"
    small = client.post("/v1/lists/x/versions/1:approve", headers=headers, content=b" " * 9_000)
    assert small.status_code != 413


def test_a_head_holds_no_more_than_it_may(serving: Callable[..., TestClient]) -> None:
    client = serving(replace(KEYED, header_bytes=1_000))
    assert client.get("/healthz", headers={"X": "x" * 500}).status_code == 200
    told = client.get("/healthz", headers={"X": "x" * 1_001})
    assert (told.status_code, told.json()["code"]) == (431, "head-too-large")


HOSTS = {
    "chem.example": 200, "chem.example:8443": 200, "CHEM.EXAMPLE": 200, "[::1]:8000": 200,
    "evil.example": 400, "chem.example.evil.example": 400, "": 400, "[::2]": 400,
    "evil.example:chem.example": 400,
}  # fmt: skip


def test_a_service_answers_to_its_names_alone(serving: Callable[..., TestClient]) -> None:
    client = serving(replace(KEYED, hosts=("chem.example", "::1")))
    told = {host: client.get("/healthz", headers={"Host": host}) for host in HOSTS}
    assert {host: one.status_code for host, one in told.items()} == HOSTS
    refused = [one.json()["code"] for one in told.values() if one.status_code == 400]
    assert set(refused) == {"unknown-host"}


@pytest.mark.parametrize("role", [None, Role.ENGINEER])
def test_every_answer_has_the_headers_that_keep_it_to_itself(
    service: TestClient, keys: Mapping[Role, Headers], role: Role | None
) -> None:
    told = {}
    for method, path, _ in routes(service.app):  # type: ignore[arg-type]
        headers = keys[role] if role else {}
        told[method, path] = service.request(method, address(path), headers=headers)
    told["GET", "/nothing"] = service.get("/nothing", headers=keys[Role.ENGINEER])
    told["PUT", "/healthz"] = service.put("/healthz", headers=keys[Role.ENGINEER])
    for where, answer in told.items():
        assert answer.headers["x-content-type-options"] == HEADERS["X-Content-Type-Options"], where
        assert (
            "no-store" in answer.headers["cache-control"]
            or "private" in answer.headers["cache-control"]
        ), where
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"], where
        assert answer.headers["x-request-id"], where
        assert "server" not in answer.headers, where
        assert "x-problem" not in answer.headers, where
