"""The bundled data equals the collected sources, where those are beside the checkout."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from regulations import Catalog
from regulations.criteria import criteria
from regulations.declarable import declarables


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


def test_every_substance_under_authorisation_has_its_days(shared: Path, catalog: Catalog) -> None:
    entries = catalog.get("eu-reach-annex-xiv").entries
    listed = rows(shared, "reach_annex_xiv.csv")
    assert len(entries) == len(listed) == 59
    days = {
        (entry.name, str(entry.apply_until), str(entry.sunset_on), str(entry.included_on))
        for entry in entries
    }
    for row in listed:
        name = " ".join(row["name"].split())
        dates = row["latest_application_date"], row["sunset_date"], row["outcome_date"]
        assert (name, *dates) in days


def test_every_live_restriction_is_an_entry_and_every_known_member_is_in_it(
    shared: Path, catalog: Catalog
) -> None:
    members: dict[str, set[str]] = {}
    for entry in catalog.get("eu-reach-annex-xvii").entries:
        number = entry.id.partition("-")[0]
        members.setdefault(number, set()).update(str(one.substance) for one in entry.members)
    live = {row["entry"].lstrip("0") for row in rows(shared, "reach_annex_xvii_entries_echa.csv")}
    assert members.keys() == live
    assert len(live) == 78
    for row in rows(shared, "reach_annex_xvii_members_partial.csv"):
        stated = f"{row['cas_numbers']};{row['ec_numbers']}".split(";")
        assert set(filter(None, stated)) <= members[row["entry"].lstrip("0")]


def test_every_pollutant_of_annex_one_is_in_the_list(shared: Path, catalog: Catalog) -> None:
    entries = catalog.get("eu-pops").entries
    known = {str(one.substance) for entry in entries for one in entry.members}
    names = {entry.name for entry in entries}
    listed = [
        row
        for row in rows(shared, "eu_pops_list_echa.csv")
        if "Annex I," in row["pops_regulation_annexes"]
    ]
    assert len(listed) == 32
    for row in listed:
        stated = f"{row['cas_numbers']};{row['ec_numbers']}".split(";")
        assert set(filter(None, stated)) <= known
    assert any("PBDE" in name for name in names)


def test_the_warnings_of_california_are_listed_and_delisted_on_their_days(
    shared: Path, catalog: Catalog
) -> None:
    entries = catalog.get("us-ca-prop65").entries
    edition = [row for row in rows(shared, "us_prop65.csv") if row["date_listed"]]
    assert len(rows(shared, "us_prop65.csv")) - len(edition) == 31
    assert len(entries) == len(edition) == 990
    assert [str(entry.included_on) for entry in entries] == [row["date_listed"] for row in edition]
    delisted = [row["status"] == "delisted" for row in edition]
    assert [entry.removed_on is not None for entry in entries] == delisted
    assert sum(delisted) == 27
    for entry, row in zip(entries, edition, strict=True):
        numbers = {str(member.substance) for member in entry.members}
        assert set(filter(None, row["cas_numbers"].split(";"))) <= numbers


@pytest.mark.parametrize(
    ("list_id", "group", "size"),
    [
        ("jp-cscl-class-1", "class I specified", 40),
        ("jp-cscl-class-2", "class II specified", 24),
    ],
)
def test_every_item_of_the_japanese_order_is_an_entry(
    shared: Path, catalog: Catalog, list_id: str, group: str, size: int
) -> None:
    entries = {entry.id.partition("-")[2]: entry for entry in catalog.get(list_id).entries}
    items = [row for row in rows(shared, "jp_cscl_specified.csv") if row["class"] == group]
    assert len(entries) == len(items) == size
    for row in items:
        numbers = {str(member.substance) for member in entries[row["item_no"]].members}
        assert set(filter(None, row["cas_numbers_mapped_by_repo"].split(";"))) <= numbers


def test_the_persistent_substances_of_the_us_are_listed(shared: Path, catalog: Catalog) -> None:
    entries = catalog.get("us-tsca-6h").entries
    listed = [row["cas_number"] for row in rows(shared, "us_tsca_6h_pbt.csv")]
    assert [entry.counted_as for entry in entries] == listed


def test_every_version_of_the_declarable_list_is_bundled(shared: Path) -> None:
    sizes = {"D16-2018-12": ("D16.00", 148), "D21.00": ("D21.00", 167), "D29.00": ("D29.00", 196)}
    table = rows(shared, "iec62474_dsl.csv")
    for theirs, (ours, size) in sizes.items():
        stated = {row["entry_id"]: row for row in table if row["dsl_version"] == theirs}
        found = declarables(ours)
        assert found.keys() == stated.keys()
        assert len(found) == size
        for number, row in stated.items():
            assert found[number].names.get("en", "") == " ".join(row["name_en"].split())
            assert found[number].names.get("ja", "") == " ".join(row["name_ja"].split())


def test_the_declarable_list_holds_the_entries_of_its_newest_version(catalog: Catalog) -> None:
    held = catalog.entries_in_force("iec-62474-dsl", date(2026, 11, 21))
    assert {entry.id for entry in held} == declarables("D29.00").keys()


def test_the_batches_add_up_to_what_was_announced(shared: Path, catalog: Catalog) -> None:
    for row in rows(shared, "reach_candidate_list_batches.csv"):
        day = date.fromisoformat(row["date_of_inclusion"])
        held = len(catalog.entries_in_force("eu-reach-candidate-list", day))
        assert held == int(row["cumulative_in_current_list"])
        if day >= date(2012, 6, 18):
            assert held == int(row["cumulative_announced_by_ECHA_at_the_time"])


def test_every_management_criterion_leads_to_lists_that_exist(
    shared: Path, catalog: Catalog
) -> None:
    found = criteria()
    for row in rows(shared, "chemsherpa_management_criteria.csv"):
        assert found[row["code"]].title_en == row["title_en"]
        assert found[row["code"]].title_ja == row["title_ja"]
    assert set(found) == {*(f"LR0{number}" for number in range(1, 10)), "IC01", "IC02"}
    for code, criterion in found.items():
        for list_id in criterion.lists:
            entries = catalog.get(list_id).entries
            assert all(code in entry.criteria for entry in entries), (code, list_id)
