"""`lists diff`: table, JSON, workbook, in both languages, of bundled lists and of a store."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from api.cli import main
from api.text.list_diff import list_diff_text, write_list_diff

FEBRUARY = ("lists", "diff", "eu-reach-candidate-list", "2025-11-05", "2026-02-04")


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CHEMGATE_DB", raising=False)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    said = capsys.readouterr()
    return int(left.value.code or 0), said.out + said.err


def test_the_batch_of_february_2026_shows_its_two_additions(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, said = run(capsys, *FEBRUARY)
    assert code == 0
    assert said.splitlines()[0] == "eu-reach-candidate-list  2025-11-05 → 2026-02-04: 2 added"
    assert [line.split()[1] for line in said.splitlines()[1:]] == ["SVHC-252", "SVHC-253"]


def test_in_japanese_the_kinds_are_japanese(capsys: pytest.CaptureFixture[str]) -> None:
    _, said = run(capsys, *FEBRUARY, "--lang", "ja")
    assert said.splitlines()[0].endswith("2 追加")
    assert "収載日" in said


def test_as_json_both_sides_are_whole(capsys: pytest.CaptureFixture[str]) -> None:
    _, said = run(capsys, *FEBRUARY, "--json")
    body = json.loads(said)
    assert (body["from"], body["from_day"], body["to_day"]) == (
        "2025-11-05", "2025-11-05", "2026-02-04",
    )  # fmt: skip
    assert body["counts"]["added"] == 2
    hexane = body["changes"][1]
    assert (hexane["kind"], hexane["entry"], hexane["name"]) == ("added", "SVHC-253", "n-hexane")
    assert (hexane["was"], hexane["before"], hexane["after"]) == (None, [], ["2026-02-04"])


def test_the_other_way_round_they_are_removed(capsys: pytest.CaptureFixture[str]) -> None:
    _, said = run(capsys, *FEBRUARY[:3], FEBRUARY[4], FEBRUARY[3])
    assert "2 removed" in said


def test_a_version_and_itself_differ_in_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = run(capsys, *FEBRUARY[:3], FEBRUARY[3], FEBRUARY[3])
    assert (code, said.strip().rpartition(": ")[2]) == (0, "nothing differs")


def test_a_version_that_is_none_is_named_with_those_that_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, said = run(capsys, *FEBRUARY[:4], "tomorrow")
    assert code == 2
    assert "tomorrow" in said
    assert "2026-02-04" in said


def test_the_workbook_has_a_row_for_each_change(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, _ = run(capsys, *FEBRUARY, "--xlsx", "changes.xlsx")
    assert code == 0
    sheet = CalamineWorkbook.from_path(tmp_path / "changes.xlsx").get_sheet_by_index(0)
    rows = sheet.to_python()
    assert rows[0][:4] == ["change", "list", "entry", "name"]
    assert [row[2] for row in rows[1:]] == ["SVHC-252", "SVHC-253"]


def test_a_workbook_that_cannot_be_written_is_a_wrong_question(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, said = run(capsys, *FEBRUARY, "--xlsx", "nowhere/changes.xlsx")
    assert code == 2
    assert "nowhere/changes.xlsx" in said


def test_several_lists_are_compared_in_one_breath(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ("lists", "diff", "company-prohibited", "2013-04-01", "2019-01-01")
    _, said = run(capsys, *arguments, "--with", "company-controlled", "--json")
    body = json.loads(said)
    assert body["lists"] == ["company-controlled", "company-prohibited"]
    assert {change["list"] for change in body["changes"]} == set(body["lists"])


BODY = {
    "list": "l",
    "lists": ["l"],
    "from": "1",
    "to": "2",
    "counts": {"membership": 1},
    "changes": [
        {
            "kind": "membership",
            "list": "l",
            "entry": "e",
            "name": "=1+1",
            "aspect": "members",
            "before": [],
            "after": [f"cas {n}" for n in range(9)],
        }
    ],
}


def test_many_members_are_cut_in_the_table_and_whole_in_the_workbook(tmp_path: Path) -> None:
    said = list_diff_text(BODY, "en")
    assert "+ cas 0; cas 1; cas 2; … and 6 more" in said
    write_list_diff(tmp_path / "c.xlsx", BODY, "en")
    (_, row) = CalamineWorkbook.from_path(tmp_path / "c.xlsx").get_sheet_by_index(0).to_python()
    assert row[6].splitlines() == [f"cas {n}" for n in range(9)]


def test_a_name_that_looks_like_a_formula_stays_text(tmp_path: Path) -> None:
    write_list_diff(tmp_path / "c.xlsx", BODY, "en")
    (_, row) = CalamineWorkbook.from_path(tmp_path / "c.xlsx").get_sheet_by_index(0).to_python()
    assert row[3] == "=1+1"
