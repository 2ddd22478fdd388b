"""Each lint finds its fault in a list that has no other, and names file, row and column."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from regulations import InvalidListData, check, load_list
from regulations.catalog import DATA
from regulations.cell_lints import CELL_LINTS
from regulations.loader import list_folders
from regulations.row_lints import ROW_LINTS
from regulations.tables import Problem

ENTRIES = "id,name,included_on\nlead,Lead,2020-01-01\n"
THRESHOLDS = "entry,value,unit,from\nlead,0.1,percent,2020-01-01\n"
MEMBERS = "entry,id_type,id,name\nlead,cas,7439-92-1,Lead\n"
LIMITS = "entry,value,unit,from,until,categories\n"
RELATIVES = "entry,pattern\n"
EXEMPTIONS = "id,wording,from,succeeded_by,disputed\n"
ENDS = "id,wording,from,expires_on,disputed,other_end,note\n"

Write = Callable[..., Path]

FAULTS: dict[str, tuple[dict[str, str], tuple[str, int, str]]] = {
    "a wrong CAS check digit": (
        {"members": MEMBERS + "lead,cas,1317-36-9,PbO\n"},
        ("members.csv", 3, "id"),
    ),
    "a wrong EC check digit": (
        {"members": MEMBERS + "lead,ec,231-100-5,Lead\n"},
        ("members.csv", 3, "id"),
    ),
    "a date that is not ISO": (
        {"entries": "id,name,included_on\nlead,Lead,1.1.2020\n"},
        ("entries.csv", 2, "included_on"),
    ),
    "a limit that ends before it begins": (
        {"thresholds": LIMITS + "lead,1,ppm,2020-01-01,2019-01-01,\n"},
        ("thresholds.csv", 2, "until"),
    ),
    "two limits of one category from the same day": (
        {"thresholds": LIMITS + "lead,1,ppm,2020-01-01,,1-7\nlead,2,ppm,2020-01-01,,7;10\n"},
        ("thresholds.csv", 3, "from"),
    ),
    "a limit that starts before another ends": (
        {"thresholds": LIMITS + "lead,1,ppm,2020-01-01,2022-01-01,\nlead,2,ppm,2021-01-01,,\n"},
        ("thresholds.csv", 3, "from"),
    ),
    "an entry without members": (
        {"entries": ENTRIES + "zinc,Zinc,2020-01-01\n"},
        ("entries.csv", 3, "id"),
    ),
    "a member of no entry": (
        {"members": MEMBERS + "leed,cas,1317-36-8,PbO\n"},
        ("members.csv", 3, "entry"),
    ),
    "an entry that stands twice": (
        {"entries": ENTRIES + "lead,Lead,2020-01-01\n"},
        ("entries.csv", 3, "id"),
    ),
    "a member that stands twice": (
        {"members": MEMBERS + "lead,cas,7439-92-1,Plumbum\n"},
        ("members.csv", 3, "id"),
    ),
    "a source that nobody describes": (
        {"entries": "id,name,included_on,source\nlead,Lead,2020-01-01,hearsay\n"},
        ("entries.csv", 2, "source"),
    ),
    "a factor above one": (
        {"members": "entry,id_type,id,name,factor\nlead,cas,1317-36-8,PbO,92.832\n"},
        ("members.csv", 2, "factor"),
    ),
    "a limit with a comma": (
        {"thresholds": LIMITS + 'lead,"0,1",percent,2020-01-01,,\n'},
        ("thresholds.csv", 2, "value"),
    ),
    "an unknown unit": (
        {"thresholds": LIMITS + "lead,1,ppb,2020-01-01,,\n"},
        ("thresholds.csv", 2, "unit"),
    ),
    "an unknown level": (
        {"entries": "id,name,included_on,level\nlead,Lead,2020-01-01,assembly\n"},
        ("entries.csv", 2, "level"),
    ),
    "a sunset before the last day to apply": (
        {
            "entries": "id,name,included_on,apply_until,sunset_on\n"
            "lead,Lead,2020-01-01,2024-01-01,2023-01-01\n"
        },
        ("entries.csv", 2, "sunset_on"),
    ),
    "a context that nobody can tell": (
        {"entries": "id,name,included_on,context\nlead,Lead,2020-01-01,toy plasticized\n"},
        ("entries.csv", 2, "context"),
    ),
    "a flag that is neither yes nor no": (
        {"entries": "id,name,included_on,intentional\nlead,Lead,2020-01-01,maybe\n"},
        ("entries.csv", 2, "intentional"),
    ),
    "a relative of no entry": (
        {"relatives": RELATIVES + "leed,plumb\n"},
        ("relatives.csv", 2, "entry"),
    ),
    "a pattern that is none": (
        {"relatives": RELATIVES + "lead,plumb(\n"},
        ("relatives.csv", 2, "pattern"),
    ),
    "a pattern that any name matches": (
        {"relatives": RELATIVES + "lead,plumb|\n"},
        ("relatives.csv", 2, "pattern"),
    ),
    "a pattern with capitals": (
        {"relatives": RELATIVES + "lead,Plumb\n"},
        ("relatives.csv", 2, "pattern"),
    ),
    "a dispute of which the later date is stated": (
        {"disputes": "entry,column,other\nlead,included_on,2019-01-01\n"},
        ("disputes.csv", 2, "other"),
    ),
    "a successor that does not exist": (
        {"exemptions": EXEMPTIONS + "1,Old,2020-01-01,1-I,\n"},
        ("exemptions.csv", 2, "succeeded_by"),
    ),
    "a disputed end without the other": (
        {"exemptions": EXEMPTIONS + "1,Old,2020-01-01,,yes\n"},
        ("exemptions.csv", 2, "note"),
    ),
    "an other end that is not the later one": (
        {"exemptions": ENDS + "1,Old,2020-01-01,2026-12-31,yes,2026-06-30,two sources\n"},
        ("exemptions.csv", 2, "other_end"),
    ),
    "a derogation for a use that nobody can tell": (
        {"entries": "id,name,included_on,unless\nlead,Lead,2020-01-01,eee\n"},
        ("entries.csv", 2, "unless"),
    ),
    "a law for review that does not say why": (
        {"entries": "id,name,included_on,effect\nlead,Lead,2020-01-01,review\n"},
        ("entries.csv", 2, "note"),
    ),
    "a category that no law has": (
        {"thresholds": LIMITS + "lead,1,ppm,2020-01-01,,12\n"},
        ("thresholds.csv", 2, "categories"),
    ),
}
BATCH_HEADER = "included_on,entries,cumulative,announced\n"


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_found_where_it_is(toy_list: Write, fault: str) -> None:
    files, place = FAULTS[fault]
    problems = check(toy_list(**files))
    assert {(Path(p.file).name, p.row, p.column) for p in problems} == {place}


@pytest.mark.parametrize("lint", [*CELL_LINTS, *ROW_LINTS], ids=lambda lint: lint.__name__)
def test_each_lint_has_a_malformed_file_that_it_catches(
    toy_list: Write, lint: Callable[[Path], list[Problem]]
) -> None:
    malformed = [files for files, _ in FAULTS.values()]
    malformed.append({"batches": "included_on,entries,cumulative\n2020-01-01,2,1\n"})
    problems = [problem for files in malformed for problem in _found(lint, toy_list, files)]
    assert problems
    assert all(problem.file and problem.row and problem.column for problem in problems)


def _found(
    lint: Callable[[Path], list[Problem]], toy_list: Write, files: dict[str, str]
) -> list[Problem]:
    """Files of the fault before must not stay."""
    folder = toy_list(**files)
    found = lint(folder)
    for name in files:
        (folder / f"{name}.csv").unlink()
    return found


ONLY_LINTED = {
    "a limit that ends before it begins",
    "two limits of one category from the same day",
    "a limit that starts before another ends",
    "a sunset before the last day to apply",
    "a pattern that any name matches",
    "a pattern with capitals",
    "a successor that does not exist",
    "a disputed end without the other",
    "a law for review that does not say why",
}


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault not in ONLY_LINTED])
def test_the_loader_refuses_what_the_lints_find(toy_list: Write, fault: str) -> None:
    with pytest.raises(InvalidListData, match=r"toy-list/.*:"):
        load_list(toy_list(**FAULTS[fault][0]))


@pytest.mark.parametrize(
    ("batches", "column"),
    [("2020-01-01,2,1,1\n", "entries"), ("2020-01-01,1,2,2\n", "cumulative")],
)
def test_a_batch_of_another_size_is_found(toy_list: Write, batches: str, column: str) -> None:
    (problem,) = check(toy_list(batches=BATCH_HEADER + batches))
    assert (problem.file, problem.row, problem.column) == ("toy-list/batches.csv", 2, column)


def test_an_entry_outside_every_batch_is_found(toy_list: Write) -> None:
    problems = check(toy_list(batches=BATCH_HEADER + "2019-01-01,0,0,0\n"))
    assert [(p.file, p.row) for p in problems] == [("toy-list/entries.csv", 2)]


def test_a_misspelt_column_is_not_ignored(toy_list: Write) -> None:
    (problem,) = check(toy_list(members="entry,id_type,id,name,factr\n"))
    assert "toy-list/members.csv:1:factr" in problem.message


def test_a_short_row_is_found(toy_list: Write) -> None:
    (problem,) = check(toy_list(members="entry,id_type,id,name\nlead,cas\n"))
    assert "toy-list/members.csv:2" in problem.message


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("id = ", "list.toml"),
        ('id = "toy-list"', "name: is missing"),
        ("id = 3", "id: must be a str"),
    ],
)
def test_a_broken_header_is_one_problem(toy_list: Write, header: str, words: str) -> None:
    (problem,) = check(toy_list(header=header))
    assert words in problem.message


def test_a_law_without_members_can_be_reviewed_and_nothing_else(toy_list: Write) -> None:
    entries = "id,name,included_on,effect,note\nlead,Lead,2020-01-01,,\n"
    folder = toy_list(entries=entries + "cmr,CMR,2020-01-01,review,appendix not in the data\n",
                      thresholds=THRESHOLDS + "cmr,0,percent,2020-01-01\n")  # fmt: skip
    assert check(folder) == ()
    assert load_list(folder).entries[1].members == ()


def test_a_good_list_has_no_problem(toy_list: Write) -> None:
    assert check(toy_list()) == ()


@pytest.mark.parametrize("folder", list_folders(DATA), ids=lambda folder: folder.name)
def test_the_bundled_data_has_no_problem(folder: Path) -> None:
    assert [str(problem) for problem in check(folder)] == []
