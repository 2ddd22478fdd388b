"""Whom to ask again when a list changes: every open answer once, and no other."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import Run

LIST, FROM, TO = "eu-reach-candidate-list", "2024-06-27", "2025-11-05"


def asked(run: Run, url: str, verb: str, *options: str) -> Any:
    said = run("--db", url, "lists", verb, LIST, FROM, TO, "--json", *options)
    assert said.code == 0, said
    return said.body


@pytest.fixture
def letters(run: Run, demo: str) -> Any:
    return asked(run, demo, "resurvey")


def test_each_supplier_gets_one_letter_about_the_parts_that_the_version_leaves_open(
    run: Run, demo: str, letters: Any
) -> None:
    impact = asked(run, demo, "impact")
    expected = {one["supplier"]: one["newly_not_covered"] for one in impact["suppliers"]}
    assert {one["supplier"]: len(one["parts"]) for one in letters["letters"]} == expected
    assert letters["asked"] == sum(expected.values()) > 0
    open_ = {one["part_number"] for one in impact["rows"]}
    assert {part["part_number"] for one in letters["letters"] for part in one["parts"]} <= open_


def test_a_letter_asks_about_what_joined_the_list_and_nothing_else(
    run: Run, demo: str, letters: Any
) -> None:
    said = run("--db", demo, "lists", "diff", LIST, FROM, TO, "--json")
    joined = {one["entry"] for one in said.body["changes"] if one["kind"] == "added"}
    assert joined
    for letter in letters["letters"]:
        for part in letter["parts"]:
            assert {(one["list"], one["entry"]) for one in part["entries"]} == {
                (LIST, entry) for entry in joined
            }
            assert all(one["name"] for one in part["entries"])


def test_where_nothing_changes_every_declared_part_is_spared(
    run: Run, demo: str, letters: Any
) -> None:
    said = run("--db", demo, "lists", "resurvey", LIST, FROM, FROM, "--json")
    assert said.body["letters"] == []
    assert (said.body["asked"], said.body["spared"]) == (0, letters["asked"] + letters["spared"])


@pytest.mark.parametrize(
    ("language", "counts"),
    [("en", "letters: 5, about parts: 12"), ("ja", "調査依頼5件、部品12点")],
)
def test_people_read_how_many_letters_and_what_each_asks(
    run: Run, demo: str, language: str, counts: str
) -> None:
    said = run("--db", demo, "lists", "resurvey", LIST, FROM, TO, "--lang", language)
    assert counts in said.out
    (line,) = [one for one in said.out.splitlines() if "SCREW-M3" in one]
    assert line.startswith("Tsukikage Fasteners")
    assert line.endswith("SVHC-247 and 4 more")


@pytest.mark.parametrize("wrong", [(), (LIST,), (LIST, FROM), (LIST, FROM, TO, "--draft", "1")])
def test_two_versions_or_a_draft_are_asked_for_and_not_half_of_it(
    run: Run, demo: str, wrong: tuple[str, ...]
) -> None:
    said = run("--db", demo, "lists", "resurvey", *wrong)
    assert said.code == 2
    assert "give either ID FROM TO or --draft N" in said.err
