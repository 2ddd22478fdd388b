"""A request that is sent again is done once; bodies that say two things are refused."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from bom.database import open_database
from bom.repeats import KEPT_FOR, Answer, KeyInUse, KeyReused, Repeats

from .said import CABLE, DECLARATIONS, LENS

KEY = {"Idempotency-Key": "2026-11-21/1"}


def uploaded(client: TestClient, name: str, **headers: str) -> Any:
    files = [("files", (name, (DECLARATIONS / name).read_bytes()))]
    return client.post("/v1/imports", files=files, headers={**KEY, **headers})


def test_an_import_sent_again_is_answered_as_the_first_time_and_not_done_again(
    own_client: TestClient,
) -> None:
    first = uploaded(own_client, LENS)
    again = uploaded(own_client, LENS)
    assert (again.status_code, again.content) == (202, first.content)
    assert again.headers["location"] == first.headers["location"]
    assert again.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    assert again.json()["result"]["counts"]["accepted"] == 1
    fresh = own_client.post(
        "/v1/imports", files=[("files", (LENS, (DECLARATIONS / LENS).read_bytes()))]
    )
    assert fresh.json()["result"]["counts"]["already_known"] == 1


def test_another_request_under_the_same_key_is_refused(own_client: TestClient) -> None:
    uploaded(own_client, LENS)
    for told in (
        uploaded(own_client, CABLE),
        own_client.post("/v1/evaluations", json={}, headers=KEY),
    ):
        assert (told.status_code, told.json()["code"]) == (422, "idempotency-key-reused")


def test_what_failed_may_be_tried_again_under_its_key(own_client: TestClient) -> None:
    wrong = own_client.post("/v1/verdicts", json={"items": [], "lists": ["x"]}, headers=KEY)
    assert wrong.status_code == 404
    right = own_client.post("/v1/verdicts", json={"items": []}, headers=KEY)
    assert right.status_code == 200


@pytest.mark.parametrize("key", ["", "x" * 256, "a\tb"])
def test_what_can_be_no_key_is_refused(own_client: TestClient, key: str) -> None:
    told = own_client.post("/v1/verdicts", json={"items": []}, headers={"Idempotency-Key": key})
    assert (told.status_code, told.json()["code"]) == (422, "invalid-idempotency-key")


def test_a_key_is_in_use_until_its_request_has_ended_and_forgotten_after_a_day(
    store: str,
) -> None:
    now = datetime(2026, 11, 21, tzinfo=UTC)
    moments = [now]
    with closing(open_database(store)) as database:
        repeats = Repeats(database, lambda: moments[-1])
        assert repeats.begin("a", "k", "0" * 64) is None
        assert repeats.begin("b", "k", "1" * 64) is None  # another's key is another key
        with pytest.raises(KeyInUse):
            repeats.begin("a", "k", "0" * 64)
        answer = Answer(201, "{}", b"told")
        repeats.end("a", "k", answer)
        moments.append(now + KEPT_FOR)
        assert repeats.begin("a", "k", "0" * 64) == answer
        with pytest.raises(KeyReused):
            repeats.begin("a", "k", "1" * 64)
        moments.append(now + KEPT_FOR + timedelta(seconds=1))
        assert repeats.begin("a", "k", "1" * 64) is None


def test_a_request_whose_process_died_gives_its_key_free(store: str) -> None:
    now = datetime(2026, 11, 21, tzinfo=UTC)
    with closing(open_database(store)) as database:
        assert Repeats(database, lambda: now).begin("a", "k", "0" * 64) is None
        later = Repeats(database, lambda: now + timedelta(minutes=11))
        assert later.begin("a", "k", "0" * 64) is None


@pytest.mark.parametrize(
    "body",
    [
        '{"items": [], "items": []}',
        '{"items": [{"part_number": "A", "part_number": "B"}]}',
        '{"items": [{"part_number": NaN}]}',
        '{"items": [], "as_of": Infinity}',
        '{"items": [{"part_number": 1.5}]}',
        '{"items": [], "unknown": 1}',
        '{"items": ' + "[" * 100_000 + "]" * 100_000 + "}",
        '{"items": [',
        "[]",
        "\ufeff{}",
        "",
    ],
)
def test_a_body_that_cannot_be_read_faithfully_is_refused(client: TestClient, body: str) -> None:
    told = client.post(
        "/v1/verdicts", content=body.encode(), headers={"Content-Type": "application/json"}
    )
    assert (told.status_code, told.json()["code"]) == (422, "invalid-request"), told.text


@pytest.mark.parametrize("content", [b"\xff\xfe", b'{"items": "\xff"}', b'"\\ud800"'])
def test_a_body_that_is_no_text_is_refused(client: TestClient, content: bytes) -> None:
    told = client.post(
        "/v1/verdicts", content=content, headers={"Content-Type": "application/json"}
    )
    assert told.status_code in {400, 422}
    assert told.headers["content-type"] == "application/problem+json"
