"""Which declaration speaks for which part, through the command line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from .conftest import Run
from .said import CABLE, LENS, ON, TERMINAL, Said, altered, table

Put = Callable[..., Said]
Load = Callable[[str], Said]
Ask = Callable[..., Said]


@pytest.fixture
def ask(run: Run, store: str) -> Ask:
    def asked(part: str, *options: str) -> Said:
        return run("--db", store, "check", part, "--as-of", ON, "--json", *options)

    return asked


@pytest.fixture
def rollup(run: Run, store: str) -> Callable[[str], Any]:
    def asked(part: str) -> Any:
        said = run("--db", store, "rollup", part, "--as-of", ON, "--json")
        assert said.code == 0, said
        return said.body

    return asked


def _leaded(file: str, percent: str, /, **attributes: str) -> str:
    """The terminal with another share of lead."""
    text = altered(file, **attributes)
    assert text.count('massPercent="2.5"') == 3
    return text.replace('massPercent="2.5"', f'massPercent="{percent}"')


def _share(body: Any) -> list[str]:
    return [case["ppm"] for case in body["cases"] if case["list"] == "eu-rohs"]


@pytest.mark.parametrize("newest_first", [True, False])
def test_the_newest_response_date_speaks_whichever_came_first(
    ask: Ask, put: Put, *, newest_first: bool
) -> None:
    old = _leaded(TERMINAL, "2.5", date="2024-03-01")
    new = _leaded(TERMINAL, "3", date="2024-09-01")
    for text in (new, old) if newest_first else (old, new):
        put(text)
    body = ask("TERMINAL-310").body
    assert _share(body) == ["30000"]
    assert [one["speaks"] for one in body["declarations"]] == [True, False]


def test_a_blank_revision_that_fits_several_gives_the_worst_and_says_so(ask: Ask, put: Put) -> None:
    put(_leaded(TERMINAL, "3", version="1"), _leaded(TERMINAL, "4.5", version="2"))
    said = ask("TERMINAL-310")
    assert (said.code, said.body["part"]["revision"]) == (1, "2")
    (gap,) = [gap for gap in said.body["gaps"] if gap["outcome"] == "ambiguous"]
    assert gap["path"] == ["TERMINAL-310"]
    assert "“1”" in gap["reason"]
    assert "“2”" in gap["reason"]


def test_a_given_revision_matches_only_itself(ask: Ask, put: Put) -> None:
    put(_leaded(TERMINAL, "3", version="1"), _leaded(TERMINAL, "4.5", version="2"))
    assert ask("TERMINAL-310", "--revision", "1").body["status"] == "compliant_with_exemption"
    assert ask("TERMINAL-310", "--revision", "2").code == 1
    assert ask("TERMINAL-310", "--revision", "3").error["code"] == "unknown-part"


def test_a_given_manufacturer_matches_only_itself(ask: Ask, put: Put) -> None:
    put(altered(TERMINAL))
    assert ask("TERMINAL-310", "--manufacturer", "Yumemizu Components Co., Ltd.").code == 0
    assert ask("TERMINAL-310", "--manufacturer", "Somebody Else").code == 4


def test_a_new_revision_inherits_nothing(ask: Ask, put: Put, load: Load) -> None:
    put(altered(LENS, version="1"))
    assert load(table("TOP,,LENS-220,2,1,each,")).code == 0
    body = ask("TOP").body
    assert (body["status"], body["coverage"]["by_part"]) == ("unknown", "0")


def test_a_usage_that_may_mean_several_takes_the_worst_and_names_them(
    ask: Ask, put: Put, load: Load
) -> None:
    put(_leaded(TERMINAL, "3", version="1"), _leaded(TERMINAL, "4.5", version="2"))
    assert load(table("TOP,,TERMINAL-310,,2,each,", "SURE,,TERMINAL-310,1,2,each,")).code == 0
    said = ask("TOP")
    assert said.code == 1
    (gap,) = [gap for gap in said.body["gaps"] if gap["outcome"] == "ambiguous"]
    assert gap["path"][0] == "TOP"
    assert ask("SURE").body["status"] == "compliant_with_exemption"


def test_the_number_by_which_we_asked_matches_too(ask: Ask, put: Put, load: Load) -> None:
    put(altered(LENS, requesterIdentifier="OUR-77"))
    assert ask("OUR-77").body["status"] == "compliant"
    assert load(table("TOP,,OUR-77,,1,each,")).code == 0
    assert ask("TOP").body["status"] == "compliant"


def test_names_that_differ_are_kept_apart_and_said(ask: Ask, put: Put) -> None:
    said = put(altered(LENS), altered(LENS, name="Another lens"))
    assert "same-number" in {notice["code"] for notice in said.body["notices"]}
    assert "ambiguous" in {gap["outcome"] for gap in ask("LENS-220").body["gaps"]}


@pytest.mark.parametrize(
    ("length", "milligrams"),
    [("180,cm", "82800"), ("1.8,m", "82800"), ("1800,mm", "82800"), ("0.1,cm", "46")],
)
def test_lengths_convert_exactly(
    rollup: Callable[[str], Any], put: Put, load: Load, length: str, milligrams: str
) -> None:
    put(altered(CABLE))
    assert load(table(f"TOP,,CABLE-401,,{length},")).code == 0
    assert rollup("TOP")["mass_mg"] == milligrams


@pytest.mark.parametrize("unit", ["each", "", "pcs", "kg", "m2", "l"])
def test_a_unit_of_another_dimension_is_refused_with_both_named(
    put: Put, load: Load, unit: str
) -> None:
    put(altered(CABLE))
    said = load(table(f"TOP,,CABLE-401,,2,{unit},"))
    assert said.code == 4
    (finding,) = said.body["findings"]
    assert (finding["code"], finding["row"]) == ("unit-mismatch", 2)
    assert "“m”" in finding["message"]
    used = {"": "each", "pcs": "each", "m2": "m^2"}.get(unit, unit)
    assert f"“{used}”" in finding["message"]
    assert said.body["refused_parents"] == [{"part_number": "TOP", "revision": ""}]


def test_a_unit_that_nobody_knows_is_refused(put: Put, load: Load) -> None:
    put(altered(CABLE))
    assert load(table("TOP,,CABLE-401,,2,furlong,")).code == 4


@pytest.mark.parametrize("declared_first", [True, False])
def test_a_part_with_our_structure_and_a_declaration_weighs_once_and_hides_nothing(
    run: Run, store: str, put: Put, load: Load, *, declared_first: bool
) -> None:
    own = _leaded(TERMINAL, "4.5", identifier="LENS-220", name="Diffuser lens")
    put(altered(LENS, identifier="SCREW", name="Screw"), *([own] if declared_first else []))
    assert load(table("LENS-220,,SCREW,,2,each,")).code == 0
    if not declared_first:
        put(own)
    asked = ("--db", store, "--json")
    assert run(*asked, "rollup", "LENS-220").body["mass_mg"] == "77000"
    said = run(*asked, "check", "LENS-220", "--as-of", ON)
    assert said.code == 1
    (case,) = [case for case in said.body["cases"] if case["list"] == "eu-rohs"]
    assert (case["outcome"], case["ppm"]) == ("exemption_invalid", "45000")


def test_what_was_known_then_is_answered_as_then(ask: Ask, put: Put) -> None:
    put(_leaded(TERMINAL, "2.5", date="2024-03-01"))
    before = ask("TERMINAL-310").body
    put(_leaded(TERMINAL, "4.5", date="2024-09-01"))
    assert ask("TERMINAL-310").code == 1
    then = ask("TERMINAL-310", "--known-at", before["known_at"]).body
    assert (then["status"], then["hash"]) == (before["status"], before["hash"])
