"""A list becomes law by two people, and every answer says by which law it was given."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.services.changes import record_changes
from api.services.impact import draft_impact, version_impact
from api.services.stores import opened, reading
from bom.lists.contents import bundled_edition
from bom.lists.edition import Edition

from .conftest import Run
from .said import DECLARATIONS, TERMINAL, Said

SVHC = "eu-reach-candidate-list"
BATCH = "2026-11-20"
ON = "2026-12-01"
COPPER = "7440-50-8"
"""No list of law holds it; in the demo it stands in the terminal and the wires."""

Step = Callable[..., Said]


def edition_with(entry: str, member: str, *, name: str = "Copper") -> Edition:
    """The Candidate List and an invented batch of one."""
    files = dict(bundled_edition(SVHC).files)
    size = int(files["batches.csv"].decode().strip().splitlines()[-1].split(",")[2]) + 1
    files["entries.csv"] += f"{entry},{name},{BATCH},57(f),,\n".encode()
    files["members.csv"] += f"{entry},cas,{member},{name},\n".encode()
    files["batches.csv"] += f"{BATCH},1,{size},{size}\n".encode()
    return Edition(SVHC, files)


def folder_of(edition: Edition, parent: Path) -> Path:
    folder = parent / edition.sha256[:8] / edition.list_id
    folder.mkdir(parents=True)
    for name, content in edition.files.items():
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture
def own(demo_file: Path, tmp_path: Path) -> str:
    """A demo store of the test's own."""
    shutil.copy(demo_file, tmp_path / "demo.db")
    return f"sqlite:///{tmp_path / 'demo.db'}"


@pytest.fixture
def step(run: Run, own: str) -> Step:
    """A verb of `lists` on that store, as JSON."""

    def stepped(*arguments: str | Path) -> Said:
        return run("--db", own, "lists", *arguments, "--json")

    return stepped


@pytest.fixture
def copper(tmp_path: Path) -> Path:
    return folder_of(edition_with("SVHC-901", COPPER), tmp_path)


def made_law(step: Step, folder: Path, *options: str) -> Any:
    loaded = step("load", folder, "--by", "Aoki", *options)
    assert loaded.code == 0, loaded
    number = str(loaded.body["draft"]["draft"])
    assert step("approve", number, "--by", "Baba").code == 0
    published = step("publish", number, "--by", "Aoki")
    assert published.code == 0, published
    return published.body


def digest(url: str) -> str:
    """Of every row of every table."""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as store:
        return hashlib.sha256("\n".join(store.iterdump()).encode()).hexdigest()


def verdict(run: Run, url: str, *options: str) -> Any:
    """On a part that holds copper."""
    said = run("--db", url, "check", "TERMINAL-310", "--as-of", ON, "--json", *options)
    assert said.code in {0, 1, 3}, said
    return said.body


def cases(body: Any) -> set[tuple[str, str]]:
    return {(case["list"], case["entry"]) for case in body["cases"]}


def test_a_published_entry_is_judged_and_a_drafted_one_is_not(
    run: Run, own: str, step: Step, copper: Path
) -> None:
    before = verdict(run, own)
    assert step("load", copper, "--by", "Aoki").code == 0
    assert verdict(run, own) == before
    assert step("approve", "1", "--by", "Baba").code == 0
    assert verdict(run, own) == before
    assert step("publish", "1", "--by", "Aoki").code == 0
    after = verdict(run, own)
    assert cases(after) - cases(before) == {(SVHC, "SVHC-901"), ("company-controlled", "SVHC-901")}
    shown = {one["list"]: one["version"] for one in after["lists"]}
    assert shown[SVHC] == BATCH


def test_a_past_verdict_comes_back_byte_for_byte(
    run: Run, own: str, step: Step, copper: Path
) -> None:
    """GL-3: judged with the lists known then, whatever was published since."""
    before = verdict(run, own)
    made_law(step, copper)
    after = verdict(run, own)
    made_law(step, folder_of(edition_with("SVHC-902", "7440-31-5"), copper.parent.parent / "x"))
    assert verdict(run, own, "--known-at", before["known_at"]) == before
    assert verdict(run, own, "--known-at", after["known_at"]) == after
    assert len({before["hash"], after["hash"], verdict(run, own)["hash"]}) == 3


