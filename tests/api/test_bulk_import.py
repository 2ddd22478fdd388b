"""Importing a great many files: told by code, written into a report, spread over processes."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from api.text.import_summary import MANY_FILES
from api.text.progress import progress_bar
from bom.importing.files import Progress

from .said import CABLE, DECLARATIONS, HOSTILE, LENS, Said, altered

Run = Callable[..., Said]


@pytest.fixture
def many(tmp_path: Path) -> Path:
    """More files than are told one by one: two of them broken in one way, one in another."""
    folder = tmp_path / "many"
    folder.mkdir()
    text = (DECLARATIONS / LENS).read_bytes()
    for number in range(MANY_FILES):
        part = f"LENS-{number:03}"
        file = folder / f"SHAI_20240819100500_{part}_001.xml"
        file.write_bytes(text.replace(b"LENS-220", part.encode()))
    for name in ("a", "b"):
        (folder / f"{name}.xml").write_bytes((HOSTILE / "not-well-formed.xml").read_bytes())
    (folder / "c.xml").write_bytes((HOSTILE / "doctype.xml").read_bytes())
    return folder


def test_many_files_are_told_by_code_with_the_first_file_and_the_reason(
    run: Run, many: Path
) -> None:
    said = run("validate", many)
    assert said.code == 4
    head, *rows = said.out.partition("\n\n")[0].splitlines()
    assert head.split() == ["result", "severity", "code", "members", "first", "reason"]
    assert [row.split()[:4] for row in rows[:2]] == [
        ["rejected", "error", "xml-not-well-formed", "2"],
        ["rejected", "error", "xml-doctype", "1"],
    ]
    assert str(many / "a.xml") in rows[0]
    assert len(said.out.splitlines()) < 12
    assert re.search(r"3 rejected", said.out)


def test_the_summary_speaks_japanese(run: Run, many: Path) -> None:
    said = run("validate", many, "--lang", "ja")
    assert said.out.startswith("結果")
    assert "拒否" in said.out


def test_several_processes_answer_as_one_does(run: Run, store: str, many: Path) -> None:
    one = run("--db", store, "import", many, "--json", "--dry-run", "--workers", "1")
    two = run("--db", store, "import", many, "--json", "--workers", "2")
    assert one.code == two.code == 4
    assert one.body["files"] == two.body["files"]
    again = run("--db", store, "import", many, "--json", "--workers", "2")
    assert again.body["counts"] == {
        "accepted": 0,
        "accepted_with_findings": 0,
        "rejected": 3,
        "already_known": MANY_FILES,
    }


def test_a_file_known_to_the_store_is_answered_for_as_if_it_were_read(
    run: Run, store: str, tmp_path: Path
) -> None:
    archive = DECLARATIONS / "kumogakure-two-products.shai"
    clean = tmp_path / LENS
    clean.write_bytes((DECLARATIONS / LENS).read_bytes())
    told = tmp_path / CABLE
    told.write_text(altered(CABLE, identifier="TEMP"), encoding="utf-8")
    files = (archive, clean, told)
    first = run("--db", store, "import", *files, "--json").body["files"]
    second = run("--db", store, "import", *files, "--json").body["files"]
    for before, now in zip(first, second, strict=True):
        for member in before["members"]:
            member["status"] = "already_known"
        assert now == before


@pytest.mark.parametrize("suffix", ["json", "csv", "xlsx"])
def test_a_report_names_each_file_and_each_finding(
    run: Run, many: Path, tmp_path: Path, suffix: str
) -> None:
    report = tmp_path / f"report.{suffix}"
    said = run("validate", many, "--json", "--report", report)
    assert said.code == 4, said
    body = said.body
    if suffix == "json":
        assert json.loads(report.read_text(encoding="utf-8")) == body
        return
    head, *rows = table_of(report)
    assert head[:3] == ["path", "member", "status"]
    assert len(rows) == sum(
        len(member["findings"]) or 1 for file in body["files"] for member in file["members"]
    )
    refused = {row[0]: row[9] for row in rows if row[2] == "rejected"}
    assert refused == {
        str(many / "a.xml"): "xml-not-well-formed",
        str(many / "b.xml"): "xml-not-well-formed",
        str(many / "c.xml"): "xml-doctype",
    }


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_what_a_supplier_wrote_is_never_calculated_by_a_spreadsheet(
    run: Run, tmp_path: Path, suffix: str
) -> None:
    formula = "=HYPERLINK(&quot;http://example.com&quot;)"
    file = tmp_path / LENS
    file.write_text(altered(LENS, name=formula), encoding="utf-8")
    report = tmp_path / f"report.{suffix}"
    run("validate", file, "--report", report)
    name = table_of(report)[1][5]
    plain = formula.replace("&quot;", '"')
    assert name == (f"'{plain}" if suffix == "csv" else plain)
    if suffix == "xlsx":
        assert CalamineWorkbook.from_path(report).get_sheet_by_index(0).to_python()


def table_of(report: Path) -> list[list[str]]:
    if report.suffix == ".csv":
        text = report.read_bytes().decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text, newline="")))
    rows = CalamineWorkbook.from_path(report).get_sheet_by_index(0).to_python()
    return [[str(cell) for cell in row] for row in rows]


@pytest.mark.parametrize("report", ["report.doc", "report", "missing/report.csv"])
def test_a_report_that_cannot_be_written_is_refused_before_anything_is_read(
    run: Run, store: str, report: str
) -> None:
    said = run("--db", store, "import", DECLARATIONS / LENS, "--report", report)
    assert said.code == 2
    assert run("--db", store, "import", DECLARATIONS / LENS, "--json").body["counts"]["accepted"]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_shown_to_a_person_and_to_nobody_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for stream, wanted, shown in (
        (Terminal(), True, True),
        (Terminal(), False, False),
        (io.StringIO(), True, False),
    ):
        monkeypatch.setattr(sys, "stderr", stream)
        with progress_bar("import", wanted=wanted) as watch:
            assert (watch is not None) == shown
            if watch is not None:
                watch(Progress(done=5, total=10, size=5_000_000))
        assert ("5/10" in stream.getvalue()) == shown
        assert ("files/s" in stream.getvalue()) == shown
