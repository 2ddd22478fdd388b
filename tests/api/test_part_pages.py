"""Finding parts page by page, and what has become of one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from .said import LENS, Said, altered, table


def walked(client: TestClient, **asked: Any) -> list[Any]:
    """All pages, by the `Link` header."""
    found: list[Any] = []
    address: str | None = str(client.build_request("GET", "/v1/parts", params=asked).url)
    while address:
        told = client.get(address)
        assert told.status_code == 200, told.text
        found += told.json()["parts"]
        link = told.headers.get("link", "")
        assert bool(link) == (told.json()["next"] is not None)
        address = link.partition("<")[2].partition(">")[0]
    return found


def test_pages_of_any_size_give_every_part_once_and_in_order(client: TestClient) -> None:
    whole = walked(client)
    assert len(whole) > 10
    keys = [(p["part_number"], p["revision"], p["manufacturer"], p["name"]) for p in whole]
    assert keys == sorted(set(keys))
    for limit in (1, 2, 3, 7, 500):
        assert walked(client, limit=limit) == whole
    assert {"SPRING-250", "LAMP-100", "CABLE-401"} <= {part["part_number"] for part in whole}


def test_every_part_that_is_listed_has_a_verdict_behind_its_link(client: TestClient) -> None:
    for part in walked(client):
        told = client.get(part["verdict"])
        assert told.status_code == 200
        assert told.json()["part"]["part_number"] == part["part_number"]


def test_words_find_numbers_and_names_whatever_their_case_and_mean_themselves(
    own_client: TestClient, put: Callable[..., Said]
) -> None:
    put(*(altered(LENS, identifier=number) for number in ("A_1", "AB1", "100%", "a\\\\b")))
    for words, numbers in (("a_1", ["A_1"]), ("%", ["100%"]), ("\\", ["a\\b"]), ("b1", ["AB1"])):
        assert [one["part_number"] for one in walked(own_client, q=words)] == numbers
    assert len(walked(own_client, q="lens")) == 4
    assert walked(own_client, manufacturer="nobody") == []


def test_a_part_that_comes_between_two_pages_neither_hides_nor_repeats_another(
    own_client: TestClient, put: Callable[..., Said]
) -> None:
    put(*(altered(LENS, identifier=number) for number in ("B", "D")))
    first = own_client.get("/v1/parts?limit=1").json()
    put(*(altered(LENS, identifier=number) for number in ("A", "C")))
    rest = own_client.get("/v1/parts", params={"cursor": first["next"]}).json()
    assert [one["part_number"] for one in rest["parts"]] == ["C", "D"]


@pytest.mark.parametrize("cursor", ["x", "====", "WzFd", "bnVsbA", "W1siYSIsImIiLCJjIiwiZCJdXQ"])
def test_a_cursor_that_nobody_handed_out_is_refused(client: TestClient, cursor: str) -> None:
    told = client.get("/v1/parts", params={"cursor": cursor})
    assert (told.status_code, told.json()["code"]) == (422, "invalid-cursor")


def test_history_tells_which_declaration_spoke_from_when_until_when(
    own_client: TestClient, put: Callable[..., Said], load: Callable[[str], Said]
) -> None:
    put(altered(LENS, date="2024-05-01"))
    put(altered(LENS, date="2024-03-01"))
    put(altered(LENS, date="2024-07-01"))
    (part,) = own_client.get("/v1/parts/LENS-220/history").json()["parts"]
    first, late, newest = part["declarations"]
    assert (first["speaks_from"], first["speaks_until"]) == (
        first["recorded_at"],
        newest["recorded_at"],
    )
    assert (late["speaks_from"], late["speaks_until"]) == (None, None)
    assert (newest["speaks_from"], newest["speaks_until"]) == (newest["recorded_at"], None)
    for one, speaking in ((first, first), (late, first), (newest, newest)):
        asked = {"known_at": one["recorded_at"]}
        verdict = own_client.get("/v1/parts/LENS-220/verdict", params=asked).json()
        spoke = [each["sha256"] for each in verdict["declarations"] if each["speaks"]]
        assert spoke == [speaking["sha256"]]
    assert own_client.get("/v1/parts/NONE/history").status_code == 404
    load(table("TOP,,LENS-220,,1,,"))
    (top,) = own_client.get("/v1/parts/TOP/history").json()["parts"]
    assert top["declarations"] == []
