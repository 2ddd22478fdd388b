"""Which entries a version of the declarable substance list holds."""

from __future__ import annotations

import csv
from pathlib import Path

from regulations.bridge import bridged_entries
from regulations.declarable import dsl_entries


def test_a_known_version_has_five_digit_entries() -> None:
    entries = dsl_entries("D29.00")
    assert {len(entry) for entry in entries} == {5}
    assert "00154" in entries
    assert "00006" not in entries


def test_an_unknown_version_proves_nothing() -> None:
    assert dsl_entries("D99.00") == frozenset()


def test_every_entry_that_stands_for_a_list_is_one_of_the_version() -> None:
    of_other_lists = {key for key in bridged_entries() if ":" in key}
    assert bridged_entries() - of_other_lists <= dsl_entries("D29.00")


def test_the_entries_are_those_of_files_of_the_official_tool(shared: Path) -> None:
    table = shared / "tables" / "dsl_D29.00_as_seen.csv"
    with table.open(encoding="utf-8-sig", newline="") as file:
        seen = {row["entryIdentity"] for row in csv.DictReader(file)}
    assert dsl_entries("D29.00") == seen
