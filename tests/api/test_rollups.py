"""Rollups: exact totals, shares, elements, and null where a mass is missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from .conftest import Run
from .said import FULL, ON, structure, thing

Rolled = Callable[[Mapping[str, Any]], Any]
LEAD, OXIDE, COPPER = "7439-92-1", "1317-36-8", "7440-50-8"


def _milligrams(value: str) -> dict[str, str]:
    return {"value": value, "unit": "mg"}


SWITCH: Mapping[str, Any] = {
    "part_number": "KLM7890",
    "name": "Switch",
    "mass": _milligrams("286"),
    "parts": [
        {
            "quantity": "1",
            "part": {
                "part_number": "Terminal",
                "mass": _milligrams("100"),
                "materials": [
                    {
                        "id": "Copper alloys",
                        "mass": _milligrams("77.63"),
                        "is_article": True,
                        "substances": [
                            {"cas": LEAD, "name": "Lead", "percent": "2", "exemption": "6(c)"},
                            {"cas": COPPER, "name": "Copper", "percent": "60"},
                        ],
                    },
                    {"id": "Plating", "mass": _milligrams("22.37"), "substances": []},
                ],
            },
        },
        {
            "quantity": "2",
            "part": {
                "part_number": "Housing",
                "mass": _milligrams("93"),
                "substances": [{"cas": OXIDE, "name": "Lead monoxide", "ppm": "700"}],
            },
        },
    ],
}
OXIDE_FACTOR = Fraction("207.2") / (Fraction("207.2") + Fraction("15.999"))


@pytest.fixture
def rolled(run: Run, tmp_path: Path) -> Rolled:
    def asked(part: Mapping[str, Any]) -> Any:
        file = tmp_path / "structure.json"
        file.write_text(structure(part, **FULL), encoding="utf-8")
        said = run("rollup", "--structure", file, "--as-of", "2026-07-01", "--json")
        assert said.code == 0
        return said.body

    return asked


def _by_id(body: Mapping[str, Any]) -> dict[str, Any]:
    return {one["id"]: one for one in body["substances"]}


def test_the_switch_gives_the_numbers_of_the_contract(rolled: Rolled) -> None:
    body = rolled(SWITCH)
    assert body.keys() >= {"part", "mass_mg", "substances", "elements", "undeclared_mass_mg"}
    assert body["part"]["part_number"] == "KLM7890"
    assert body["mass_mg"] == "286"
    lead = _by_id(body)[LEAD]
    assert lead["lists"] == [
        "company-controlled", "company-prohibited", "eu-reach-candidate-list", "eu-rohs",
    ]  # fmt: skip
    del lead["lists"]
    assert lead == {
        "id": LEAD, "id_type": "cas", "name": "Lead", "mass_mg": "1.5526",
        "ppm_of_product": "5428.67132867",
        "locations": [
            {
                "path": ["KLM7890", "Terminal", "Copper alloys"], "count": "1",
                "mass_mg": "1.5526", "ppm_of_material": "20000", "ppm_of_article": "20000",
            }
        ],
    }  # fmt: skip
    assert body["hash"].startswith("sha256:")


def test_every_unit_counts_and_totals_are_exact(rolled: Rolled) -> None:
    body = rolled(SWITCH)
    oxide = _by_id(body)[OXIDE]
    assert oxide["mass_mg"] == "0.1302"
    (place,) = oxide["locations"]
    assert (place["count"], place["path"]) == ("2", ["KLM7890", "Housing"])
    assert _by_id(body)[COPPER]["mass_mg"] == "46.578"
    named = sum(Decimal(one["mass_mg"]) for one in body["substances"])
    assert Decimal(body["undeclared_mass_mg"]) == Decimal(286) - named


def test_shares_have_at_most_twelve_significant_digits(rolled: Rolled) -> None:
    for one in rolled(SWITCH)["substances"]:
        digits = one["ppm_of_product"].replace(".", "").lstrip("0")
        assert len(digits) <= 12
        exact = Fraction(one["mass_mg"]) / 286 * 10**6
        assert abs(Fraction(one["ppm_of_product"]) / exact - 1) < Fraction(1, 10**11)


def test_an_element_sums_its_compounds_by_their_share_of_it(rolled: Rolled) -> None:
    (lead,) = rolled(SWITCH)["elements"]
    assert (lead["id"], lead["id_type"]) == ("Pb", "element")
    expected = Fraction("1.5526") + Fraction("0.1302") * OXIDE_FACTOR
    assert abs(Fraction(lead["mass_mg"]) / expected - 1) < Fraction(1, 10**5)
    assert [place["path"][1] for place in lead["locations"]] == ["Terminal", "Housing"]
    assert lead["locations"][0]["ppm_of_material"] == "20000"


def test_where_a_mass_is_missing_totals_are_null_and_shares_of_the_material_stand(
    rolled: Rolled,
) -> None:
    body = rolled({"part_number": "p", "substances": [{"cas": LEAD, "percent": "2"}]})
    (lead,) = body["substances"]
    assert (body["mass_mg"], body["undeclared_mass_mg"]) == (None, None)
    assert (lead["mass_mg"], lead["ppm_of_product"]) == (None, None)
    assert lead["locations"][0]["ppm_of_material"] == "20000"
    assert lead["locations"][0]["mass_mg"] is None


def test_a_mass_counts_in_a_material_that_nobody_weighed_and_in_its_article(
    rolled: Rolled,
) -> None:
    solder = {"id": "solder", "substances": [{"cas": LEAD, "mass": _milligrams("2")}]}
    joint = {"part_number": "joint", "mass": _milligrams("100"), "materials": [solder]}
    body = rolled({"part_number": "p", "parts": [{"quantity": "3", "part": joint}]})
    (lead,) = body["substances"]
    (place,) = lead["locations"]
    assert (lead["mass_mg"], place["mass_mg"], body["undeclared_mass_mg"]) == ("6", "6", "294")
    assert (place["ppm_of_material"], place["ppm_of_article"]) == (None, "20000")
    (element,) = body["elements"]
    assert (element["mass_mg"], element["locations"][0]["ppm_of_article"]) == ("6", "20000")


def test_an_unknown_amount_is_null_and_not_zero(rolled: Rolled) -> None:
    (lead,) = rolled(thing({"cas": LEAD}))["substances"]
    assert (lead["mass_mg"], lead["locations"][0]["ppm_of_material"]) == (None, None)


def test_the_upper_end_of_a_range_counts(rolled: Rolled) -> None:
    ranged = thing({"cas": LEAD, "percent": {"min": "1", "max": "3"}})
    assert rolled(ranged)["substances"][0]["mass_mg"] == "30"


def test_masses_far_below_a_nanogram_stay_exact(rolled: Rolled) -> None:
    small = thing({"cas": LEAD, "ppm": "0.0000001"}, mass={"value": "0.003", "unit": "ng"})
    body = rolled({"part_number": "many", "parts": [{"quantity": "7", "part": small}]})
    assert Decimal(body["substances"][0]["mass_mg"]) == Decimal("2.1E-21")


def test_thirds_do_not_lose_a_digit_of_the_total(rolled: Rolled) -> None:
    one = thing({"cas": LEAD, "mass": _milligrams("1")}, mass=_milligrams("3"))
    body = rolled({"part_number": "many", "parts": [{"quantity": "3", "part": one}]})
    assert (body["mass_mg"], body["substances"][0]["mass_mg"]) == ("9", "3")
    assert body["substances"][0]["ppm_of_product"] == "333333.333333"


def test_the_demo_product_weighs_what_its_parts_weigh(run: Run, demo: str) -> None:
    body = run("--db", demo, "rollup", "BASE-200", "--as-of", ON, "--json").body
    assert body["mass_mg"] == "101600"
    lead = _by_id(run("--db", demo, "rollup", "DRIVER-300", "--as-of", ON, "--json").body)[LEAD]
    (place,) = lead["locations"]
    assert (place["count"], place["mass_mg"]) == ("3", "180")


def test_a_product_with_a_part_nobody_declared_has_no_mass(run: Run, demo: str) -> None:
    body = run("--db", demo, "rollup", "LAMP-100", "--as-of", ON, "--json").body
    assert body["mass_mg"] is None
    assert _by_id(body)[LEAD]["mass_mg"] == "180"
