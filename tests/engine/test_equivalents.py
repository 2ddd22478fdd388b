"""Several manufacturers for one place: the best and the worst case, and what heads the answer."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from engine.equivalents import Choice
from engine.evaluate import evaluate
from engine.judge import Question, judge
from engine.outcomes import Status
from engine.product import product_of
from tests.properties.outcomes import RULES
from tests.strategies import Draft, NodeDraft, RowDraft, UsageDraft
from tests.toy_law import LEAD, SUBSTANCES

from .test_scope_and_limits import ARTICLE, MATERIAL, G


def choice(*shares: str, other: str = "0") -> Choice:
    """A product of one fixed part and one place for which some parts may be meant."""
    draft = Draft([NodeDraft(ARTICLE.kind, evidence=0)])
    candidates = []
    for place, share in enumerate((other, *shares)):
        part = draft.add(replace(ARTICLE, is_boundary=True))
        inner = draft.add(replace(MATERIAL, mass=Fraction(G)))
        number = SUBSTANCES.index(LEAD)
        draft.rows.append(RowDraft(inner, number, Fraction(share), Fraction(share)))
        draft.usages += [UsageDraft(part, inner), UsageDraft(0, part, alternative=place > 1)]
        candidates += [part] if place else []
    bom, new = draft.arrays()
    product = product_of(bom, int(new[0]), [f"n{n}" for n in range(len(bom.nodes))])
    places = ((int(new[0]), tuple(int(new[one]) for one in candidates)),)
    verdict = judge(evaluate(bom, RULES), product, Question(equivalents=places))
    assert verdict.choice is not None
    assert verdict.status is verdict.choice.worst
    return verdict.choice


def test_the_worst_heads_the_answer_and_the_best_stands_beside_it() -> None:
    found = choice("0.5", "0")
    assert (found.best, found.worst) == (Status.COMPLIANT, Status.NON_COMPLIANT)
    assert [len(words) for _, words in found.places] == [2]


def test_two_bad_parts_leave_no_better_choice() -> None:
    assert choice("0.5", "0.6").best is Status.NON_COMPLIANT


def test_a_fixed_part_that_fails_fails_with_every_choice() -> None:
    assert choice("0", "0", other="0.5").best is Status.NON_COMPLIANT


def test_what_nobody_declared_is_a_better_choice_than_what_fails_under_one_list_alone() -> None:
    draft = Draft([NodeDraft(ARTICLE.kind, evidence=0)])
    bad, silent = (draft.add(replace(ARTICLE, is_boundary=True, evidence=e)) for e in (0, -1))
    inner = draft.add(replace(MATERIAL, mass=Fraction(G)))
    number = SUBSTANCES.index(LEAD)
    draft.rows.append(RowDraft(inner, number, Fraction(1, 2), Fraction(1, 2)))
    draft.usages += [UsageDraft(0, bad), UsageDraft(0, silent, alternative=True)]
    draft.usages.append(UsageDraft(bad, inner))
    bom, new = draft.arrays()
    product = product_of(bom, int(new[0]), ["", "", "", ""])
    places = ((int(new[0]), (int(new[bad]), int(new[silent]))),)
    found = judge(evaluate(bom, RULES), product, Question(equivalents=places)).choice
    assert found is not None
    assert (found.best, found.worst) == (Status.UNKNOWN, Status.NON_COMPLIANT)
    assert {best for _, best, _ in found.lists} == {Status.UNKNOWN}


def test_without_a_choice_there_is_nothing_to_tell() -> None:
    bom, new = Draft([ARTICLE]).arrays()
    product = product_of(bom, int(new[0]), ["p"])
    assert judge(evaluate(bom, RULES), product, Question()).choice is None
