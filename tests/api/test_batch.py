"""Many verdicts by one question: in order, each its own, of one state of the store."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from .said import LENS, ON, Said, altered

PARTS = ("LAMP-100", "NO-SUCH", "CABLE-401", "SPRING-250", "LAMP-100")
LINES = "application/jsonl"


def asked(client: TestClient, *numbers: str, **how: Any) -> Any:
    body = {"items": [{"part_number": number} for number in numbers], **how}
    told = client.post("/v1/verdicts", json=body)
    assert told.status_code == 200, told.text
    return told.json()["items"]


def test_each_item_is_the_verdict_that_is_asked_for_alone_and_in_its_place(
    client: TestClient,
) -> None:
    items = asked(client, *PARTS, as_of=ON)
    for number, item in zip(PARTS, items, strict=True):
        alone = client.get(f"/v1/parts/{number}/verdict?as_of={ON}")
        if number == "NO-SUCH":
            assert item["problem"] == {
                key: value for key, value in alone.json().items() if key != "request_id"
            }
            assert item["part"]["part_number"] == number
        else:
            assert item == alone.json()


def test_lists_and_days_are_those_that_were_asked_for(client: TestClient) -> None:
    (item,) = asked(client, "TERMINAL-310", as_of="2030-01-01", lists=["eu-rohs"], eee_category="3")
    alone = client.get(
        "/v1/parts/TERMINAL-310/verdict?as_of=2030-01-01&list=eu-rohs&eee_category=3"
    )
    assert item == alone.json()


@pytest.mark.parametrize("media", [LINES, "application/x-ndjson", f"text/csv, {LINES};q=0.5"])
def test_lines_are_streamed_to_who_asks_for_them(client: TestClient, media: str) -> None:
    body = {"items": [{"part_number": number} for number in PARTS], "as_of": ON}
    told = client.post("/v1/verdicts", json=body, headers={"Accept": media})
    assert told.headers["content-type"].startswith(LINES)
    lines = [json.loads(line) for line in told.text.splitlines()]
    assert lines == asked(client, *PARTS, as_of=ON)


def test_revision_and_manufacturer_narrow_an_item(
    own_client: TestClient, put: Callable[..., Said]
) -> None:
    put(altered(LENS, version="1"), altered(LENS, version="2"))
    items = [{"part_number": "LENS-220", "revision": revision} for revision in ("1", "2", "3", "")]
    told = own_client.post("/v1/verdicts", json={"items": items}).json()["items"]
    assert [one.get("part", {}).get("revision") for one in told[:2]] == ["1", "2"]
    assert told[2]["problem"]["code"] == "unknown-part"
    assert [gap["outcome"] for gap in told[3]["gaps"]].count("ambiguous") == 1


def test_a_declaration_that_comes_meanwhile_is_in_all_items_or_in_none(
    own_client: TestClient, put: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    put(*(altered(LENS, identifier=number) for number in "ABC"))
    verdicts = own_client.app.state.verdicts  # type: ignore[attr-defined]
    judged = verdicts.told

    def slow(part_number: str, *how: Any, **which: Any) -> Any:
        found = judged(part_number, *how, **which)
        if part_number == "B":
            monkeypatch.setattr(verdicts, "told", judged)
            put(*(altered(LENS, identifier=number, date="2024-10-19") for number in "ABC"))
        return found

    monkeypatch.setattr(verdicts, "told", slow)
    first = asked(own_client, *"ABC", as_of=ON)
    assert len({item["known_at"] for item in first}) == 1
    assert len({item["declarations"][0]["sha256"] for item in first}) == 3
    assert all(len(item["declarations"]) == 1 for item in first)
    again = asked(own_client, *"ABC", as_of=ON)
    assert all(len(item["declarations"]) == 2 for item in again)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 422, "invalid-request"),
        ({"items": [{}]}, 422, "invalid-request"),
        ({"items": [{"part_number": 1}]}, 422, "invalid-request"),
        ({"items": [], "as_off": ON}, 422, "invalid-request"),
        ({"items": [], "lists": ["none"]}, 404, "unknown-list"),
        ({"items": [], "eee_category": "99"}, 422, "unknown-eee-category"),
        ({"items": [], "known_at": "yesterday"}, 422, "invalid-instant"),
        ({"items": [{"part_number": "A"}] * 10_001}, 422, "invalid-request"),
    ],
)
def test_what_is_wrong_with_the_question_is_a_problem_of_the_request(
    client: TestClient, body: Any, status: int, code: str
) -> None:
    told = client.post("/v1/verdicts", json=body)
    assert (told.status_code, told.json()["code"]) == (status, code)


def test_a_form_that_is_not_given_is_a_problem(client: TestClient) -> None:
    told = client.post("/v1/verdicts", json={"items": []}, headers={"Accept": "text/csv"})
    assert (told.status_code, told.json()["code"]) == (406, "not-acceptable")
    assert LINES in told.json()["hint"]


def test_ten_thousand_items_are_taken_in_one_request(client: TestClient) -> None:
    items = asked(client, *("LENS-220", "NO-SUCH") * 5_000, as_of=ON)
    assert len(items) == 10_000
    numbers = [item["part"]["part_number"] for item in items]
    assert numbers == ["LENS-220", "NO-SUCH"] * 5_000