def test_a_law_for_later_changes_nothing_today_and_the_horizon_names_its_day(
    run: Run, own: str, step: Step, copper: Path
) -> None:
    before = verdict(run, own, "--list", SVHC)
    made_law(step, copper, "--effective-from", "2027-03-01")
    assert verdict(run, own, "--list", SVHC) == {
        **before,
        "known_at": verdict(run, own)["known_at"],
        "next_change": "2027-03-01",
        "valid_until": "2027-02-28",
        "hash": verdict(run, own, "--list", SVHC)["hash"],
    }


def test_rolling_back_gives_the_former_verdicts_but_for_the_name_of_the_list(
    run: Run, own: str, step: Step, copper: Path, tmp_path: Path
) -> None:
    """RL-5."""
    before = verdict(run, own)
    made_law(step, copper)
    former = folder_of(bundled_edition(SVHC), tmp_path)
    made_law(step, former, "--version", "back", "--reason", "announced in error")
    again = verdict(run, own)
    shown = {one["list"]: one["version"] for one in again["lists"]}
    assert shown[SVHC] == "2026-02-04+back"
    for body in (before, again):
        for one in body["lists"]:
            one["version"] = ""
        del body["hash"], body["known_at"]
    assert json.dumps(again) == json.dumps(before)


def test_retiring_gives_the_former_verdict_with_its_hash(
    run: Run, own: str, step: Step, copper: Path
) -> None:
    before = verdict(run, own)
    number = str(made_law(step, copper)["draft"])
    assert step("retire", number, "--by", "Baba", "--reason", "in error").code == 0
    assert verdict(run, own)["hash"] == before["hash"]


def test_a_dry_run_changes_no_stored_byte(own: str, step: Step, copper: Path) -> None:
    """RL-2."""
    assert step("load", copper, "--by", "Aoki").code == 0
    before = digest(own)
    assert step("impact", "--draft", "1").body["counts"]["newly_affected"] > 0
    assert step("load", copper, "--by", "Aoki", "--dry-run").body["draft"] is None
    assert step("calendar").code == 0
    assert digest(own) == before


def test_every_part_is_in_one_of_four_and_every_row_leads_to_its_case(
    own: str, step: Step, copper: Path
) -> None:
    """RL-4: and after publishing, the verdict tells what the dry run told."""
    step("load", copper, "--by", "Aoki")
    body = step("impact", "--draft", "1").body
    assert sum(body["counts"].values()) == body["parts"] == 17
    assert body["lists"] == ["company-controlled", SVHC]
    assert body["counts"]["newly_affected"] > 1
    assert len(body["rows"]) == body["parts"] - body["counts"]["unchanged"]
    for row in body["rows"]:
        assert row["case"] is not None
        assert row["case"]["path"][0] == row["part_number"]
    step("approve", "1", "--by", "Baba")
    step("publish", "1", "--by", "Aoki")
    with TestClient(create_app(own)) as client:
        for row in body["rows"]:
            told = client.get(row["verdict"])
            assert told.status_code == 200
            if row["consequence"] == "newly_affected":
                found = [c for c in told.json()["cases"] if c["entry"] == row["case"]["entry"]]
                assert row["case"]["path"] in [case["path"] for case in found]


def test_the_impact_is_told_by_supplier_by_product_and_as_a_workbook(
    step: Step, copper: Path, tmp_path: Path
) -> None:
    step("load", copper, "--by", "Aoki")
    body = step("impact", "--draft", "1", "--xlsx", tmp_path / "impact.xlsx").body
    products = [one["part_number"] for one in body["products"]]
    assert "LAMP-100" in products
    hit = sum(one["newly_affected"] for one in body["suppliers"])
    declared = {row["part_number"] for row in body["rows"] if row["manufacturer"]}
    assert 0 < hit <= len(declared)
    from python_calamine import CalamineWorkbook  # noqa: PLC0415

    book = CalamineWorkbook.from_path(tmp_path / "impact.xlsx")
    assert book.sheet_names == ["summary", "parts", "suppliers", "products"]
    rows = book.get_sheet_by_name("parts").to_python()
    assert [row[0] for row in rows[1:]] == [row["part_number"] for row in body["rows"]]


