"""Whom a list hits, and when, is asked for the EEE category of the products."""

from __future__ import annotations

from typing import Any

from starlette.testclient import TestClient

from .conftest import Run

# The sheath of LAMP-100 holds 2 % DEHP: banned from 2019-07-22, in category 8 from 2021-07-22.
FROM, TO = "2019-07-21", "2020-01-01"


def impact(run: Run, url: str, *options: str) -> Any:
    said = run("--db", url, "lists", "impact", "eu-rohs", FROM, TO, "--json", *options)
    assert said.code == 0, said
    return said.body


def test_phthalates_hit_category_eight_two_years_later(run: Run, demo: str) -> None:
    usual, medical = impact(run, demo), impact(run, demo, "--eee-category", "8")
    hit = {row["part_number"] for row in usual["rows"] if row["consequence"] == "newly_affected"}
    assert {"LAMP-100", "CABLE-401"} <= hit
    assert medical["counts"]["newly_affected"] == 0
    assert usual["assumptions"] == ["eee_category=1-7,10"]
    assert medical["assumptions"] == []


def test_the_address_of_a_row_asks_for_the_same_category(run: Run, demo: str) -> None:
    rows = impact(run, demo, "--eee-category", "3")["rows"]
    assert rows
    assert all("eee_category=3" in row["verdict"] for row in rows)


def test_the_calendar_is_that_of_the_category(run: Run, demo: str) -> None:
    def days(*options: str) -> list[str]:
        asked = ("lists", "calendar", "--as-of", "2019-01-01", "--until", "2022-01-01",
                 "--list", "eu-rohs", "--json")  # fmt: skip
        return [one["day"] for one in run("--db", demo, *asked, *options).body["days"]]

    assert "2019-07-22" in days()
    assert "2019-07-22" not in days("--eee-category", "8")
    assert "2021-07-22" in days("--eee-category", "8")


def test_a_category_that_the_directive_does_not_know_is_a_wrong_question(
    run: Run, demo: str, client: TestClient
) -> None:
    asked = ("lists", "impact", "eu-rohs", FROM, TO, "--eee-category", "12")
    assert run("--db", demo, *asked).code == 2
    told = client.get(
        "/v1/lists/eu-rohs/impact", params={"from": FROM, "to": TO, "eee_category": "12"}
    )
    assert (told.status_code, told.json()["code"]) == (422, "unknown-eee-category")
    assert client.get("/v1/calendar", params={"eee_category": "12"}).status_code == 422
