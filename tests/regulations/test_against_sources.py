"""The bundled data equals the collected sources, where those are beside the checkout."""

from __future__ import annotations

import csv
from pathlib import Path

from regulations import Catalog


def rows(shared: Path, name: str) -> list[dict[str, str]]:
    with (shared / "data" / "lists" / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_candidate_list_row_of_the_export_is_bundled(shared: Path, catalog: Catalog) -> None:
    entries = {entry.id: entry for entry in catalog.get("eu-reach-candidate-list").entries}
    for row in rows(shared, "reach_candidate_list.csv"):
        entry = entries[row["entry_id"]]
        ids = {str(member.substance) for member in entry.members}
        stated = f"{row['cas_numbers']};{row['ec_numbers']}".split(";")
        assert entry.included_on.isoformat() == row["date_of_inclusion"]
        assert set(filter(None, stated)) <= ids


def test_every_listed_member_of_a_group_is_bundled(shared: Path, catalog: Catalog) -> None:
    entries = {entry.id: entry for entry in catalog.get("eu-reach-candidate-list").entries}
    for row in rows(shared, "reach_candidate_list_members.csv"):
        ids = {str(member.substance) for member in entries[row["entry_id"]].members}
        assert {row["cas_number"], row["ec_numbers"]} - {""} <= ids


def test_the_batches_are_those_of_the_collection(shared: Path, catalog: Catalog) -> None:
    found = catalog.get("eu-reach-candidate-list")
    announced = rows(shared, "reach_candidate_list_batches.csv")
    assert [version.id for version in found.versions] == [r["date_of_inclusion"] for r in announced]
