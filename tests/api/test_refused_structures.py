"""Structure files that cannot be read faithfully: refused with code 4 and a JSON pointer."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from .conftest import Check, Run
from .said import EXAMPLE, grams

Tree = dict[str, Any]
WRONG = "invalid-structure-file"


def _resistor(tree: Tree) -> Tree:
    found: Tree = tree["part"]["parts"][0]["part"]
    return found


def _lead(tree: Tree) -> Tree:
    found: Tree = _resistor(tree)["materials"][0]["substances"][0]
    return found


def _weighs(value: object, unit: str = "g") -> Callable[[Tree], None]:
    return lambda tree: tree["part"].update(mass={"value": value, "unit": unit})


_R = "/part/parts/0/part"
_LEAD = f"{_R}/materials/0/substances/0"
CHANGES: dict[str, tuple[Callable[[Tree], None], str, str]] = {
    "an unknown word at the top": (lambda t: t.update(parts=[]), "/parts", WRONG),
    "another format": (lambda t: t.update(format="chemgate-structure/9"), "/format", WRONG),
    "a misspelt group": (
        lambda t: _resistor(t)["materials"][0]["substances"][3].update(group="pbdex"),
        f"{_R}/materials/0/substances/3/group", "unknown-group",
    ),
    "a tonnage for no substance": (
        lambda t: t.update(annual_tonnes={"117-81-8": "1"}), "/annual_tonnes/117-81-8", WRONG,
    ),
    "no part": (lambda t: t.pop("part"), "/part", WRONG),
    "a misspelt word deep inside": (
        lambda t: _resistor(t).update(substanses=[]), f"{_R}/substanses", WRONG,
    ),
    "a misspelt amount": (lambda t: _lead(t).update(percnt="1"), f"{_LEAD}/percnt", WRONG),
    "an amount given twice": (lambda t: _lead(t).update(percent="1"), f"{_LEAD}/percent", WRONG),
    "a substance named twice": (lambda t: _lead(t).update(ec="231-100-4"), f"{_LEAD}/ec", WRONG),
    "a substance without a name": (
        lambda t: _resistor(t)["materials"][0]["substances"].insert(0, {"percent": "1"}),
        _LEAD, WRONG,
    ),
    "a range upside down": (
        lambda t: _lead(t).update(mass={"min": "2", "max": "1", "unit": "g"}),
        f"{_LEAD}/mass/min", WRONG,
    ),
    "a mass of zero": (_weighs("0"), "/part/mass", "mass-zero"),
    "a mass of zero with digits": (_weighs("0.000"), "/part/mass", "mass-zero"),
    "a mass of zero as a number": (_weighs(0), "/part/mass", "mass-zero"),
    "a negative mass": (_weighs("-1"), "/part/mass/value", "value-mass"),
    "a negative mass as a number": (_weighs(-1), "/part/mass/value", "value-mass"),
    "NaN as a text": (_weighs("NaN"), "/part/mass/value", "value-mass"),
    "NaN as a number": (_weighs(float("nan")), "/", "value-mass"),
    "Infinity as a number": (_weighs(float("inf")), "/", "value-mass"),
    "an exponent in a text": (_weighs("1e3"), "/part/mass/value", "value-mass"),
    "a comma": (_weighs("1,5"), "/part/mass/value", "value-mass"),
    "full-width digits": (_weighs("\uff11"), "/part/mass/value", "value-mass"),
    "too many digits": (_weighs("1" * 5000), "/part/mass/value", "value-mass"),
    "a unit nobody knows": (_weighs("1", "lb"), "/part/mass/unit", WRONG),
    "a mass without a unit": (lambda t: t["part"].update(mass="1 g"), "/part/mass", WRONG),
    "a flag that is a text": (
        lambda t: _resistor(t).update(is_article="yes"), f"{_R}/is_article", WRONG,
    ),
    "an EEE category that does not exist": (
        lambda t: t.update(eee_category=99), "/eee_category", WRONG,
    ),
    "a list version that does not exist": (
        lambda t: t.update(declared={"lists": [{"list": "eu-rohs", "version": "1"}]}),
        "/declared", WRONG,
    ),
    "a quantity of zero": (
        lambda t: t["part"]["parts"][0].update(quantity="0"), "/part/parts/0/quantity",
        "value-units",
    ),
    "substances beside parts": (
        lambda t: t["part"].update(substances=[]), "/part/substances", WRONG,
    ),
    "a part without a name": (
        lambda t: t.update(part={"mass": grams("1")}), "/part/part_number", WRONG,
    ),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_not_understood_is_refused_at_its_place(check: Check, change: str) -> None:
    altered, where, code = CHANGES[change]
    tree = json.loads(EXAMPLE)
    altered(tree)
    said = check(json.dumps(tree))
    assert said.code == 4
    assert (said.error["code"], said.error["where"]) == (code, where)
    assert said.error["message"]
    assert where in said.err


TEXTS = {
    "nothing": ("", "line 1 column 1", WRONG),
    "a list": ("[]", "/", WRONG),
    "a word twice in one object": ('{"format":"chemgate-structure/1","format":"x"}', "/", WRONG),
    "a hundred thousand brackets": ("[" * 100_000, "/", WRONG),
    "a text that is no Unicode": (
        '{"format":"chemgate-structure/1","part":{"part_number":"\\ud800"}}', "", "no-text",
    ),
}  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
def test_what_is_no_structure_is_refused_and_not_our_fault(check: Check, text: str) -> None:
    content, where, code = TEXTS[text]
    said = check(content)
    assert said.code == 4
    assert (said.error["code"], said.error["where"]) == (code, where)


def test_a_file_that_is_not_there_is_refused(run: Run) -> None:
    said = run("check", "--structure", "missing.json", "--json")
    assert (said.code, said.error["code"]) == (4, WRONG)
    rolled = run("rollup", "--structure", "missing.json", "--json")
    assert (rolled.code, rolled.error["code"]) == (4, WRONG)
