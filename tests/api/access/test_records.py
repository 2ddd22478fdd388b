"""Who did what through the service stands in the chain, and whoever touches it is found (R15)."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from starlette.testclient import TestClient

from api.access.recorder import Act, Recorder
from api.access.roles import Role
from api.services.audit import verified
from bom.audit import read_trail, record_event
from bom.database import open_database
from tests.api.conftest import Run

from .conftest import FOREIGN, KEYED, OWN, Headers

EVENTS, PLACES = 40, 25
"""Places for each of the four ways to do harm; a hundred in all."""


def told(client: TestClient, keys: Mapping[Role, Headers]) -> list[dict[str, Any]]:
    client.app.state.recorder.flush()  # type: ignore[attr-defined]
    events: list[dict[str, Any]] = client.get(
        "/v1/audit", params={"limit": 500}, headers=keys[Role.ADMIN]
    ).json()["events"]
    return [one for one in events if one["action"] == "http"]


def test_what_shows_or_changes_something_is_recorded_with_who_and_how_it_ended(
    service: TestClient, keys: Mapping[Role, Headers]
) -> None:
    service.get(
        f"/v1/parts/{OWN}/rollup", headers={**keys[Role.ENGINEER], "X-Request-ID": "mine-0001"}
    )
    service.get(f"/v1/parts/{FOREIGN}/rollup", headers=keys[Role.SUPPLIER])
    service.post("/v1/lists/eu-rohs/versions/9:approve", headers=keys[Role.APPROVER], json={})
    rows = told(service, keys)
    route = "GET /v1/parts/{part_number:path}/rollup"
    kept = [(one["by"], one["subject"], one["facts"]["status"]) for one in rows]
    assert ("the engineer", route, 200) in kept
    assert ("the supplier", route, 404) in kept
    step = "POST /v1/lists/{list_id}/versions/{number:int}:approve"
    assert ("the approver", step, 404) in kept
    (mine,) = (one for one in rows if one["facts"]["request"] == "mine-0001")
    assert mine["facts"]["part_number"] == OWN
    assert mine["facts"]["key"] in keys[Role.ENGINEER]["Authorization"]


def test_what_everybody_may_read_is_not_recorded_and_neither_is_who_was_turned_away(
    service: TestClient, keys: Mapping[Role, Headers]
) -> None:
    before = len(told(service, keys))
    for _ in range(3):
        service.get("/v1/lists", headers=keys[Role.PORTAL])
        service.get(f"/v1/parts/{OWN}/verdict", headers=keys[Role.PORTAL])
        service.get(f"/v1/parts/{OWN}/rollup", headers={"Authorization": "Bearer cg_x_y"})
    rows = told(service, keys)[before:]
    assert {one["by"] for one in rows} <= {"the admin"}, "who reads the record is recorded too"


def test_acts_that_the_store_does_not_take_wait_and_are_not_lost(
    store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = open_database(store)
    recorder = Recorder(database)
    at = "2026-11-20T12:00:00.000000Z"

    def failing(*_: object, **__: object) -> None:
        raise OperationalError("x", {}, Exception("gone"))

    with monkeypatch.context() as patch:
        patch.setattr("api.access.recorder.record_event", failing)
        for number in range(3):
            recorder.note(Act(f"caller {number}", "GET /x", {}, at))
        recorder.flush()
        assert recorder.waiting == 3
    recorder.close()
    with database.readers() as session:
        assert [one.actor for one in read_trail(session)] == [f"caller {n}" for n in range(3)]
    database.close()


def test_when_too_many_wait_nothing_that_must_be_recorded_is_done(
    serving: Callable[..., TestClient],
    keys: Mapping[Role, Headers],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = serving()
    monkeypatch.setattr(Recorder, "is_full", True)
    told = client.get(f"/v1/parts/{OWN}/rollup", headers=keys[Role.ENGINEER])
    assert (told.status_code, told.json()["code"]) == (503, "audit-full")
    assert client.get("/v1/lists", headers=keys[Role.ENGINEER]).status_code == 200


@pytest.fixture(scope="module")
def chain(empty_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("chain") / "store.db"
    shutil.copy(empty_file, file)
    database = open_database(f"sqlite:///{file}")
    for number in range(EVENTS):
        with database.writers.begin() as session:
            record_event(
                session, actor="Aoki", action="test", subject=f"thing {number}",
                facts={"n": number},
                recorded_at=f"2026-11-20T12:00:{number:02}.000000Z",
            )  # fmt: skip
    database.close()
    return file


def harm(file: Path, *statements: str) -> None:
    """As somebody would who has the file: the triggers are in the way, so they go first."""
    with closing(sqlite3.connect(file)) as plain:
        names = plain.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_event'"
        ).fetchall()
        for (name,) in names:
            plain.execute(f"DROP TRIGGER {name}")
        # The disk need not hear of it: the copy is gone in a moment.
        plain.execute("PRAGMA synchronous = OFF")
        plain.execute(
            "CREATE TEMP VIEW first AS "
            "SELECT *, recorded_at AS at FROM main.audit_event WHERE number = 1"
        )
        for statement in statements:
            plain.execute(statement)
        plain.commit()


CHANGED = "UPDATE audit_event SET actor = 'Baba' WHERE number = {at}"
REMOVED = "DELETE FROM audit_event WHERE number = {at}"
COLUMNS = "actor, action, subject, facts, recorded_at"
SWAPPED = (
    "UPDATE audit_event SET ({columns}) = (SELECT {columns} FROM audit_event AS other "
    "WHERE other.number = {at} + 1) WHERE number = {at}"
)
INSERTED = (
    "UPDATE audit_event SET number = number + 1000 WHERE number >= {at}",
    "UPDATE audit_event SET number = number - 999 WHERE number > 1000",
    "INSERT INTO audit_event SELECT {at}, actor, action, subject, facts, 'x', 'x', at FROM first",
)


@pytest.mark.parametrize(
    "statements",
    [(CHANGED,), (REMOVED,), (SWAPPED,), INSERTED],
    ids=["change", "removal", "swap", "insertion"],
)
def test_whoever_touches_an_event_is_found_wherever_it_is(
    run: Run, chain: Path, tmp_path: Path, statements: tuple[str, ...]
) -> None:
    """The command says it for the last place; the others are checked as it does."""
    choose, copy = random.Random(15), tmp_path / "touched.db"
    url = f"sqlite:///{copy}"
    for at in choose.sample(range(2, EVENTS - 1), PLACES):
        shutil.copy(chain, copy)
        harm(copy, *(one.format(at=at, columns=COLUMNS) for one in statements))
        database = open_database(url)
        with database.readers() as session:
            body = verified(session)
        database.close()
        assert not body["whole"], at
        assert body["broken_at"] in {at, at + 1}, at
    said = run("--db", url, "audit", "verify", "--json")
    assert (said.code, said.body) == (4, body)


def test_a_tail_that_was_cut_off_is_missed_by_the_anchor(
    run: Run, chain: Path, tmp_path: Path
) -> None:
    copy, anchors = tmp_path / "cut.db", tmp_path / "anchors"
    shutil.copy(chain, copy)
    url = f"sqlite:///{copy}"
    assert run("--db", url, "audit", "anchor", anchors).code == 0
    assert run("--db", url, "audit", "verify", "--anchor-file", anchors).code == 0
    harm(copy, REMOVED.format(at=EVENTS))
    assert run("--db", url, "audit", "verify").code == 0, "the chain alone cannot tell"
    said = run("--db", url, "audit", "verify", "--anchor-file", anchors)
    assert said.code == 4
    assert "cut off" in said.out
    anchors.write_text("no hash\n")
    assert run("--db", url, "audit", "verify", "--anchor-file", anchors).code == 2


def test_the_service_writes_anchors_outside_of_the_store(
    run: Run,
    keyed_store: str,
    serving: Callable[..., TestClient],
    keys: Mapping[Role, Headers],
    tmp_path: Path,
) -> None:
    client = serving(replace(KEYED, anchor_file=str(tmp_path / "anchors")))
    client.get(f"/v1/parts/{OWN}/rollup", headers=keys[Role.ENGINEER])
    client.app.state.recorder.flush()  # type: ignore[attr-defined]
    said = run("--db", keyed_store, "audit", "verify", "--anchor-file", tmp_path / "anchors")
    assert said.code == 0
    assert "1 anchors found" in said.out


@pytest.mark.parametrize("table", ["audit_event", "access_key", "access_key_revocation"])
@pytest.mark.parametrize("verb", ["UPDATE", "DELETE", "REPLACE"])
def test_the_store_itself_refuses_to_change_the_record(
    keyed_store: str, keys: Mapping[Role, Headers], tmp_path: Path, table: str, verb: str
) -> None:
    file = tmp_path / "own.db"
    shutil.copy(keyed_store.removeprefix("sqlite:///"), file)
    statement = {
        "UPDATE": "UPDATE {} SET recorded_at = 'x'",
        "DELETE": "DELETE FROM {}",
        "REPLACE": "INSERT OR REPLACE INTO {0} SELECT * FROM {0}",
    }[verb].format(table)
    with closing(sqlite3.connect(file)) as plain:
        if table == "access_key_revocation":
            plain.execute("INSERT INTO access_key_revocation VALUES (1, '', 'Aoki', 'now')")
        assert keys
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            plain.execute(statement)


def test_a_page_of_the_record_says_where_the_next_begins(
    service: TestClient, keys: Mapping[Role, Headers]
) -> None:
    after, numbers = 0, []
    while True:
        page = service.get(
            "/v1/audit", params={"after": after, "limit": 3}, headers=keys[Role.ADMIN]
        ).json()
        numbers += [one["number"] for one in page["events"]]
        after = page["next"]
        if not page["more"]:
            break
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) > 3
