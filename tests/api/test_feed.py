"""The change feed: whoever applies it from zero holds the status of every part."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.services.feed import follow
from api.services.portfolio import evaluate_portfolio, portfolio_json
from bom.database import Database, open_database

from .said import CABLE, LENS, TERMINAL, Said, altered, table

State = dict[tuple[str, ...], str]
PART = ("part_number", "revision", "manufacturer", "name")
CLIFF = datetime(2031, 1, 1, tzinfo=UTC)
"""By then the exemption of the terminal has ended."""


class Days:
    """A clock whose days pass when the test says so."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    @property
    def today(self) -> date:
        return self().date()


@pytest.fixture
def days() -> Days:
    return Days()


@pytest.fixture
def database(store: str) -> Iterator[Database]:
    with closing(open_database(store)) as opened:
        yield opened


def pages(client: TestClient, since: str = "") -> Iterator[dict[str, Any]]:
    more = True
    while more:
        body = client.get("/v1/changes", params={"since": since}).json()
        yield from body["changes"]
        since, more = body["next"], body["more"]


def replayed(client: TestClient) -> State:
    """As `docs/portal.md` tells a client to do it."""
    state: State = {}
    for row in pages(client):
        if row["is_announced"]:
            continue
        key = (*(row[name] for name in PART), row["list"])
        if row["after"] is None:
            state.pop(key, None)
        else:
            state[key] = row["after"]
    return state


def judged(database: Database, day: date) -> State:
    with database.readers() as session:
        body = portfolio_json(evaluate_portfolio(session, as_of=day))
    return {
        (*(row[name] for name in PART), list_id): status
        for row in body["rows"]
        for list_id, status in row["lists"].items()
    }


def test_replaying_the_feed_from_zero_gives_the_status_of_every_part(
    store: str,
    database: Database,
    put: Callable[..., Said],
    load: Callable[[str], Said],
    days: Days,
) -> None:
    draw = random.Random(20261121)

    def declared() -> None:
        file = draw.choice((LENS, CABLE, TERMINAL))
        put(altered(file, version=draw.choice("12"), date=f"2024-{draw.randint(1, 9):02}-11"))

    def built() -> None:
        held = draw.sample(("LENS-220", "CABLE-401", "TERMINAL-310", "NOBODY"), draw.randint(1, 4))
        load(table(*(f"{draw.choice(('TOP', 'BOX'))},,{part},,2,," for part in held)))

    def later() -> None:
        days.ahead += timedelta(days=draw.randint(1, 900))

    deeds = [declared, built, *draw.choices((declared, built, later), k=8)]
    with TestClient(create_app(store)) as client:
        for deed in deeds:
            deed()
            follow(database, clock=days)
            state = replayed(client)
            assert state == judged(database, days.today)
            assert follow(database, clock=days) == 0
        for part in {key[:4] for key in state}:
            named = dict(zip(("revision", "manufacturer"), part[1:3], strict=True))
            asked = {**named, "as_of": days.today.isoformat()}
            verdict = client.get(f"/v1/parts/{part[0]}/verdict", params=asked).json()
            if not any(gap["outcome"] == "ambiguous" for gap in verdict["gaps"]):
                told = {row["list"]: row["status"] for row in verdict["lists"]}
                assert told == {key[4]: s for key, s in state.items() if key[:4] == part}


def test_each_row_says_what_kind_of_thing_had_changed(
    store: str,
    database: Database,
    put: Callable[..., Said],
    load: Callable[[str], Said],
    days: Days,
) -> None:
    with TestClient(create_app(store)) as client:
        seen = ""

        def kinds() -> set[str]:
            nonlocal seen
            follow(database, clock=days)
            rows = list(pages(client, seen))
            seen = str(rows[-1]["id"]) if rows else seen
            return {kind for row in rows for kind in row["cause"]["kinds"]}

        put(altered(TERMINAL))
        assert kinds() == {"declarations"}
        load(table("TOP,,TERMINAL-310,,1,,"))
        assert kinds() == {"usages"}
        days.ahead = CLIFF - datetime.now(UTC)
        assert kinds() == {"day"}
        assert kinds() == set()


def test_a_product_flips_with_the_day_on_which_its_exemption_ends(
    store: str, database: Database, put: Callable[..., Said], days: Days
) -> None:
    put(altered(TERMINAL))
    follow(database, clock=days)
    days.ahead = CLIFF - datetime.now(UTC)
    follow(database, clock=days)
    with TestClient(create_app(store)) as client:
        last = [row for row in pages(client) if row["list"] == "eu-rohs"][-1]
    assert (last["before"], last["after"]) == ("compliant_with_exemption", "non_compliant")
    assert last["consequence"] == "status"


def test_a_part_that_nobody_uses_any_more_leaves_the_feed(
    store: str, database: Database, load: Callable[[str], Said], days: Days
) -> None:
    load(table("TOP,,OLD,,1,,"))
    follow(database, clock=days)
    load(table("TOP,,NEW,,1,,"))
    follow(database, clock=days)
    with TestClient(create_app(store)) as client:
        gone = [row for row in pages(client) if row["part_number"] == "OLD"]
        assert {row["after"] for row in gone[-1:]} == {None}
        assert {key[0] for key in replayed(client)} == {"TOP", "NEW"}


def test_two_who_follow_at_once_tell_each_change_once(
    store: str, database: Database, put: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    put(altered(LENS))

    def slower(*how: Any, **what: Any) -> Any:
        monkeypatch.undo()
        assert follow(database) > 0  # somebody else, before we have judged
        return evaluate_portfolio(*how, **what)

    monkeypatch.setattr("api.services.feed.evaluate_portfolio", slower)
    assert follow(database) == 0
    with TestClient(create_app(store)) as client:
        rows = list(pages(client))
    keys = [(row["part_number"], row["list"]) for row in rows]
    assert len(keys) == len(set(keys)) > 0
