"""Our rollup against the official tool's own, on the training product of its authors.

The tool wrote one declaration for the whole lamp and one for each of its parts. Joined by a bill
of materials, the parts must give back what the tool says about the whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from api.services.rollups import rollup_of
from api.services.stores import import_declarations, load_bom, reading, upgraded
from api.services.verdicts import Ask, verdict_of
from chemsherpa import Declaration, read
from regulations.bridge import entries_of_dsl

USAGES = """parent,parent_revision,child,child_revision,quantity,unit
assembled,,Housing-1,,1,each
assembled,,Housing-2,,1,each
assembled,,Housing-3,,1,each
assembled,,Internal-housing,,1,each
assembled,,screw,,4,pcs
assembled,,KLM7890,,1,each
assembled,,HIJ4567,,15,cm
assembled,,LED-001,,2,each
assembled,,PWBOAD-001,,1,each
"""
ON = date(2024, 10, 1)  # between the tool's list (Candidate List of 2024-06-27) and the next one


@pytest.fixture(scope="module")
def store(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    folder = tmp_path_factory.mktemp("touch-light")
    url = f"sqlite:///{folder / 'store.db'}"
    upgraded(url)
    report = import_declarations(url, [shared / "samples" / "chemsherpa"], dry_run=False)
    assert report.counts["accepted"] == 18
    table = folder / "usages.csv"
    table.write_text(USAGES, encoding="utf-8")
    assert not load_bom(url, table).is_refused
    with reading(url) as session:
        yield session


@pytest.fixture(scope="module")
def whole(shared: Path) -> Declaration:
    file = shared / "samples" / "chemsherpa" / "SHAI_20241029165808_Touch_light_001.xml"
    document = read(file.read_bytes(), file.name).members[0].document
    assert document is not None
    return document


def masses(session: Session, part: str) -> dict[str, str]:
    body = rollup_of(session, part, as_of=ON)
    return {one["id"]: one["mass_mg"] for one in body["substances"]}


def case(body: dict[str, Any], list_id: str, substance: str) -> dict[str, Any]:
    found = [
        c
        for c in body["cases"]
        if c["list"] == list_id and any(s["id"] == substance for s in c["substances"])
    ]
    assert len(found) == 1
    return found[0]


def test_the_product_weighs_what_the_tool_says(store: Session, whole: Declaration) -> None:
    assert whole.mass is not None
    assert whole.mass.unit == "g"
    declared = Decimal(whole.mass.value) * 1000
    for part in ("assembled", "Touch_light"):
        assert Decimal(rollup_of(store, part, as_of=ON)["mass_mg"]) == declared


def test_every_substance_weighs_the_same_from_the_parts_and_from_the_whole(store: Session) -> None:
    assert masses(store, "assembled") == masses(store, "Touch_light")
    assert len(masses(store, "assembled")) == 7


def test_answers_above_threshold_carry_the_masses_that_we_compute(
    store: Session, whole: Declaration
) -> None:
    """Lead for RoHS and as SVHC, DEHP for RoHS: mass per lamp, and share of the level."""
    compared = 0
    for part in ("assembled", "Touch_light"):
        body = verdict_of(store, part, Ask(as_of=ON))
        rolled = masses(store, part)
        for answer in (a for a in whole.answers if a.above):
            for list_id, entry in entries_of_dsl(answer.entry):
                ours = next(
                    c for c in body["cases"] if c["list"] == list_id and c["entry"] == entry
                )
                substance = ours["substances"][0]["id"]
                assert answer.mass is not None
                assert answer.share is not None
                assert Decimal(rolled[substance]) == Decimal(answer.mass.value)
                assert Decimal(ours["ppm"]) / 10_000 == Decimal(answer.share.percent)
                compared += 1
    assert compared == 6


def test_nothing_is_above_for_us_that_the_tool_answers_as_below_but_the_wire(
    store: Session, whole: Declaration
) -> None:
    """The one known difference: DEHP as SVHC.

    The declarable list asks for DEHP per homogeneous material only (DSL 00038, for RoHS); it has
    no question at article level, so the tool cannot answer one. The wire is an article: 120 mg in
    6 800 mg of coated wire are 1.76 %, above 0.1 %, and Art. 33 asks to be told.
    """
    body = verdict_of(store, "assembled", Ask(as_of=ON))
    told = {
        target
        for answer in whole.answers
        if answer.above
        for target in entries_of_dsl(answer.entry)
    }
    ours = {
        (c["list"], c["entry"])
        for c in body["cases"]
        if c["list"] in ("eu-rohs", "eu-reach-candidate-list")
    }
    assert told <= ours
    (extra,) = ours - told
    wire = case(body, "eu-reach-candidate-list", "117-81-7")
    assert extra == ("eu-reach-candidate-list", wire["entry"])
    assert wire["outcome"] == "declare"
    assert wire["path"][-2:] == ["HIJ4567", "Core wire"]
    assert (wire["numerator_mg"], wire["denominator_mg"]) == ("120", "6800")
    assert {d["duty"] for d in body["duties"] if d["substance"] == "117-81-7"} == {
        "company_controlled",
        "reach_art33",
        "scip",
    }


def test_the_lamp_fails_rohs_for_the_wire_and_is_excused_for_the_terminal(store: Session) -> None:
    for part in ("assembled", "Touch_light"):
        body = verdict_of(store, part, Ask(as_of=ON))
        assert case(body, "eu-rohs", "117-81-7")["outcome"] == "exceeded"
        assert case(body, "eu-rohs", "7439-92-1")["outcome"] == "exempt"
        assert body["status"] == "non_compliant"
        assert body["coverage"] == {"by_part": "1", "by_mass": "1"}


def test_the_switch_is_excused_under_6c_and_has_its_duty_at_the_base_material(
    store: Session,
) -> None:
    body = verdict_of(store, "KLM7890", Ask(as_of=date(2024, 12, 1)))
    lead = case(body, "eu-rohs", "7439-92-1")
    assert lead["outcome"] == "exempt"
    assert lead["ppm"] == "20000"
    assert lead["path"] == ["KLM7890", "Terminal", "Copper alloys"]
    assert (lead["exemption"]["id"], lead["exemption"]["trust"]) == ("6(c)", "K")
    assert case(body, "company-prohibited", "7439-92-1")["outcome"] == "exempt"
    duty = next(d for d in body["duties"] if d["duty"] == "reach_art33")
    assert duty["path"] == ["KLM7890", "Terminal", "Copper alloys"]


@pytest.mark.parametrize(("day", "has_duty"), [("2018-06-26", False), ("2018-06-27", True)])
def test_lead_becomes_a_duty_on_the_day_it_joins_the_candidate_list(
    store: Session, day: str, has_duty: bool
) -> None:
    body = verdict_of(store, "KLM7890", Ask(as_of=date.fromisoformat(day)))
    assert any(d["duty"] == "reach_art33" for d in body["duties"]) is has_duty


def test_the_day_before_lead_joins_says_when_the_answer_changes(store: Session) -> None:
    body = verdict_of(store, "KLM7890", Ask(as_of=date(2018, 6, 26)))
    assert body["next_change"] == "2018-06-27"
    assert body["valid_until"] == "2018-06-26"