def test_versions_of_a_bundled_list_can_be_compared_too(own: str) -> None:
    with reading(own) as session:
        body = version_impact(session, SVHC, "2024-06-27", "2026-02-04")
        back = version_impact(session, SVHC, "2026-02-04", "2024-06-27")
    assert body["counts"]["newly_not_covered"] == back["counts"]["improved"] > 0
    assert version_names(body) == version_names(back)


def version_names(body: Any) -> set[str]:
    return {one["entry"] for one in body["entries"]}


def test_the_change_feed_says_who_flipped_and_goes_on_where_it_stopped(
    run: Run, own: str, step: Step, copper: Path, tmp_path: Path
) -> None:
    before = run("--db", own, "changes", "--json").body["next"]
    added = made_law(step, copper)["changes"]
    first = run("--db", own, "changes", "--since", before, "--json").body
    assert added == len(first["changes"]) > 1
    terminal = [c for c in first["changes"] if c["part_number"] == "TERMINAL-310"]
    assert {(c["list"], c["consequence"]) for c in terminal} == {
        (SVHC, "newly_affected"),
        ("company-controlled", "newly_affected"),
    }
    assert run("--db", own, "changes", "--since", first["next"], "--json").body["changes"] == []
    made_law(step, folder_of(bundled_edition(SVHC), tmp_path), "--version", "back")
    second = run("--db", own, "changes", "--since", first["next"], "--json").body
    assert {c["consequence"] for c in second["changes"]} == {"improved"}
    whole = run("--db", own, "changes", "--since", before, "--json").body
    assert whole["changes"] == first["changes"] + second["changes"]


