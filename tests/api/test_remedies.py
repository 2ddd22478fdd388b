"""What must be replaced, and what a replacement would change, asked from a shell."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from .conftest import Run
from .said import ON

HEAD = "parent,parent_revision,child,child_revision,quantity,unit,manufacturer\n"
SHEATH = ["LAMP-100", "CABLE-401", "Sheath"]


def test_the_witness_of_the_lamp_is_the_sheath_of_its_cable(run: Run, demo: str) -> None:
    said = run("--db", demo, "witness", "LAMP-100", "--as-of", ON, "--json")
    assert (said.code, said.body["status"], said.body["after"]) == (0, "non_compliant", "unknown")
    assert [one["path"] for one in said.body["parts"]] == [SHEATH]
    assert [one["path"][:3] for one in said.body["leaves"]] == [SHEATH]
    entries = {(one["list"], one["level"]) for one in said.body["leaves"][0]["entries"]}
    assert ("eu-rohs", "homogeneous_material") in entries


def test_a_product_without_a_breach_is_told_that_nothing_has_to_go(run: Run, demo: str) -> None:
    said = run("--db", demo, "witness", "DRIVER-300", "--as-of", ON)
    assert said.code == 0
    assert "nothing has to be replaced" in said.out


def test_what_one_supplier_has_to_answer_is_named(run: Run, demo: str) -> None:
    said = run("--db", demo, "witness", "LAMP-100", "--as-of", ON)
    waits = run("--db", demo, "witness", "LAMP-100", "--as-of", ON, "--json").body["awaits"]
    assert len(waits) > 1
    assert f"\nmissing beside that: answers on {len(waits)} parts\n  LAMP-100 › " in said.out
    for one in waits:
        number = next(word for word in reversed(one["path"]) if word[-1].isdigit())
        alone = run("--db", demo, "witness", number, "--as-of", ON, "--json").body
        assert alone["awaits"]


def test_the_witness_for_people_names_the_part_and_the_law(run: Run, demo: str) -> None:
    said = run("--db", demo, "witness", "LAMP-100", "--as-of", ON)
    assert "fewest parts to replace: 1\n  LAMP-100 › CABLE-401 › Sheath\n" in said.out
    assert "(eu-rohs)" in said.out


def test_a_swap_tells_the_difference_and_both_sides_are_what_check_says(
    run: Run, store: str, demo_file: Path, tmp_path: Path
) -> None:
    (tmp_path / "own.db").write_bytes(demo_file.read_bytes())
    on = ("--as-of", ON, "--json")
    usages = HEAD + "LAMP-X,,{},,2,each,\nLAMP-X,,LENS-220,,1,each,\n"
    (tmp_path / "usages.csv").write_text(usages.format("TERMINAL-310"), encoding="utf-8")
    assert run("--db", store, "bom", "load", tmp_path / "usages.csv").code == 0
    swap = ("what-if", "LAMP-X", "--swap", "TERMINAL-310=CAP-320")
    told = run("--db", store, *swap, *on).body
    before = run("--db", store, "check", "LAMP-X", *on).body
    other = usages.format("CAP-320").replace("LAMP-X", "LAMP-Y")
    (tmp_path / "usages.csv").write_text(other, encoding="utf-8")
    assert run("--db", store, "bom", "load", tmp_path / "usages.csv").code == 0
    after = run("--db", store, "check", "LAMP-Y", *on).body
    assert told["swap"] == {"old": "TERMINAL-310", "new": "CAP-320", "replaced": 1}
    assert told["status"] == {"before": before["status"], "after": after["status"]}
    assert told["coverage"] == {"before": before["coverage"], "after": after["coverage"]}

    def lines(body: dict[str, list[dict[str, object]]], name: str) -> list[dict[str, object]]:
        return [one | {"path": one["path"][1:]} for one in body[name]]  # type: ignore[index]

    for name in ("cases", "duties", "gaps"):
        kept = [one for one in lines(before, name) if one not in lines(told[name], "goes")]
        come = lines(told[name], "comes")
        assert len(kept) + len(come) == len(after[name])
        assert all(one in lines(after, name) for one in [*kept, *come])
    assert told["cases"]["goes"]


def test_a_part_in_its_own_place_changes_nothing(run: Run, demo: str) -> None:
    said = run(
        "--db", demo, "what-if", "LAMP-100", "--swap", "LED-330=LED-330", "--as-of", ON, "--json"
    )
    told = said.body
    assert told["lists"] == []
    for name in ("cases", "duties", "gaps", "conflicts"):
        assert told[name] == {"goes": [], "comes": []}


def test_a_better_cable_ends_the_red_of_the_lamp(run: Run, demo: str) -> None:
    swap = ("what-if", "LAMP-100", "--swap", "CABLE-401=LENS-220", "--as-of", ON)
    said = run("--db", demo, *swap)
    assert (said.code, "NOT COMPLIANT → " in said.out) == (0, True)
    assert "  - exceeded: " in said.out


def test_asking_stores_nothing(run: Run, demo: str, demo_file: Path) -> None:
    before = hashlib.sha256(demo_file.read_bytes()).hexdigest()
    assert run("--db", demo, "what-if", "LAMP-100", "--swap", "LED-330=CAP-320").code == 0
    assert run("--db", demo, "witness", "LAMP-100").code == 0
    assert hashlib.sha256(demo_file.read_bytes()).hexdigest() == before
    assert not list(demo_file.parent.glob("*-wal"))


@pytest.mark.parametrize(
    ("swap", "code", "error"),
    [
        ("BASE-200=LAMP-100", 4, "impossible-swap"),
        ("NOT-IN-IT=LED-330", 4, "impossible-swap"),
        ("LAMP-100=LED-330", 4, "impossible-swap"),
        ("LED-330=NOBODY-KNOWS-IT", 4, "unknown-part"),
        ("LED-330", 2, "wrong-usage"),
        ("=LED-330", 2, "wrong-usage"),
    ],
)
def test_a_swap_that_cannot_be_is_refused(
    run: Run, demo: str, swap: str, code: int, error: str
) -> None:
    said = run("--db", demo, "what-if", "LAMP-100", "--swap", swap, "--json")
    assert (said.code, said.error["code"]) == (code, error)
