"""Accepted findings: told as they are, counted as exempt, by two people and for a while."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from typing import Any

import pytest
from httpx2 import Response
from sqlalchemy.exc import DatabaseError
from starlette.testclient import TestClient

from api.services.feed import follow
from bom.database import open_database

from .said import TERMINAL, Said, altered, table

ROHS = "/v1/parts/{}/verdict?list=eu-rohs&as_of={}"
DAY = "2031-01-01"
"""By then the exemption of the terminal's lead has ended."""
WANTED = {
    "part_number": "TERMINAL-310", "list": "eu-rohs", "entry": "lead",
    "substances": ["7439-92-1"], "up_to_ppm": "40000", "reason": "Contacts are replaced in 2032.",
    "evidence": "report 31-7", "valid_from": "2030-06-01", "expires_on": "2031-06-30", "by": "Aoki",
}  # fmt: skip


@pytest.fixture
def product(own_client: TestClient, put: Callable[..., Said], load: Callable[[str], Said]) -> Any:
    """A product with a terminal whose lead is no longer exempt."""
    put(altered(TERMINAL))
    load(table("TOP,,TERMINAL-310,,2,,"))
    assert verdict(own_client)["status"] == "non_compliant"
    return own_client


def verdict(client: TestClient, part: str = "TOP", day: str = DAY, **asked: str) -> Any:
    more = "".join(f"&{key}={value}" for key, value in asked.items())
    return client.get(ROHS.format(part, day) + more).json()


def posted(client: TestClient, **changes: Any) -> Response:
    return client.post("/v1/justifications", json={**WANTED, **changes})


def accepted(client: TestClient, **changes: Any) -> str:
    told = posted(client, **changes)
    assert told.status_code == 201, told.text
    where = told.headers["location"]
    agreed = client.post(f"{where}:approve", json={"by": "Baba"})
    assert agreed.json()["state"] == "approved"
    return where


def test_an_approved_justification_counts_as_exempt_and_hides_nothing(product: TestClient) -> None:
    before = verdict(product)
    accepted(product)
    for part in ("TERMINAL-310", "TOP"):
        after = verdict(product, part)
        assert after["status"] == "compliant_with_exemption"
        (told,) = after["justifications"]
        assert (told["author"], told["approved_by"]) == ("Aoki", "Baba")
        (case,) = [one for one in after["cases"] if one["path"] == told["path"]]
        assert case["outcome"] == "exemption_invalid"
    assert after["cases"] == before["cases"]
    assert after["hash"] != before["hash"]
    assert after["next_change"] == "2031-07-01"
    shown = product.get("/v1/parts/TOP/tree", params={"list": "eu-rohs", "as_of": DAY})
    assert shown.json()["tree"]["status"] == "compliant_with_exemption"


def test_it_counts_from_its_first_day_to_its_last(product: TestClient) -> None:
    accepted(product)
    for day, status in (
        ("2030-05-31", "non_compliant"),
        ("2030-06-01", "compliant_with_exemption"),
        ("2031-06-30", "compliant_with_exemption"),
        ("2031-07-01", "non_compliant"),
    ):
        assert verdict(product, day=day)["status"] == status


def test_what_was_said_before_it_and_while_it_counted_can_still_be_asked_for(
    product: TestClient,
) -> None:
    before = verdict(product)
    where = accepted(product)
    during = verdict(product)
    told = product.post(f"{where}:revoke", json={"by": "Chiba", "reason": "wrong report"})
    assert told.json()["state"] == "revoked"
    after = verdict(product)
    assert (before["status"], during["status"], after["status"]) == (
        "non_compliant", "compliant_with_exemption", "non_compliant",
    )  # fmt: skip
    for body in (before, during, after):
        assert verdict(product, known_at=body["known_at"])["hash"] == body["hash"]
    assert before["hash"] == after["hash"]


@pytest.mark.parametrize(
    "changes",
    [
        {"entry": "cadmium"},
        {"substances": ["7440-43-9"]},
        {"up_to_ppm": "1"},
        {"list": "eu-pops", "entry": "hbcdd"},
        {"part_number": "TOP"},
        {"valid_from": "2031-01-02"},
    ],
)
def test_a_finding_that_was_not_meant_stays_red(product: TestClient, changes: Any) -> None:
    told = posted(product, **changes)
    if told.status_code == 201:
        product.post(f"{told.headers['location']}:approve", json={"by": "Baba"})
    elif changes.get("list"):
        pytest.skip("that list has no such entry")
    body = verdict(product)
    assert body["status"] == "non_compliant"
    assert "justifications" not in body


