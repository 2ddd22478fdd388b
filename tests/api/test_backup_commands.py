"""`chemgate backup` and `chemgate restore`, as an operator types them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from .said import Said

Run = Callable[..., Said]


def test_a_store_goes_into_a_file_and_comes_back_with_the_same_verdicts(
    run: Run, demo: str, tmp_path: Path
) -> None:
    file, target = tmp_path / "demo.backup", f"sqlite:///{tmp_path / 'again.db'}"
    written = run("--db", demo, "backup", file, "--json")
    assert (written.code, written.body["kind"], written.body["audit_is_whole"]) == (
        0,
        "sqlite",
        True,
    )
    restored = run("restore", file, "--db", target, "--json")
    assert restored.code == 0
    assert restored.body["tables"] == written.body["tables"]
    asked = ("check", "TERMINAL-310", "--as-of", "2026-11-21", "--json")
    assert run("--db", target, *asked) == run("--db", demo, *asked)
    assert run("--db", target, "doctor").code == 0


def test_people_read_how_much_it_holds(run: Run, demo: str, tmp_path: Path) -> None:
    said = run("--db", demo, "backup", tmp_path / "a.backup")
    assert said.code == 0
    assert "rows in" in said.out
    assert "audit chain whole" in said.out


def test_nothing_is_overwritten_and_nothing_is_made_up(run: Run, demo: str, tmp_path: Path) -> None:
    file = tmp_path / "a.backup"
    assert run("--db", demo, "backup", file).code == 0
    again = run("--db", demo, "backup", file, "--json")
    assert (again.code, again.error["code"]) == (4, "backup-refused")
    onto = run("--db", demo, "restore", file, "--json")
    assert (onto.code, onto.error["code"]) == (4, "backup-refused")
    nowhere = run("--db", f"sqlite:///{tmp_path / 'no.db'}", "backup", tmp_path / "b", "--json")
    assert (nowhere.code, nowhere.error["code"]) == (4, "store-out-of-date")
    assert not (tmp_path / "no.db").exists()
    (tmp_path / "c").write_text(json.dumps({}))
    other = run("--db", f"sqlite:///{tmp_path / 'new.db'}", "restore", tmp_path / "c", "--json")
    assert (other.code, other.error["code"]) == (4, "backup-damaged")
    assert not (tmp_path / "new.db").exists()
