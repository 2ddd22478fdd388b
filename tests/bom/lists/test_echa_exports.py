"""ECHA's exports of the Candidate List, as they are, bring the list up to date."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import pytest

from bom.lists.contents import bundled_edition
from bom.lists.edition import Edition
from bom.lists.errors import UnreadableList
from bom.lists.preview import Preview, preview_file
from regulations.catalog import bundled
from regulations.diff import ChangeKind

from .workbooks import Cell, workbook

TODAY = dt.date(2026, 11, 21)
SVHC = "eu-reach-candidate-list"
CMR = "Carcinogenic (Article 57a)"
CHEM = ("Substance name", "EC number", "CAS number", "Date of inclusion", "Reason for inclusion")
HEXANE: tuple[Cell, ...] = (
    "n-hexane", "203-777-6", "110-54-3", dt.date(2026, 2, 4),
    "Specific target organ toxicity after repeated exposure (Article 57(f) - human health)",
)  # fmt: skip
MDA: tuple[Cell, ...] = (
    "4,4'- Diaminodiphenylmethane (MDA)", "202-974-4", "101-77-9", "28-Oct-2008", CMR,
)  # fmt: skip


@pytest.fixture(scope="module")
def base() -> Edition:
    return bundled_edition(SVHC)


@pytest.fixture(scope="module")
def portal(root: Path) -> bytes:
    return (root / "fixtures" / "lists" / "candidate-list-portal.csv").read_bytes()


def read(content: bytes, base: Edition | None, *, reason: str = "a part of the list") -> Preview:
    return preview_file(
        content, "export", base=base, known=bundled().lists, read_on=TODAY, reason=reason
    )


def chem(*rows: Sequence[Cell], head: Sequence[Cell] = CHEM) -> bytes:
    return workbook([head, *rows], sheet="List_results")


def keys(preview: Preview, *, but: str = "list-entry-vanished.kept") -> list[str]:
    return [one.key for one in preview.findings if one.key not in (but, "list-alarm-answered")]


def test_a_new_batch_is_two_entries_more_and_nothing_else(portal: bytes, base: Edition) -> None:
    preview = read(portal, base, reason="")
    assert not preview.is_refused
    assert preview.alarm is None
    assert preview.rows_read == 479
    assert keys(preview) == ["list-entry-new", "list-entry-new"]
    added = [(one.subject.entry, one.subject.name) for one in preview.diff.of(ChangeKind.ADDED)]
    assert added == [("SVHC-254", "Nickel"), ("SVHC-255", "Titanium dioxide")]
    others = {one.aspect for one in preview.diff.changes if one.kind is not ChangeKind.ADDED}
    assert others == {"versions"}


def test_new_entries_rest_on_the_export_by_its_hash_and_day(portal: bytes, base: Edition) -> None:
    found = read(portal, base).found
    assert found is not None
    nickel = found.entries[-2]
    assert "sha256" in nickel.source.title
    assert nickel.source.retrieved_on == dt.date(2026, 11, 21)
    assert nickel.reasons == ("57(a)", "57(f)-HH")
    assert {str(one.substance) for one in nickel.members} == {"7440-02-0", "231-111-4"}
    assert found.entries[:-2] == bundled().get(SVHC).entries


def test_the_same_export_twice_changes_nothing(portal: bytes, base: Edition) -> None:
    first = read(portal, base)
    second = read(portal, first.edition)
    assert first.edition is not None
    assert not first.is_same
    assert second.is_same
    assert not second.diff
    assert second.edition == first.edition


def test_a_stored_export_of_today_equals_the_bundled_list(shared: Path, base: Edition) -> None:
    content = _rebuilt(shared / "data" / "lists")
    preview = read(content, base, reason="")
    assert preview.is_same
    assert preview.findings == ()


def test_an_export_in_dutch_is_read_with_its_groups(root: Path, base: Edition) -> None:
    content = (root / "fixtures" / "lists" / "candidate-list-portal-nl.csv").read_bytes()
    preview = read(content, base)
    assert not preview.is_refused
    assert not preview.diff
    assert preview.is_same
    # Three entries; the group's other members are told and stay.
    assert preview.alarm is not None
    assert preview.alarm.entries == 3
    assert set(keys(preview)) == {"list-member-vanished"}


def test_an_entry_that_the_export_lacks_is_told_and_stays(base: Edition) -> None:
    preview = read(chem(MDA, HEXANE), base)
    kept = [one for one in preview.findings if one.key == "list-entry-vanished.kept"]
    assert len(kept) == len(bundled().get(SVHC).entries) - 2
    assert preview.found is not None
    assert len(preview.found.entries) == len(bundled().get(SVHC).entries)


def test_a_short_export_is_stored_only_when_somebody_says_why(base: Edition) -> None:
    silent = read(chem(MDA, HEXANE), base, reason=" ")
    assert silent.is_refused
    assert "list-alarm" in keys(silent)
    assert not read(chem(MDA, HEXANE), base, reason="only what concerns us").is_refused


def test_a_decision_that_repeats_adds_its_reason_to_the_entry(base: Edition) -> None:
    again = (*MDA[:3], "15-Jan-2019", "Toxic for reproduction (Article 57c)")
    preview = read(chem(again, MDA), base)
    (change,) = [one for one in preview.diff.changes if one.aspect == "reasons"]
    assert (change.before, change.after) == (("57(a)",), ("57(a)", "57(c)"))
    assert preview.found is not None
    assert preview.found.entries[0].included_on == dt.date(2008, 10, 28)


def test_of_two_days_of_inclusion_the_earlier_counts_and_is_told(base: Edition) -> None:
    later = read(chem((*HEXANE[:3], dt.date(2026, 3, 1), HEXANE[4])), base)
    assert keys(later) == ["list-entry-date"]
    assert not later.diff
    earlier = read(chem((*HEXANE[:3], dt.date(2025, 11, 5), HEXANE[4])), base)
    dates = [one for one in earlier.diff.of(ChangeKind.DATE) if one.aspect == "included_on"]
    assert [one.after for one in dates] == [("2025-11-05",)]


def test_a_renamed_entry_keeps_its_id_by_its_numbers(base: Edition) -> None:
    preview = read(chem(("Hexane, normal", *HEXANE[1:])), base)
    (change,) = preview.diff.of(ChangeKind.RENAMED)
    assert change.subject.entry == "SVHC-253"
    assert (change.before, change.after) == (("n-hexane",), ("Hexane, normal",))


def test_an_entry_with_another_number_keeps_its_id_by_its_name(base: Edition) -> None:
    preview = read(chem((HEXANE[0], "203-777-6", "110-54-3, 64742-49-0", *HEXANE[3:])), base)
    (change,) = preview.diff.of(ChangeKind.MEMBERSHIP)
    assert change.after == ("cas 64742-49-0 n-hexane",)
    assert not preview.diff.of(ChangeKind.ADDED)


def test_one_with_another_name_and_another_number_is_taken_with_a_warning(base: Edition) -> None:
    preview = read(chem(("Hexane", "203-777-6", "110-54-3, 64742-49-0", *HEXANE[3:])), base)
    assert "list-entry-overlap" in keys(preview)
    assert not preview.is_refused


def test_one_that_may_be_two_entries_is_refused(base: Edition) -> None:
    both = ("Both", "203-777-6, 202-974-4", "110-54-3, 101-77-9", "04-Feb-2026", CMR)
    preview = read(chem(both), base)
    (finding,) = [one for one in preview.findings if one.severity == "error"]
    assert finding.key == "list-entry-ambiguous"
    assert "SVHC-001 SVHC-253" in finding.message
    assert preview.edition is None


@pytest.mark.parametrize(
    ("row", "place"),
    [
        (("New", "-", "-", "04-Feb-2026", CMR), (3, None, "list-entry.empty")),
        (("New", "-", "110-54-4", "04-Feb-2026", CMR), (3, "CAS", "list-number.digit")),
        (("New", "-", 110543.0, "04-Feb-2026", CMR), (3, "CAS", "list-cell.number")),
        (("New", "-", dt.date(2054, 3, 1), "04-Feb-2026", CMR), (3, "CAS", "list-cell.date")),
        (("New", "-", "50-00-0", "04/02/2026", CMR), (3, "Date", "list-date.form")),
        (("New", "-", "50-00-0", "04-Mär-2026", CMR), (3, "Date", "list-date.form")),
        (("New", "-", "50-00-0", 46057.0, CMR), (3, "Date", "list-date.serial")),
        (("New", "-", "50-00-0", None, CMR), (3, "Date", "list-row.missing")),
        (("New", "-", "50-00-0", "04-Feb-2026", "Smells"), (3, "Reason", "list-reason")),
        (("", "-", "50-00-0", "04-Feb-2026", CMR), (3, "Name", "list-row.missing")),
    ],
    ids=str,
)  # fmt: skip
def test_a_row_that_cannot_be_trusted_is_refused_with_its_place(
    row: Sequence[Cell], place: tuple[int, str | None, str], base: Edition
) -> None:
    titles = {"Name": CHEM[0], "CAS": CHEM[2], "Date": CHEM[3], "Reason": CHEM[4], None: None}
    preview = read(chem(MDA, row), base)
    found = [(one.row, one.column, one.key) for one in preview.findings if one.severity == "error"]
    assert found == [(place[0], titles[place[1]], place[2])]
    assert preview.edition is None


def test_an_export_without_a_list_to_update_and_one_without_titles_are_refused(
    portal: bytes, base: Edition
) -> None:
    with pytest.raises(UnreadableList, match="none is given"):
        read(portal, None)
    with pytest.raises(UnreadableList, match="neither an export"):
        read(chem(MDA, head=("a", "b", "c", "d", "e")), base)


def _rebuilt(data: Path) -> bytes:
    """The stored export in the portal's own form: tabs, Dutch months, groups over several rows."""
    months = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
    members: dict[str, list[dict[str, str]]] = {}
    with (data / "reach_candidate_list_members.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            members.setdefault(row["entry_id"], []).append(row)
    titles = ("Naam van de stof ", "EG-nr. ", "CAS-nr. ", "Reden voor opname ",
              "Datum van opname ", "Besluit ")  # fmt: skip
    lines = ["Export date: 11-mrt-2026 17:20:40", "", _tabbed(titles)]
    with (data / "reach_candidate_list.csv").open(encoding="utf-8") as file:
        for entry in csv.DictReader(file):
            day = dt.date.fromisoformat(entry["date_of_inclusion"])
            common = (
                '""'.join(entry["reasons"].split(" | ")),
                f"{day.day:02}-{months[day.month - 1]}-{day.year}",
                entry["decision_url"],
            )
            rows = [(entry["name"], entry["ec_numbers"], entry["cas_numbers"])]
            rows += [
                (one["substance_name"], one["ec_numbers"], one["cas_number"])
                for one in members[entry["entry_id"]]
                if one["row_kind"] == "member"
            ]
            lines += [_tabbed((name, *_several(*numbers), *common)) for name, *numbers in rows]
    return "\n".join(lines).encode()


def _several(*cells: str) -> tuple[str, ...]:
    return tuple(cell.replace(";", ", ") or "-" for cell in cells)


def _tabbed(cells: Sequence[str]) -> str:
    return "\t".join(f'"{cell}"' for cell in cells)
