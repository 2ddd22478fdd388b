"""AI-3 to AI-8: what a declaration of an article comes to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from engine.evaluate import evaluate
from engine.evidence import Answer, Evidence
from engine.judge import Question, judge
from engine.outcomes import Outcome, Status
from engine.product import product_of
from engine.verdict import PartVerdict
from tests.judging import SVHC, judged, mass, structure
from tests.written_catalog import catalog_of
from tests.written_law import entry

AS_OF = date(2024, 1, 1)
LEAD, OXIDE, DEHP, DECA = "7439-92-1", "1317-36-8", "117-81-7", "1163-19-5"


def part(*materials: dict[str, Any], grams: str) -> dict[str, Any]:
    return {"part_number": "p", "mass": mass(f"{grams} g"), "materials": list(materials)}


def material(name: str, grams: str, *rows: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": name, "mass": mass(f"{grams} g"), "substances": list(rows)} | more


@pytest.mark.parametrize(("base", "path", "ppm"), [(True, ("p", "m"), 2000), (False, ("p",), 500)])
def test_ai3_base_material_is_divided_by_itself_and_any_other_by_the_part(
    base: bool, path: tuple[str, ...], ppm: int
) -> None:
    rows = material("m", "1", {"cas": LEAD, "percent": "0.2"}, is_article=base)
    example = judged(structure(part(rows, material("rest", "3"), grams="4")), AS_OF, [SVHC],
                     explain=True)  # fmt: skip
    found = [(c.path, c.low) for c in example.verdict.cases if c.trace is not None]
    assert found == [(path, Fraction(ppm, 10**6))]


def test_ai4_a_laminate_is_divided_as_one_and_neither_its_glass_nor_its_resin_alone() -> None:
    law = entry("board", "restrict", "laminate", "0.0009", DECA)
    catalog = catalog_of({"company-prohibited": (law,)})
    resin = material("resin", "4", {"cas": DECA, "ppm": "2000"})
    laminate = {"part_number": "laminate", "context": ["laminate"],
                "materials": [material("glass", "6"), resin]}  # fmt: skip
    tree = structure({"part_number": "board", "parts": [{"part": laminate}]})
    example = judged(tree, date(2024, 6, 1), ["company-prohibited"], catalog=catalog, explain=True)
    (case,) = [one for one in example.verdict.cases if one.trace is not None]
    assert (case.path, case.low) == (("board", "laminate"), Fraction(800, 10**6))
    assert case.outcome is Outcome.BELOW
    laminate.pop("context")
    untold = judged(tree, date(2024, 6, 1), ["company-prohibited"], catalog=catalog)
    assert untold.outcomes() == ["possible"]


@pytest.mark.parametrize(
    ("ppm", "lead", "rohs", "duty"),
    [
        ("1000", "below", Status.COMPLIANT, False),
        ("1050", "below", Status.COMPLIANT, True),
        ("1077", "below", Status.COMPLIANT, True),
        ("1078", "exceeded", Status.NON_COMPLIANT, True),
    ],
)
def test_ai5_lead_counts_as_the_element_for_rohs_and_as_the_oxide_for_the_duty(
    ppm: str, lead: str, rohs: Status, duty: bool
) -> None:
    tree = structure({"part_number": "p", "mass": mass("1 g"),
                      "substances": [{"cas": OXIDE, "ppm": ppm}]})  # fmt: skip
    example = judged(tree, AS_OF, ["eu-rohs", SVHC], explain=True)
    assert example.outcomes("lead") == [lead]
    assert example.status("p", "eu-rohs") is rohs
    assert (OXIDE in example.duties("reach_art33", "p")) is duty


def test_ai5_half_of_its_article_breaks_rohs_and_is_no_duty() -> None:
    oxide = material("m", "1", {"cas": OXIDE, "ppm": "1100"})
    tree = structure(part(oxide, material("rest", "1"), grams="2"))
    example = judged(tree, AS_OF, ["eu-rohs", SVHC])
    assert example.status("p", "eu-rohs") is Status.NON_COMPLIANT
    assert not example.duties("reach_art33", "p")


def answered(percent: str, *, above: bool = False, certified: bool = False) -> PartVerdict:
    """A part of some DEHP, with an answer of its supplier about it or a certificate."""
    tree = structure({"part_number": "p", "mass": mass("1 g"),
                      "substances": [{"cas": DEHP, "percent": percent}]})  # fmt: skip
    example = judged(tree, AS_OF, ["eu-rohs"])
    (law,) = [one for one in example.evaluation.line.rules.entries if "DEHP" in one.name]
    name, bom = (law.list_id, law.id), example.structure.arrays
    told = "certificate T-1" if certified else "answered"
    if above:
        source = "certificate" if certified else "answer"
        root = example.structure.root
        bom = replace(bom, answers=(Answer(root, name, told=f"{told} above", source=source),))
    else:
        certain = frozenset({name}) if certified else frozenset()
        says = Evidence(True, told="all", below=((name, f"{told} below"),), certified=certain)
        bom = replace(bom, evidences=(says,))
    product = product_of(bom, example.structure.root, example.structure.labels)
    return judge(evaluate(bom, example.evaluation.line.rules), product, Question())


@pytest.mark.parametrize("certified", [False, True], ids=["answer", "certificate"])
def test_ai6_not_contained_against_a_composition_that_exceeds_is_a_conflict_and_fails(
    certified: bool,
) -> None:
    found = answered("0.2", certified=certified)
    (conflict,) = found.conflicts
    assert found.status is Status.NON_COMPLIANT
    assert (conflict.worse, conflict.source) == (
        Outcome.EXCEEDED,
        "certificate" if certified else "answer",
    )


@pytest.mark.parametrize("certified", [False, True], ids=["answer", "certificate"])
def test_ai6_contained_against_a_clean_composition_is_a_conflict_and_never_compliant(
    certified: bool,
) -> None:
    found = answered("0.01", above=True, certified=certified)
    assert found.conflicts
    assert found.status in {Status.UNKNOWN, Status.NON_COMPLIANT}


@pytest.mark.parametrize(
    ("claim", "percent", "day", "category", "reason"),
    [
        ("6(c)", "3", date(2027, 7, 1), None, "it expired on 2027-06-30"),
        ("6(c)", "4.1", AS_OF, None, "it allows up to 40000 ppm"),
        ("34", "3", AS_OF, "8", "it expired on 2021-07-21"),
        ("34", "3", date(2024, 7, 22), "9-industrial", "it expired on 2024-07-21"),
        ("nobody", "3", AS_OF, None, "no exemption of that number is known"),
    ],
)
def test_ai7_a_claim_that_does_not_hold_is_invalid_and_says_why(
    claim: str, percent: str, day: date, category: str | None, reason: str
) -> None:
    row = {"cas": LEAD, "percent": percent, "exemption": claim}
    tree = structure({"part_number": "p", "mass": mass("1 g"), "substances": [row]})
    example = judged(tree, day, ["eu-rohs"], category)
    (case,) = [one for one in example.verdict.cases if one.entry.id == "lead"]
    assert case.outcome is Outcome.EXEMPTION_INVALID
    assert case.ruling is not None
    assert case.ruling.reason == reason


def test_ai7_the_same_claim_holds_for_a_category_in_which_it_has_not_yet_expired() -> None:
    row = {"cas": LEAD, "percent": "3", "exemption": "34"}
    tree = structure({"part_number": "p", "mass": mass("1 g"), "substances": [row]})
    assert judged(tree, AS_OF, ["eu-rohs"], "9-industrial").outcomes("lead") == ["exempt"]


def test_ai7_a_claim_of_annex_iv_that_nobody_can_check_is_neither_red_nor_green() -> None:
    row = {"cas": LEAD, "percent": "3", "exemption": "31"}
    tree = structure({"part_number": "p", "mass": mass("1 g"), "substances": [row]})
    example = judged(tree, AS_OF, ["eu-rohs"], "8")
    assert example.outcomes("lead") == ["exemption_invalid"]  # no number of Annex III
    bom = replace(example.structure.arrays, exemptions=(("eu-rohs-annex-iv", "31"),))
    found = judge(evaluate(bom, example.evaluation.line.rules), example.product, Question())
    (case,) = [one for one in found.cases if one.entry.id == "lead"]
    assert (case.outcome, found.status) == (Outcome.POSSIBLE, Status.UNKNOWN)
    assert "without rows" in case.reason


def test_ai7_a_claim_for_lead_excuses_no_cadmium() -> None:
    row = {"cas": "7440-43-9", "percent": "1", "exemption": "6(c)"}
    tree = structure({"part_number": "p", "mass": mass("1 g"), "substances": [row]})
    (case,) = judged(tree, AS_OF, ["eu-rohs"]).verdict.cases
    assert case.ruling is not None
    assert (case.outcome, case.ruling.reason) == (
        Outcome.EXEMPTION_INVALID,
        "it is for another substance",
    )


def test_ai8_a_later_entry_opens_the_declarations_made_before_it_and_no_full_one() -> None:
    old = entry("old", "declare", "article", "0.001", DEHP)
    new = entry("new", "declare", "article", "0.001", LEAD, included=date(2024, 1, 1))
    catalog = catalog_of({SVHC: (old, new)})
    made = {"lists": [{"list": SVHC, "version": "1"}]}
    speaks = [made, made | {"full_material_declaration": True}, None,
              {"lists": [{"list": SVHC, "version": "2"}]}]  # fmt: skip
    parts = [{"part": {"part_number": f"p{n}", "substances": []} | ({"declared": s} if s else {})}
             for n, s in enumerate(speaks)]  # fmt: skip
    tree = structure({"part_number": "top", "parts": parts}, full=False)

    def open_entries(day: date) -> dict[str, int]:
        found = judged(tree, day, [SVHC], catalog=catalog)
        gaps = [gap for gap in found.verdict.gaps if gap.outcome == "not_covered"]
        return {gap.path[-1]: gap.entries for gap in gaps}

    before, after = open_entries(date(2023, 12, 31)), open_entries(date(2024, 1, 1))
    newly = {f"p{n}" for n, s in enumerate(speaks) if s == made}
    assert after.keys() - before.keys() == newly == {"p0"}
    # Of the newly open part the new entry alone; p2 names no list, so nothing was ever covered.
    assert (before, after) == ({"p2": 1}, {"p0": 1, "p2": 2})