def test_before_a_second_person_agrees_it_changes_nothing(product: TestClient) -> None:
    before = verdict(product)
    where = posted(product).headers["location"]
    assert verdict(product) == before
    own = product.post(f"{where}:approve", json={"by": "AOKI"})
    assert (own.status_code, own.json()["code"]) == (409, "same-person")
    assert product.post(f"{where}:approve", json={"by": "Baba"}).status_code == 200
    again = product.post(f"{where}:approve", json={"by": "Chiba"})
    assert (again.status_code, again.json()["code"]) == (409, "step-out-of-order")


def test_what_is_unknown_stays_unknown_beside_what_is_accepted(
    product: TestClient, load: Callable[[str], Said]
) -> None:
    accepted(product)
    load(table("TOP,,TERMINAL-310,,2,,", "TOP,,SILENT,,1,,"))
    body = verdict(product)
    assert body["status"] == "unknown"
    assert body["justifications"]


def test_another_revision_inherits_nothing(product: TestClient, put: Callable[..., Said]) -> None:
    accepted(product)
    put(altered(TERMINAL, version="99"))
    body = product.get(ROHS.format("TERMINAL-310", DAY) + "&revision=99").json()
    assert body["status"] == "non_compliant"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"part_number": "NO-SUCH"}, "invalid-justification"),
        ({"entry": "no-such"}, "invalid-justification"),
        ({"list": "no-such"}, "unknown-list"),
        ({"substances": []}, "invalid-justification"),
        ({"substances": ["7439-92-2"]}, "invalid-justification"),
        ({"up_to_ppm": "1000000"}, "invalid-justification"),
        ({"up_to_ppm": "NaN"}, "invalid-justification"),
        ({"up_to_ppm": 40000}, "invalid-request"),
        ({"reason": " "}, "invalid-justification"),
        ({"evidence": ""}, "invalid-justification"),
        ({"expires_on": "2030-05-31"}, "invalid-justification"),
        ({"expires_on": "2040-01-01"}, "invalid-justification"),
        ({"expires_on": None}, "invalid-request"),
        ({"by": ""}, "invalid-step"),
    ],
)
def test_what_cannot_be_accepted_is_refused_with_its_reason(
    product: TestClient, changes: Any, code: str
) -> None:
    told = posted(product, **changes)
    assert told.status_code in {404, 422}
    assert told.json()["code"] == code


def test_it_is_listed_with_its_steps_and_recorded(product: TestClient) -> None:
    where = accepted(product)
    posted(product, reason="second")
    body = product.get("/v1/justifications?limit=1").json()
    assert [one["id"] for one in body["justifications"]] == [1]
    rest = product.get(f"/v1/justifications?after={body['next']}").json()
    assert [one["state"] for one in rest["justifications"]] == ["proposed"]
    assert rest["next"] is None
    one = product.get(where).json()
    assert [(step["step"], step["by"]) for step in one["steps"]] == [
        ("proposed", "Aoki"),
        ("approved", "Baba"),
    ]
    assert product.get("/v1/justifications/99").json()["code"] == "unknown-justification"


def test_the_database_keeps_two_people_and_every_row(store: str, product: TestClient) -> None:
    posted(product)
    with closing(open_database(store)) as database:
        for statement in (
            "INSERT INTO justification_approval VALUES (1, 'Aoki', 'Aoki', '2026')",
            "UPDATE justification SET up_to_ppm = '999999'",
            "DELETE FROM justification",
        ):
            with pytest.raises(DatabaseError), database.writers.begin() as session:
                session.connection().exec_driver_sql(statement)


def test_the_feed_and_the_portfolio_count_it_too(store: str, product: TestClient) -> None:
    def flipped() -> set[tuple[str, str, str]]:
        rows = product.get("/v1/changes", params={"since": seen}).json()["changes"]
        assert {kind for row in rows for kind in row["cause"]["kinds"]} <= {"justifications"}
        return {(row["part_number"], row["before"], row["after"]) for row in rows}

    then = datetime.fromisoformat(f"{DAY}T12:00:00Z")
    with closing(open_database(store)) as database:
        follow(database, clock=lambda: then)
        seen = product.get("/v1/changes").json()["next"]
        where = accepted(product)
        follow(database, clock=lambda: then + timedelta(hours=1))
        red, exempt = "non_compliant", "compliant_with_exemption"
        assert flipped() == {("TOP", red, exempt), ("TERMINAL-310", red, exempt)}
        seen = product.get("/v1/changes").json()["next"]
        product.post(f"{where}:revoke", json={"by": "Baba", "reason": "wrong report"})
        follow(database, clock=lambda: then + timedelta(hours=2))
        assert flipped() == {("TOP", exempt, red), ("TERMINAL-310", exempt, red)}
