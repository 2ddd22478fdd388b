"""Exit codes, one JSON document on stdout, global options wherever they stand."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from api.services import health

from .conftest import Check, Run
from .said import DECLARATIONS, FULL, HOSTILE, LENS, ON, ROOT, Said, structure, thing

DEMO_VERBS = [
    ("db", "upgrade"),
    ("evaluate",),
    ("check", "LAMP-100"),
    ("check", "LAMP-100", "--explain"),
    ("rollup", "LAMP-100"),
    ("where-used", "7439-92-1"),
    ("where-used", "SCREW-M3"),
    ("lists",),
    ("lists", "show", "eu-rohs"),
    ("lists", "show", "eu-rohs", "--version", "2013-01-03"),
    ("lists", "check"),
    ("doctor",),
]


@pytest.mark.parametrize("verb", DEMO_VERBS, ids=" ".join)
def test_every_verb_answers_with_one_json_document_and_nothing_beside_it(
    run: Run, demo: str, verb: tuple[str, ...]
) -> None:
    said = run("--db", demo, *verb, "--json")
    assert said.code in {0, 1, 3}
    assert isinstance(said.body, dict)


@pytest.mark.parametrize("verb", DEMO_VERBS, ids=" ".join)
def test_every_verb_speaks_to_people_too(run: Run, demo: str, verb: tuple[str, ...]) -> None:
    said = run("--db", demo, *verb)
    assert said.code in {0, 1, 3}
    assert said.out.strip()
    assert not said.out.startswith("{")


@pytest.mark.parametrize(
    "words",
    [
        ("{db}", "--json", "bom", "load", "{bom}"),
        ("bom", "{db}", "--json", "load", "{bom}"),
        ("bom", "load", "{bom}", "{db}", "--json"),
        ("bom", "load", "--json", "{bom}", "{db}"),
    ],
)
def test_global_options_stand_before_between_and_after_the_verb(
    run: Run, store: str, words: tuple[str, ...]
) -> None:
    bom = str(ROOT / "fixtures" / "boms" / "demo.csv")
    given = [
        part
        for word in words
        for part in (("--db", store) if word == "{db}" else (word.replace("{bom}", bom),))
    ]
    said = run(*given)
    assert said.code == 0
    assert said.body["counts"]["added"] == 16


def test_the_store_comes_from_the_environment_unless_the_command_names_one(
    run: Run, demo: str, store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHEMGATE_DB", demo)
    assert run("rollup", "LAMP-100", "--json").code == 0
    assert run("rollup", "LAMP-100", "--json", "--db", store).code == 4
    assert run("--db", store, "rollup", "LAMP-100", "--json").code == 4


def test_without_a_name_the_store_is_a_file_in_the_current_folder(run: Run, tmp_path: Path) -> None:
    assert run("db", "upgrade").code == 0
    assert (tmp_path / "chemgate.db").is_file()
    assert run("evaluate", "--json").body["parts"] == 0


@pytest.mark.parametrize("verb", [("check", "X"), ("evaluate",), ("rollup", "X"), ("doctor",)])
def test_looking_into_a_missing_store_does_not_create_one(
    run: Run, tmp_path: Path, verb: tuple[str, ...]
) -> None:
    run(*verb, "--json")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "verb",
    [
        ("check", "X"), ("evaluate",), ("rollup", "X"), ("where-used", "X"), ("serve",),
        ("import", str(DECLARATIONS)), ("bom", "load", str(ROOT / "fixtures/boms/demo.csv")),
    ],
    ids=lambda verb: verb[0],
)  # fmt: skip
def test_a_missing_store_is_refused_with_what_to_do(run: Run, verb: tuple[str, ...]) -> None:
    said = run(*verb, "--json")
    assert said.code == 4
    assert said.error["code"] == "store-out-of-date"
    assert "chemgate db upgrade" in said.error["hint"]
    assert "chemgate db upgrade" in said.err


@pytest.mark.parametrize(
    ("url", "exit_code", "code"),
    [
        ("nonsense", 2, "invalid-store-url"),
        ("sqlite:///not-a-store.db", 4, "store-unreachable"),
        ("sqlite:////no/such/folder/store.db", 4, "store-out-of-date"),
    ],
)
def test_what_is_no_store_is_not_our_fault(
    run: Run, tmp_path: Path, url: str, exit_code: int, code: str
) -> None:
    (tmp_path / "not-a-store.db").write_text("hello")
    said = run("--db", url, "check", "X", "--json")
    assert (said.code, said.error["code"]) == (exit_code, code)


def test_the_password_of_a_store_is_never_repeated(run: Run) -> None:
    said = run("--db", "postgresql+psycopg://me:sesame@127.0.0.1:1/x", "evaluate", "--json")
    assert said.code == 4
    assert said.error["code"] == "store-unreachable"
    assert "sesame" not in said.out + said.err


def test_creating_the_store_twice_adds_the_lists_once(run: Run) -> None:
    first, second = (run("--db", "sqlite:///twice.db", "db", "upgrade", "--json") for _ in "12")
    assert first.body["lists_added"] > 0
    assert second.body["lists_added"] == 0
    assert first.code == second.code == 0


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("bogus",),
        ("check",),
        ("check", "X", "--structure", "file.json"),
        ("check", "X", "--as-of", "2026-13-01"),
        ("check", "X", "--as-of", "tomorrow"),
        ("rollup", "X", "--as-of", "2026-02-30"),
        ("check", "X", "--known-at", "yesterday"),
        ("check", "X", "--list", "no-such-list"),
        ("check", "X", "--list", "eu-rohs", "--list", "no-such-list"),
        ("check", "X", "--eee-category", "99"),
        ("check", "X", "--lang", "fr"),
        ("validate",),
        ("import",),
        ("lists", "show", "no-such-list"),
        ("lists", "show", "eu-rohs", "--version", "1999"),
        ("serve", "--port", "0"),
    ],
    ids=" ".join,
)
def test_wrong_usage_is_2_and_is_still_one_json_document(
    run: Run, demo: str, words: tuple[str, ...]
) -> None:
    said = run("--db", demo, *words, "--json")
    assert said.code == 2
    assert said.error["code"]
    assert said.error["message"]
    assert said.err


@pytest.mark.parametrize("verb", ["check", "rollup", "where-used"])
def test_an_unknown_part_is_refused_with_a_hint(run: Run, demo: str, verb: str) -> None:
    said = run("--db", demo, verb, "NO-SUCH-PART", "--json")
    assert said.code == 4
    assert said.error["code"] == "unknown-part"
    assert said.error["hint"]


def test_an_unknown_part_speaks_on_stderr_only(run: Run, demo: str) -> None:
    said = run("--db", demo, "check", "NO-SUCH-PART")
    assert said.out == ""
    assert "unknown-part" in said.err


def test_bytes_that_are_no_text_are_refused_input(run: Run, demo: str) -> None:
    said = run("--db", demo, "check", os.fsdecode(b"\xff"), "--json")
    assert (said.code, said.error["code"]) == (4, "no-text")


def test_a_fault_of_ours_is_5_and_still_one_json_document(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_url: str) -> None:
        raise RuntimeError("a bolt is loose")

    monkeypatch.setattr(health, "examined", broken)
    said = run("doctor", "--json")
    assert said.code == 5
    assert said.error["code"] == "fault"
    assert "a bolt is loose" in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    ("part", "status", "code"),
    [
        ("HOUSING-210", "compliant", 0),
        ("TERMINAL-310", "compliant_with_exemption", 0),
        ("CABLE-401", "non_compliant", 1),
        ("SPRING-250", "unknown", 3),
    ],
)
def test_the_exit_code_of_a_check_is_its_status(
    run: Run, demo: str, part: str, status: str, code: int
) -> None:
    said = run("--db", demo, "check", part, "--as-of", ON, "--json")
    assert (said.body["status"], said.code) == (status, code)
    assert run("--db", demo, "check", part, "--as-of", ON).code == code


def test_before_any_list_was_in_force_nothing_applies_and_that_is_done(check: Check) -> None:
    said = check(structure(thing(), **FULL), "--as-of", "1990-01-01")
    assert (said.body["status"], said.code) == ("not_applicable", 0)


def test_unknown_may_be_allowed_but_not_compliant_never(run: Run, demo: str) -> None:
    asked = ("--db", demo, "check", "--as-of", ON, "--allow-unknown", "--json")
    assert run(*asked, "SPRING-250").code == 0
    assert run(*asked, "CABLE-401").code == 1


def test_lists_that_are_asked_for_are_the_ones_judged(run: Run, demo: str) -> None:
    asked = ("--db", demo, "check", "CABLE-401", "--as-of", ON, "--json")
    both = run(*asked, "--list", "eu-rohs", "--list", "eu-reach-candidate-list").body
    assert {one["list"] for one in both["lists"]} == {"eu-rohs", "eu-reach-candidate-list"}
    one = run(*asked, "--list", "eu-reach-candidate-list")
    assert (one.code, one.body["status"]) == (0, "compliant")


def test_quiet_silences_notices_and_nothing_else(run: Run) -> None:
    loud = run("--db", "sqlite:///loud.db", "demo", "--json")
    quiet = run("--db", "sqlite:///quiet.db", "demo", "--json", "--quiet")
    assert (loud.code, quiet.code) == (0, 0)
    assert "declarations" in loud.err
    assert quiet.err == ""
    assert quiet.body["status"] == loud.body["status"]


def test_the_words_come_in_japanese(run: Run, demo: str) -> None:
    said = run("--db", demo, "check", "CABLE-401", "--as-of", ON, "--lang", "ja")
    assert "不適合" in said.out
    assert "適合" in run("--lang", "ja", "--db", demo, "evaluate", "--as-of", ON).out


def test_serve_says_how_it_is_used(run: Run) -> None:
    said = run("serve", "--help")
    assert said.code == 0
    for option in ("--host", "--port", "--workers", "127.0.0.1", "8000"):
        assert option in said.out


def test_doctor_says_what_is_wrong_with_the_store(run: Run, tmp_path: Path) -> None:
    assert run("doctor").code == 0
    (tmp_path / "chemgate.db").write_text("hello")
    said = run("doctor", "--json")
    assert said.code == 4
    assert [one["check"] for one in said.body["checks"] if not one["ok"]] == ["store"]


def test_validate_needs_no_store_and_leaves_none(run: Run, tmp_path: Path) -> None:
    said = run("validate", DECLARATIONS / LENS, HOSTILE / "mass-sum-off.xml", "--json")
    assert said.code == 0
    assert said.body["counts"] == {
        "accepted": 1, "accepted_with_findings": 1, "rejected": 0, "already_known": 0,
    }  # fmt: skip
    assert list(tmp_path.iterdir()) == []


def test_a_dry_run_foresees_and_stores_nothing(run: Run, store: str) -> None:
    words = ("--db", store, "import", DECLARATIONS / LENS, "--json")
    assert run(*words, "--dry-run").body["counts"]["accepted"] == 1
    assert run("--db", store, "evaluate", "--json").body["parts"] == 0
    assert run(*words).body["counts"]["accepted"] == 1
    assert run(*words).body["counts"]["already_known"] == 1


def test_a_table_that_cannot_be_read_is_refused(run: Run, store: str) -> None:
    said = run("--db", store, "bom", "load", "missing.csv", "--json")
    assert (said.code, said.error["code"]) == (4, "unreadable-table")


def _process(*words: str, **environment: str) -> Said:
    done = subprocess.run(
        [sys.executable, "-m", "api", *words],
        capture_output=True, check=False, cwd=ROOT, env={**os.environ, **environment},
    )  # fmt: skip
    return Said(done.returncode, done.stdout.decode(), done.stderr.decode())


def test_the_same_question_gives_the_same_bytes_in_every_process(
    demo: str, run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "structure.json"
    file.write_text(structure(thing({"cas": "117-81-7", "percent": "0.2"}), **FULL))
    asked = ("check", "--structure", str(file), "--as-of", "2026-07-01", "--json")
    told = [
        _process(*asked, PYTHONHASHSEED="1", LC_ALL="C"),
        _process(*asked, PYTHONHASHSEED="2", LC_ALL="C.UTF-8", TZ="Asia/Tokyo"),
        run(*asked),
    ]
    assert {(one.code, one.out) for one in told} == {(1, told[0].out)}
    stored = ("--db", demo, "check", "LAMP-100", "--as-of", ON, "--json")
    there = _process(*stored, PYTHONHASHSEED="3", LC_ALL="POSIX")
    assert json.loads(there.out) == run(*stored).body


def test_text_for_people_survives_a_terminal_without_unicode(demo: str) -> None:
    said = _process(
        "--db", demo, "check", "CABLE-401", "--as-of", ON, PYTHONIOENCODING="ascii:strict"
    )
    assert said.code == 1


@pytest.mark.parametrize(
    ("tolerance", "codes"), [("0.1%", ["mass-sum"]), ("5", []), ("4.7%", ["mass-sum"])]
)
def test_how_far_masses_may_lie_apart_is_an_option(
    run: Run, tolerance: str, codes: list[str]
) -> None:
    file = HOSTILE / "mass-sum-off.xml"
    said = run("validate", file, "--json", "--mass-tolerance", tolerance)
    (member,) = said.body["files"][0]["members"]
    assert [f["code"] for f in member["findings"] if f["severity"] == "warning"] == codes


def test_a_tolerance_that_is_no_number_is_wrong_usage(run: Run) -> None:
    said = run("validate", HOSTILE / "mass-sum-off.xml", "--mass-tolerance", "-1")
    assert said.code == 2
