"""A problem in list data is told with the place where an editor finds it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from api.services.catalog import check_lists
from regulations.catalog import DATA


def test_a_problem_names_its_folder_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(DATA / "eu-rohs", tmp_path / "eu-rohs")
    members = tmp_path / "eu-rohs" / "members.csv"
    broken = members.read_text(encoding="utf-8").replace("7439-92-1", "7439-92-2", 1)
    members.write_text(broken, encoding="utf-8")
    monkeypatch.setattr("api.services.catalog.DATA", tmp_path)
    (problem,) = check_lists()["problems"]
    assert problem["file"] == "eu-rohs/members.csv"
    assert "7439-92-2" in problem["message"]
