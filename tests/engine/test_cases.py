"""What a case shows: both ends of its share, what it rests on, and where that was declared."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from engine.arrays import Amount, BomArrays
from engine.compile import compile_rules
from engine.evaluate import evaluate
from engine.evidence import Answer, Evidence
from engine.judge import Question, judge
from engine.outcomes import Outcome
from engine.product import product_of
from engine.rules import RuleSet
from engine.sources import Stated
from engine.verdict import Case, PartVerdict
from regulations.model import Effect, Level, Trust
from tests.strategies import Draft, RowDraft, UsageDraft
from tests.toy_law import (
    AS_OF,
    EXEMPTIONS,
    LEAD,
    MERCURY,
    OXIDE,
    SUBSTANCES,
    entry,
    member,
    toy_catalog,
    toy_rules,
)

from .test_scope_and_limits import ARTICLE, MATERIAL, row

RULES = toy_rules()
NOBODY_CAN_CHECK = [name for _, name in EXEMPTIONS].index("nobody-can-check")
PB = ("toy-law", "lead")
BASE = replace(MATERIAL, is_article=True, mass=None)


def two_materials(*rows: RowDraft) -> tuple[BomArrays, list[int]]:
    usages = [UsageDraft(0, 1), UsageDraft(0, 2)]
    bom, new = Draft([ARTICLE, MATERIAL, MATERIAL], usages, list(rows)).arrays()
    return bom, new.tolist()


def asked(bom: BomArrays, question: Question, rules: RuleSet = RULES) -> PartVerdict:
    """The verdict on the last node, which is the product."""
    root = len(bom.nodes) - 1
    labels = ["", *(f"n{node}" for node in range(1, root)), "p"]
    return judge(evaluate(bom, rules), product_of(bom, root, labels), question)


def lead_cases(found: PartVerdict) -> list[Case]:
    return [one for one in found.cases if (one.list_id, one.entry.id) == PB and one.trace]


def test_each_fact_is_shown_where_it_was_declared_and_nothing_where_nobody_knows() -> None:
    bom, new = two_materials(row(1, LEAD, "0.5"), row(2, OXIDE, "0.1"), row(2, LEAD, "0.2"))
    oxide, metal = (Stated("d", f"/row[{n}]", n, "", "") for n in (1, 2))
    question = Question(explain=True, sources={new[2]: (oxide, metal)})
    assert [one.stated for one in lead_cases(asked(bom, question))] == [(None,), (oxide, metal)]


def test_a_range_is_shown_with_both_of_its_ends() -> None:
    bom, _ = two_materials(row(1, LEAD, "0.0005", "0.002"))
    (found,) = lead_cases(asked(bom, Question(explain=True)))
    assert (found.low, found.high) == (Fraction("0.0005"), Fraction("0.002"))


def test_a_case_that_rests_on_an_answer_is_not_trusted_more_than_an_answer() -> None:
    toy = toy_catalog()
    law = toy.lists[PB[0]]
    sure = tuple(
        replace(
            one,
            source=replace(one.source, trust=Trust.A),
            thresholds=tuple(replace(limit, trust=Trust.A) for limit in one.thresholds),
        )
        for one in law.entries
    )
    catalog = toy.with_lists({**toy.lists, law.id: replace(law, entries=sure)})
    bom, new = two_materials()
    answered = replace(bom, answers=(Answer(new[0], PB, has_composition=False),))
    rules = compile_rules(catalog, [law.id], as_of=AS_OF)
    assert [one.trust for one in asked(answered, Question(), rules).cases] == [Trust.D]


@pytest.mark.parametrize("told", [("0.002", "0.003"), ("0.003", "0.002")])
def test_of_two_findings_at_one_place_the_duty_names_the_greater(told: tuple[str, str]) -> None:
    # Base material without a word of its own stands at the path of the article that it is in.
    rows = [row(1, OXIDE, told[0]), row(2, OXIDE, told[1])]
    usages = [UsageDraft(0, 1), UsageDraft(0, 2)]
    nodes = [replace(ARTICLE, mass=MATERIAL.mass), replace(BASE, mass=Fraction(1)), MATERIAL]
    bom, new = Draft(nodes, usages, rows).arrays()
    product = product_of(bom, int(new[0]), ["", "", "p"])
    found = judge(evaluate(bom, RULES), product, Question())
    shares = [one.low for one in found.cases if one.entry.id == "oxide" and one.low]
    assert len(set(shares)) == 2
    assert {one.share for one in found.duties if one.entry == "oxide"} == {max(shares)}


def test_a_finding_of_unknown_share_hides_no_other_at_its_place() -> None:
    toy, name = toy_catalog(), "toy-duties"
    law = entry(
        name, "hg", Effect.DECLARE, Level.ARTICLE, "0.001", member(MERCURY), intentional=True
    )
    duties = toy.with_lists({**toy.lists, name: replace(toy.lists[name], entries=(law,))})
    rules = compile_rules(duties, [name], as_of=AS_OF)
    rows = [
        row(1, MERCURY, "0.002", intentional=1),
        row(2, MERCURY, None, amount=Amount.UNKNOWN, intentional=1),
    ]
    usages = [UsageDraft(0, 1), UsageDraft(0, 2)]
    nodes = [ARTICLE, BASE, replace(MATERIAL, mass=None)]
    bom, new = Draft(nodes, usages, rows).arrays()
    product = product_of(bom, int(new[0]), ["", "", "p"])
    found = judge(evaluate(bom, rules), product, Question())
    assert [one.low for one in found.cases] == [Fraction("0.002"), None]
    assert {one.share for one in found.duties} == {Fraction("0.002")}


@pytest.mark.parametrize(
    ("evidence", "reason"),
    [
        (Evidence(told="chemSHERPA list 2"), "chemSHERPA list 2"),
        (Evidence(), "the declaration names no list"),
        (Evidence(told="answers", above=frozenset({PB})), "answers; known are 1 of 5 entries"),
    ],
    ids=["a scheme", "nothing named", "an answer above alone"],
)
def test_a_gap_says_what_was_declared_and_how_much_of_the_list_that_settles(
    evidence: Evidence, reason: str
) -> None:
    bom, _ = Draft([ARTICLE], evidences=(evidence,)).arrays()
    gaps = [one for one in asked(bom, Question()).gaps if one.list_id == PB[0]]
    assert [one.reason for one in gaps] == [reason]


def test_what_a_conflict_tells_is_rounded_to_six_digits() -> None:
    evidence = Evidence(full_material=True, below=((PB, "lead below"),))
    draft = Draft([ARTICLE, MATERIAL], [UsageDraft(0, 1)], [row(1, LEAD, "0.0123456789")])
    draft.evidences = (evidence,)
    bom, _ = draft.arrays()
    (conflict,) = asked(bom, Question()).conflicts
    assert conflict.computed == "12345.7 ppm in p, limit 1000 ppm"


def test_the_place_of_a_conflict_is_the_first_of_the_worst() -> None:
    evidence = Evidence(full_material=True, below=((PB, "lead below"),))
    part = replace(ARTICLE, is_boundary=True)
    usages = [UsageDraft(0, 1), UsageDraft(0, 2)]
    rows = [row(1, LEAD, "0.02"), row(2, LEAD, "0.03")]
    draft = Draft([part, MATERIAL, MATERIAL], usages, rows, (evidence,), SUBSTANCES)
    bom, new = draft.arrays()
    (denied,) = evaluate(bom, RULES).denials
    assert evaluate(bom, RULES).line.cells.node[denied.cell] == new[1]


@pytest.mark.parametrize(
    ("told", "outcome"),
    [
        (row(1, LEAD, "0.0005", "0.002", claims=(0,)), Outcome.EXEMPT),
        (row(1, LEAD, "0.02", claims=(NOBODY_CAN_CHECK,)), Outcome.POSSIBLE),
        (row(1, LEAD, "0.02", claims=(0,)), Outcome.EXEMPT),
    ],
    ids=["excused though it may be below", "above and maybe excused", "above and excused"],
)
def test_below_is_contradicted_where_both_the_content_and_the_outcome_are_settled(
    told: RowDraft, outcome: Outcome
) -> None:
    evidence = Evidence(full_material=True, below=((PB, "lead below"),))
    draft = Draft([ARTICLE, MATERIAL], [UsageDraft(0, 1)], [told], (evidence,), SUBSTANCES)
    bom, _ = draft.arrays()
    found = evaluate(bom, RULES)
    assert found.outcomes[0] == outcome
    is_settled = told.low == told.high and outcome is Outcome.EXEMPT
    assert bool(found.denials) is is_settled