def test_a_publication_that_was_never_judged_is_judged_by_the_next_evaluation(
    run: Run, own: str, step: Step, copper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as killed:
        killed.setattr("api.services.editions.record_changes", lambda _database: 0)
        assert made_law(step, copper)["changes"] == 0
    assert run("--db", own, "evaluate", "--json").code == 0
    assert run("--db", own, "changes", "--json").body["changes"] != []
    with opened(own) as database:
        assert record_changes(database) == 0


def test_the_record_names_everybody_and_notices_a_cut(step: Step, copper: Path) -> None:
    made_law(step, copper)
    body = step("audit").body
    assert [(row["action"], row["by"]) for row in body["rows"]] == [
        ("list-draft", "Aoki"),
        ("list-approval", "Baba"),
        ("list-publication", "Aoki"),
        ("verdicts-judged", "chemgate"),
    ]
    assert body["whole"]
    assert step("audit", "--anchor", body["head"]).code == 0
    assert step("audit", "--anchor", "0" * 64).code == 4


def test_the_name_comes_from_the_environment_where_nobody_gives_one(
    step: Step, copper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHEMGATE_USER", "Chiba")
    assert step("load", copper).body["draft"]["steps"][0]["by"] == "Chiba"
    assert step("approve", "1").error["code"] == "same-person"
    assert step("approve", "2").code == 2


def test_without_a_store_the_bundled_lists_are_shown(run: Run) -> None:
    body = run("lists", "--json").body
    assert all(one["published"] is None for one in body["lists"])


def test_the_store_shows_what_it_published(step: Step, copper: Path) -> None:
    made_law(step, copper)
    shown = step("show", SVHC, "--as-of", ON).body
    assert (shown["version"], shown["published"]["draft"]) == (BATCH, 1)
    assert "SVHC-901" in {entry["id"] for entry in shown["entries_in_force"]}
    earlier = step("show", SVHC, "--version", "2026-02-04").body
    assert earlier["published"] is None
    assert step("check").body["problems"] == []


def test_four_eyes_over_http(own: str, copper: Path, tmp_path: Path) -> None:
    archive = shutil.make_archive(str(tmp_path / "list"), "zip", copper.parent, copper.name)
    with TestClient(create_app(own)) as client:
        files = {"file": ("list.zip", Path(archive).read_bytes())}
        taken = client.post(f"/v1/lists/{SVHC}/versions", files=files, data={"by": "Aoki"})
        assert taken.status_code == 201, taken.text
        at = f"/v1/lists/{SVHC}/versions/{taken.json()['draft']['draft']}"
        told = client.get(f"{at}/impact").json()
        assert sum(told["counts"].values()) == told["parts"]
        refused = client.post(f"{at}:approve", json={"by": "aoki"})
        assert (refused.status_code, refused.json()["code"]) == (409, "same-person")
        assert client.post(f"{at}:publish", json={"by": "Aoki"}).status_code == 409
        assert client.post(f"{at}:approve", json={"by": "Baba"}).status_code == 200
        assert client.post(f"{at}:publish", json={"by": "Baba"}).json()["state"] == "published"
        assert client.post(f"{at}:publish", json={"by": "Baba"}).status_code == 409
        assert client.post(f"{at}:approve", json={}).status_code == 422
        elsewhere = at.replace(SVHC, "eu-rohs")
        assert client.post(f"{elsewhere}:retire",
                           json={"by": "B", "reason": "x"}).status_code == 404  # fmt: skip
        (row,) = client.get(f"/v1/lists/{SVHC}/versions").json()["drafts"]
        assert row["state"] == "published"
        asked = {"from": "2026-02-04", "to": BATCH}
        difference = client.get(f"/v1/lists/{SVHC}/diff", params=asked).json()
        assert difference["counts"]["added"] == 1
        hit = client.get(f"/v1/lists/{SVHC}/impact", params=asked).json()
        assert hit["counts"]["newly_affected"] > 0
        assert client.get("/v1/changes").json()["changes"]
        assert client.get("/v1/calendar").json()["products"] == 2
        retired = client.post(f"{at}:retire", json={"by": "Baba", "reason": "in error"})
        assert retired.json()["state"] == "retired"


def test_the_calendar_names_the_day_on_which_an_exemption_ends(run: Run, store: str) -> None:
    """The exemption cliff: what is green on the eve is red on the day, and the calendar said so."""
    assert run("--db", store, "import", DECLARATIONS / TERMINAL).code == 0
    asked = ("--as-of", "2024-10-01", "--list", "eu-rohs", "--json")
    body = run("--db", store, "lists", "calendar", *asked).body
    (cliff,) = body["days"]
    (product,) = cliff["products"]
    assert product["part_number"] == "TERMINAL-310"
    assert product["lists"] == [
        {
            "list": "eu-rohs",
            "before": "compliant_with_exemption",
            "after": "non_compliant",
            "entries": ["lead"],
        }
    ]
    day = date.fromisoformat(cliff["day"])
    for as_of, status in (
        (day - timedelta(days=1), "compliant_with_exemption"),
        (day, "non_compliant"),
    ):
        asked = ("check", "TERMINAL-310", "--as-of", str(as_of), "--list", "eu-rohs", "--json")
        assert run("--db", store, *asked).body["status"] == status
    until = ("--as-of", "2024-10-01", "--until", str(day - timedelta(days=1)), "--json")
    assert run("--db", store, "lists", "calendar", *until, "--list", "eu-rohs").body["days"] == []


def test_the_doctor_tells_of_a_published_list_that_the_package_has_overtaken(
    run: Run, own: str, step: Step, tmp_path: Path
) -> None:
    edition = edition_with("SVHC-901", COPPER)
    header = edition.files["list.toml"].decode()
    older = re.sub(r"checked_on = \S+", "checked_on = 2026-01-01", header)
    files = {**edition.files, "list.toml": older.encode()}
    made_law(step, folder_of(Edition(SVHC, files), tmp_path))
    checks = run("--db", own, "doctor", "--json").body["checks"]
    (told,) = [one for one in checks if one["check"] == f"published {SVHC}"]
    assert not told["ok"]
    assert "2026-01-01" in told["found"]


def test_an_unknown_draft_or_version_is_told_with_what_there_is(own: str, step: Step) -> None:
    assert step("impact", "--draft", "7").error["code"] == "unknown-draft"
    wrong = step("impact", SVHC, "1999", BATCH)
    assert (wrong.code, wrong.error["code"]) == (2, "unknown-list")
    assert "2026-02-04" in wrong.error["hint"]
    assert step("impact", SVHC).code == 2
    with reading(own) as session, pytest.raises(LookupError):
        draft_impact(session, 7)
