"""Keys: shown once, kept as a hash, expiring, taken back while the service runs (R23)."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from starlette.testclient import TestClient

from api.access.roles import Role
from bom.access.keys import (
    LONGEST_DAYS,
    Grant,
    InvalidLifetime,
    find_key,
    issue_key,
    prefix_of,
    revoke_key,
)
from bom.database import Database, open_database
from tests.api.conftest import Run

from .conftest import KEYED, SUPPLIER, Headers, key_for

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
URL = "/v1/lists"


@pytest.fixture
def database(store: str) -> Database:
    return open_database(store)


def test_a_key_is_issued_listed_and_taken_back(run: Run, store: str) -> None:
    said = run(
        "--db", store, "keys", "issue", "Aoki", "--role", "engineer", "--by", "Baba", "--json"
    )
    assert said.code == 0
    token, key = said.body["token"], said.body["key"]
    assert prefix_of(token) == key
    assert len(token.removeprefix(f"cg_{key}_")) == 43
    listed = run("--db", store, "keys", "list", "--json")
    (row,) = listed.body["keys"]
    assert (row["key"], row["subject"], row["role"], row["state"]) == (
        key,
        "Aoki",
        "engineer",
        "good",
    )
    assert token not in listed.out
    assert run("--db", store, "keys", "revoke", key, "--by", "Baba", "--reason", "left").code == 0
    assert run("--db", store, "keys", "list", "--json").body["keys"][0]["state"] == "revoked"
    again = run("--db", store, "keys", "revoke", key, "--by", "Baba", "--json")
    assert (again.code, again.error["code"]) == (2, "invalid-key-request")


def test_issuing_and_revoking_stand_in_the_audit_log(run: Run, store: str) -> None:
    key = run("--db", store, "keys", "issue", "Aoki", "--role", "admin", "--json").body["key"]
    run("--db", store, "keys", "revoke", key, "--by", "Baba")
    with closing(sqlite3.connect(store.removeprefix("sqlite:///"))) as plain:
        told = plain.execute("SELECT action, subject FROM audit_event").fetchall()
    assert told == [("key-issue", f"key {key}"), ("key-revoke", f"key {key}")]
    assert run("--db", store, "audit", "verify").code == 0


@pytest.mark.parametrize(
    "options",
    [
        ["--role", "supplier"],
        ["--role", "engineer", "--supplier", SUPPLIER],
        ["--role", "portal", "--only", "import"],
    ],
)
def test_a_key_that_would_open_the_wrong_thing_is_not_issued(
    run: Run, store: str, options: list[str]
) -> None:
    said = run("--db", store, "keys", "issue", "Aoki", *options, "--json")
    assert (said.code, said.error["code"]) == (2, "invalid-key-request")
    assert run("--db", store, "keys", "list", "--json").body == {"keys": []}


def test_a_copy_of_the_store_lets_nobody_in(keyed_store: str, service: TestClient) -> None:
    token = key_for(keyed_store, Role.ENGINEER)["Authorization"].removeprefix("Bearer ")
    with closing(sqlite3.connect(keyed_store.removeprefix("sqlite:///"))) as plain:
        dump = "\n".join(plain.iterdump())
    assert token not in dump
    assert token.rpartition("_")[2] not in dump
    with closing(open_database(keyed_store)) as database, database.readers() as session:
        found = find_key(session, prefix_of(token))
    assert found is not None
    for shown in (found.hash, f"cg_{found.prefix}_{found.hash}", found.prefix):
        told = service.get(URL, headers={"Authorization": f"Bearer {shown}"})
        assert told.status_code == 401


@pytest.mark.parametrize(
    "shown",
    ["", "Bearer", "Bearer ", "Bearer cg_", "Bearer cg__", "Bearer cg_0000000000_x", "Basic eDp5",
     "Bearer é", "Bearer cg_0000000000_" + "x" * 20_000, "Token x"],
)  # fmt: skip
def test_what_is_no_key_opens_nothing_and_is_not_told_why(service: TestClient, shown: str) -> None:
    told = service.get(URL, headers={"Authorization": shown.encode()})
    assert told.status_code == 401
    assert told.json()["code"] == "not-authenticated"
    assert told.headers["www-authenticate"] == "Bearer"
    nothing = service.get(URL)
    assert {**told.json()} == {**nothing.json()}


def test_a_key_opens_until_its_last_day_ends(database: Database) -> None:
    grant = Grant("Aoki", "engineer", expires_on=NOW.date())
    with database.writers.begin() as session:
        token = issue_key(session, grant, by="Baba", clock=lambda: NOW)
    with database.readers() as session:
        key = find_key(session, prefix_of(token))
    assert key is not None
    assert key.opens_with(token)
    end = datetime(2026, 11, 22, tzinfo=UTC)
    assert key.is_good(end - timedelta(microseconds=1))
    assert not key.is_good(end)


@pytest.mark.parametrize("days", [-1, LONGEST_DAYS + 1])
def test_a_key_lasts_neither_less_than_a_day_nor_more_than_a_year(
    database: Database, days: int
) -> None:
    grant = Grant("Aoki", "engineer", expires_on=NOW.date() + timedelta(days=days))
    with database.writers() as session, pytest.raises(InvalidLifetime):
        issue_key(session, grant, by="Baba", clock=lambda: NOW)


def test_an_expired_key_opens_nothing(
    keyed_store: str, service: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = key_for(keyed_store, Role.ENGINEER, expires_on=date.today())  # noqa: DTZ011
    assert service.get(URL, headers=headers).status_code == 200
    later = datetime.now(UTC) + timedelta(days=2)
    monkeypatch.setattr("api.access.doors.utc_now", lambda: later)
    assert service.get(URL, headers=headers).status_code == 401


def test_a_key_that_was_taken_back_opens_nothing_once_the_worker_looks_again(
    keyed_store: str, serving: Callable[..., TestClient]
) -> None:
    client = serving()
    now = [0.0]
    client.app.state.doors.clock = lambda: now[0]  # type: ignore[attr-defined]
    headers = key_for(keyed_store, Role.ENGINEER)
    assert client.get(URL, headers=headers).status_code == 200
    database = open_database(keyed_store)
    with database.writers.begin() as session:
        assert revoke_key(session, prefix_of(headers["Authorization"][7:]), by="Baba")
    assert KEYED.key_cache_seconds <= 60
    now[0] = KEYED.key_cache_seconds + 1
    assert client.get(URL, headers=headers).status_code == 401


def test_another_secret_behind_a_prefix_that_is_at_hand_opens_nothing(
    service: TestClient, keys: Mapping[Role, Headers]
) -> None:
    header = keys[Role.ENGINEER]["Authorization"]
    assert service.get(URL, headers={"Authorization": header}).status_code == 200
    wrong = header[:-1] + ("A" if header[-1] != "A" else "B")
    assert service.get(URL, headers={"Authorization": wrong}).status_code == 401


def test_keys_are_compared_in_constant_time(
    serving: Callable[..., TestClient],
    keys: Mapping[Role, Headers],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client, asked = serving(), []

    def compared(one: str, other: str) -> bool:
        asked.append((len(one), len(other)))
        return False

    monkeypatch.setattr("bom.access.keys.hmac.compare_digest", compared)
    assert client.get(URL, headers=keys[Role.ENGINEER]).status_code == 401
    assert set(asked) == {(64, 64)}


def test_who_guesses_is_told_to_wait_and_others_are_not(
    keyed_store: str, serving: Callable[..., TestClient]
) -> None:
    client = serving(replace(KEYED, failed_logins_per_minute=10))
    good = key_for(keyed_store, Role.ENGINEER)
    assert client.get(URL, headers=good).status_code == 200
    guess = {"Authorization": "Bearer cg_0123456789_guess"}
    statuses = [client.get(URL, headers=guess).status_code for _ in range(12)]
    assert statuses == [401] * 10 + [429] * 2
    assert int(client.get(URL, headers=guess).headers["retry-after"]) >= 1
    # Whoever was let in a moment ago from the same address is not locked out by a neighbour.
    assert client.get(URL, headers=good).status_code == 200
    late = key_for(keyed_store, Role.ENGINEER)
    assert client.get(URL, headers=late).status_code == 429
