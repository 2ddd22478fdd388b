"""Bad files through the command line: each refused with its own code, the rest still taken."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .conftest import Run
from .said import DECLARATIONS, HOSTILE, LENS, Said, statuses


def _findings(member: dict[str, Any]) -> dict[str, int | None]:
    return {finding["code"]: finding["line"] for finding in member["findings"]}


@pytest.fixture
def bomb(tmp_path: Path) -> Path:
    """A zip that unfolds a thousandfold."""
    file = tmp_path / "bomb.shai"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("SHAI_bomb.xml", b" " * (200 * 1024 * 1024))
    assert file.stat().st_size < 1_000_000
    return file


@pytest.fixture
def liar(bomb: Path, tmp_path: Path) -> Path:
    """The same bomb whose directory claims a hundred bytes."""
    file = tmp_path / "liar.shai"
    true, claimed = struct.pack("<L", 200 * 1024 * 1024), struct.pack("<L", 100)
    file.write_bytes(bomb.read_bytes().replace(true, claimed))
    return file


REFUSED = {
    "doctype.xml": ("xml-doctype", True),
    "entity-bomb.xml": ("xml-entity", True),
    "nan-mass.xml": ("value-mass", True),
    "not-well-formed.xml": ("xml-not-well-formed", True),
}


@pytest.mark.parametrize("verb", ["import", "validate"])
@pytest.mark.parametrize(("file", "told"), REFUSED.items(), ids=REFUSED)
def test_a_hostile_file_is_refused_with_code_and_line_and_the_good_one_beside_it_is_taken(
    run: Run, store: str, file: str, told: tuple[str, bool], verb: str
) -> None:
    said = run("--db", store, verb, HOSTILE / file, DECLARATIONS / LENS, "--json")
    assert said.code == 4
    bad, good = said.body["files"]
    (member,) = bad["members"]
    assert member["status"] == "rejected"
    assert _findings(member)[told[0]] is not None
    assert good["members"][0]["status"] == "accepted"
    assert said.body["counts"]["rejected"] == 1
    if verb == "import":
        assert run("--db", store, "rollup", "LENS-220", "--json").code == 0


def test_not_a_number_is_refused_on_its_line(run: Run) -> None:
    (file,) = run("validate", HOSTILE / "nan-mass.xml", "--json").body["files"]
    assert _findings(file["members"][0])["value-mass"] == 84


@pytest.mark.parametrize("name", ["bomb", "liar"])
def test_an_archive_bomb_is_refused_as_a_whole_and_the_process_lives(
    run: Run, store: str, request: pytest.FixtureRequest, name: str
) -> None:
    file: Path = request.getfixturevalue(name)
    said = run("--db", store, "import", file, DECLARATIONS / LENS, "--json")
    assert said.code == 4
    (member,) = said.body["files"][0]["members"]
    assert (member["name"], member["status"]) == (None, "rejected")
    assert [code.split("-")[0] for code in _findings(member)] == ["zip"]
    assert said.body["counts"]["accepted"] == 1


@pytest.mark.parametrize("content", [b"", b"\x00" * 64, b"PK\x03\x04", b"hello", b"<a/>"], ids=repr)
def test_what_is_no_declaration_is_answered_for(run: Run, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "thing.shai").write_bytes(content)
    said = run("validate", tmp_path / "thing.shai", "--json")
    assert said.code == 4
    (member,) = said.body["files"][0]["members"]
    assert member["status"] == "rejected"
    assert all(finding["code"] and finding["message"] for finding in member["findings"])


def test_every_path_is_answered_for_in_order(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    paths = ["missing.xml", str(HOSTILE / "doctype.xml"), "empty", str(DECLARATIONS / LENS)]
    said = run("validate", *paths, "--json")
    assert [file["path"] for file in said.body["files"]] == paths
    assert said.code == 4


def test_a_folder_of_hostile_files_gives_up_what_is_good_in_it(run: Run, store: str) -> None:
    said = run("--db", store, "import", HOSTILE, "--json")
    assert said.code == 4
    assert said.body["counts"] == {
        "accepted": 0, "accepted_with_findings": 2, "rejected": 4, "already_known": 0,
    }  # fmt: skip


def test_a_cycle_is_refused_with_its_parts_named_and_nothing_of_it_is_stored(
    run: Run, store: str
) -> None:
    said = run("--db", store, "bom", "load", HOSTILE / "cycle.csv", "--json")
    assert said.code == 4
    assert said.error["code"] == "bom-cycle"
    for part in ("FRAME-1", "ARM-2", "JOINT-3"):
        assert part in said.error["message"]
    assert run("--db", store, "check", "FRAME-1", "--json").error["code"] == "unknown-part"


def test_a_wrong_check_digit_is_stored_told_and_never_green(
    run: Run, store: str, put: Callable[..., Said]
) -> None:
    said = put((HOSTILE / "wrong-cas-digit.xml").read_text(encoding="utf-8-sig"))
    (member,) = said.body["files"][0]["members"]
    assert member["status"] == "accepted_with_findings"
    (finding,) = [one for one in member["findings"] if one["severity"] != "notice"]
    assert (finding["severity"], finding["code"]) == ("error", "cas-check-digit")
    assert finding["line"] is not None
    verdict = run("--db", store, "check", "WASHER-900", "--as-of", "2024-10-01", "--json")
    assert (verdict.code, verdict.body["status"]) == (3, "unknown")
    assert set(statuses(verdict.body).values()) == {"unknown"}
    unidentified = {s["id_type"] for c in verdict.body["cases"] for s in c["substances"]}
    assert unidentified == {"unidentified"}


def test_a_mass_that_does_not_add_up_is_a_warning_of_a_stored_declaration(
    run: Run, store: str
) -> None:
    said = run("--db", store, "import", HOSTILE / "mass-sum-off.xml", "--json")
    assert said.code == 0
    (member,) = said.body["files"][0]["members"]
    assert member["status"] == "accepted_with_findings"
    assert ("warning", "mass-sum") in [(f["severity"], f["code"]) for f in member["findings"]]


def test_a_file_that_gives_up_is_named_to_people_too(run: Run) -> None:
    said = run("validate", HOSTILE / "nan-mass.xml")
    assert said.code == 4
    assert "nan-mass.xml" in said.out
    assert "value-mass" in said.out
    assert "84" in said.out
