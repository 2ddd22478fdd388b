"""Answers of suppliers held against what their composition comes to."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from engine.arrays import Kind
from engine.evaluate import evaluate
from engine.evidence import Answer
from engine.judge import Question, judge
from engine.outcomes import Outcome, Status
from engine.product import product_of
from engine.verdict import PartVerdict
from tests.strategies import Draft, NodeDraft, RowDraft, UsageDraft
from tests.toy_law import EX, LEAD, OXIDE, SUBSTANCES, UNREAD, toy_rules

RULES = toy_rules()
PB, DUTY, CONTROL = ("toy-law", "lead"), ("toy-duties", "oxide"), ("toy-company", "cd")


def verdict(answer: Answer, lead: str | None = None, oxide: str | None = None) -> PartVerdict:
    """A declared part with one material, and what its supplier answered."""
    part = NodeDraft(Kind.PART, is_article=True, evidence=0, is_unit=True, is_boundary=True)
    rows = [
        RowDraft(1, SUBSTANCES.index(substance), Fraction(share), Fraction(share))
        for substance, share in ((LEAD, lead), (OXIDE, oxide))
        if share is not None
    ]
    bom, new = Draft(
        [part, NodeDraft(Kind.MATERIAL, evidence=0)], [UsageDraft(0, 1)], rows
    ).arrays()
    bom = replace(bom, answers=(replace(answer, node=int(new[0])),))
    product = product_of(bom, int(new[0]), ["m", "p"])
    return judge(evaluate(bom, RULES), product, Question())


def status(found: PartVerdict, list_id: str) -> Status:
    return next(one.status for one in found.lists if one.list_id == list_id)


def test_an_answer_that_the_composition_bears_out_adds_nothing() -> None:
    found = verdict(Answer(0, PB), lead="0.5")
    assert found.conflicts == ()
    assert [case.basis for case in found.cases if case.list_id == "toy-law"] == ["composition"]


def test_an_answer_above_without_anything_in_the_composition_is_a_conflict_and_counts() -> None:
    found = verdict(Answer(0, PB, told="lead above"), lead="0.0001")
    (conflict,) = found.conflicts
    assert (conflict.entry, conflict.worse) == ("lead", Outcome.EXCEEDED)
    assert status(found, "toy-law") is Status.NON_COMPLIANT
    assert [case.outcome for case in found.cases] == [Outcome.CONFLICT]


def test_an_answer_without_a_composition_stands_alone_and_contradicts_nothing() -> None:
    found = verdict(Answer(0, PB, has_composition=False))
    assert found.conflicts == ()
    assert [(case.basis, case.outcome) for case in found.cases] == [("answer", Outcome.EXCEEDED)]


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (Answer(0, PB, exemptions=((EX, "any"),)), Outcome.EXEMPT),
        (Answer(0, PB, exemptions=((EX, "ended"),)), Outcome.EXEMPTION_INVALID),
        (Answer(0, PB, exemptions=((UNREAD, "of whom?"),)), Outcome.POSSIBLE),
        (Answer(0, PB, exemptions=(("elsewhere", "any"),)), Outcome.EXCEEDED),
        (Answer(0, PB, has_same_limit=False), Outcome.POSSIBLE),
        (Answer(0, DUTY), Outcome.DECLARE),
        (Answer(0, CONTROL), Outcome.CONTROLLED),
    ],
)
def test_an_answer_comes_to_what_its_entry_and_its_claims_say(
    answer: Answer, outcome: Outcome
) -> None:
    found = verdict(replace(answer, has_composition=False))
    assert [case.outcome for case in found.cases] == [outcome]


def test_an_answer_about_another_entry_is_not_borne_out_by_this_one() -> None:
    found = verdict(Answer(0, DUTY), lead="0.5")
    assert [conflict.entry for conflict in found.conflicts] == ["oxide"]
    assert verdict(Answer(0, DUTY), oxide="0.5").conflicts == ()


def test_an_answer_about_an_entry_that_is_not_judged_is_left_alone() -> None:
    found = verdict(Answer(0, ("another-list", "lead")))
    assert (found.cases, found.conflicts) == ((), ())
