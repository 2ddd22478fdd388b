"""A substance by any of its numbers, and how far a declaration against one list reaches."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from .conftest import Run

COVERS = ("lists", "covers", "DSL", "D29.00", "--of", "eu-reach-candidate-list")


@pytest.mark.parametrize(
    ("asked", "other"), [("231-100-4", "7439-92-1"), ("7439-92-1", "231-100-4")]
)
def test_a_use_is_found_by_every_number_of_the_substance(
    run: Run, demo: str, asked: str, other: str
) -> None:
    first, second = (
        run("--db", demo, "where-used", number, "--json").body for number in (asked, other)
    )
    assert first["places"] == second["places"] != []
    assert first["numbers"] == second["numbers"] == ["7439-92-1", "231-100-4"]


def test_numbers_that_may_be_the_substances_are_named_and_not_searched(run: Run, demo: str) -> None:
    body = run("--db", demo, "where-used", "96-29-7", "--json").body
    assert "406-930-7" in body["perhaps"]
    assert "406-930-7" not in body["numbers"]


def test_a_name_is_answered_with_the_number_to_ask_for(run: Run, demo: str) -> None:
    said = run("--db", demo, "where-used", "Lead")
    assert said.code == 4
    assert "7439-92-1 or 231-100-4" in said.err


def test_what_a_version_covers_adds_up_on_every_day(run: Run) -> None:
    for day, entries in (("2024-09-30", 241), ("2026-11-21", 253)):
        body = run(*COVERS, "--as-of", day, "--json").body
        assert (len(body["covered"]), body["entries"]) == (121, entries)
        assert len(body["covered"]) + len(body["not_covered"]) == entries
        assert all(one["reason"] for one in body["not_covered"])
    opened = {one["id"]: one["reason"] for one in body["not_covered"]}
    assert "SVHC-242" in opened


def test_the_table_says_the_count_first(run: Run) -> None:
    said = run(*COVERS, "--as-of", "2024-09-30")
    assert said.out.startswith("IEC 62474 DSL D29.00 settles 121 of 241 entries of")


def test_a_chemsherpa_list_covers_up_to_its_batch(run: Run) -> None:
    body = run(
        "lists", "covers", "chemsherpa", "2.10.00", "--of", "eu-reach-candidate-list",
        "--as-of", "2024-11-07", "--json",
    ).body  # fmt: skip
    assert [one["id"] for one in body["not_covered"]] == ["SVHC-242"]


def test_answers_about_some_uses_say_nothing_for_a_company_list(run: Run) -> None:
    body = run(*COVERS[:-1], "company-prohibited", "--as-of", "2026-11-21", "--json").body
    open_ = {one["id"] for one in body["not_covered"]}
    assert {"lead", "cadmium", "mercury"} <= open_
    assert "dehp" not in open_


@pytest.mark.parametrize("scheme", [("DSL", "D99.00"), ("chemsherpa", "newest")])
def test_a_version_that_is_not_in_the_data_is_refused(run: Run, scheme: tuple[str, str]) -> None:
    said = run("lists", "covers", *scheme, "--of", "eu-rohs")
    assert said.code == 2
    assert scheme[1] in said.err


def test_the_service_says_what_the_command_line_says(
    run: Run, demo: str, client: TestClient
) -> None:
    told = client.get(
        "/v1/lists/eu-rohs/covered-by",
        params={"scheme": "dsl", "version": "D29.00", "as_of": "2026-11-21"},
    )
    told_too = run("--db", demo, *COVERS[:-1], "eu-rohs", "--as-of", "2026-11-21", "--json").body
    assert told.json() == told_too
    assert told_too["not_covered"] == []
