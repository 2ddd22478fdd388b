"""Which claims hold: by day, category, element, content, and for how much of a material."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from engine.arrays import Amount, Kind
from engine.cases import case_of
from engine.compile import compile_rules
from engine.evaluate import evaluate
from engine.outcomes import Outcome
from engine.product import product_of
from engine.rules import RuleSet
from engine.verdict import Case
from tests.strategies import Draft, NodeDraft, RowDraft, UsageDraft
from tests.toy_law import EXEMPTIONS, LEAD, OXIDE, SUBSTANCES, toy_catalog, toy_rules

RULES = toy_rules()
NUMBER = {exemption: place for place, (_, exemption) in enumerate(EXEMPTIONS[:-1])}


def lead(
    low: str, high: str = "", *claims: str, substance: object = LEAD, untold: bool = False
) -> RowDraft:
    number = SUBSTANCES.index(substance)  # type: ignore[arg-type]
    claimed = tuple(NUMBER[claim] for claim in claims)
    if untold:
        return RowDraft(1, number, None, None, Amount.UNKNOWN, claims=claimed)
    return RowDraft(1, number, Fraction(low), Fraction(high or low), claims=claimed)


def case(*rows: RowDraft, rules: RuleSet = RULES) -> Case:
    """The lead case of one material."""
    nodes = [NodeDraft(Kind.PART, is_article=True, evidence=0, is_unit=True),
             NodeDraft(Kind.MATERIAL, evidence=0)]  # fmt: skip
    bom, new = Draft(nodes, [UsageDraft(0, 1)], list(rows)).arrays()
    evaluation = evaluate(bom, rules)
    entries = [rules.entries[rule] for rule in evaluation.line.cells.rule.tolist()]
    place = next(n for n, e in enumerate(entries) if (e.list_id, e.id) == ("toy-law", "lead"))
    product = product_of(bom, int(new[0]), ["", ""])
    return case_of(evaluation, product, place, {}, explained=True)


@pytest.mark.parametrize(
    ("claim", "share", "outcome"),
    [
        ("any", "1", Outcome.EXEMPT),
        ("ended", "0.03", Outcome.EXEMPTION_INVALID),
        ("later", "0.03", Outcome.EXEMPTION_INVALID),
        ("cat-8", "0.03", Outcome.EXEMPTION_INVALID),
        ("cd", "0.03", Outcome.EXEMPTION_INVALID),
        ("nobody-knows", "0.03", Outcome.EXEMPTION_INVALID),
        ("up-to-4", "0.08", Outcome.EXEMPTION_INVALID),
        ("up-to-4", "0.04", Outcome.EXEMPT),
        ("up-to-4", "0.040000000000000001", Outcome.EXEMPTION_INVALID),
        ("from-85", "0.5", Outcome.EXEMPTION_INVALID),
        ("from-85", "0.85", Outcome.EXEMPT),
        ("from-85", "0.849999999999999999", Outcome.EXEMPTION_INVALID),
        ("up-to-4", "0.001", Outcome.BELOW),
    ],
)
def test_a_claim_holds_by_day_category_element_and_content(
    claim: str, share: str, outcome: Outcome
) -> None:
    found = case(lead(share, "", claim))
    assert found.outcome is outcome
    assert found.ruling is not None
    assert bool(found.ruling.reason) is (outcome is Outcome.EXEMPTION_INVALID)


def test_a_breach_without_a_claim_is_just_a_breach() -> None:
    found = case(lead("0.03"))
    assert (found.outcome, found.ruling) == (Outcome.EXCEEDED, None)


def test_one_of_two_claims_is_enough_and_is_the_one_shown() -> None:
    found = case(lead("0.03", "", "ended", "up-to-4"))
    assert found.outcome is Outcome.EXEMPT
    assert found.ruling is not None
    assert found.ruling.exemption == "up-to-4"


def test_what_is_not_claimed_must_stay_below_the_limit_by_itself() -> None:
    claimed = lead("0.03", "", "any")
    assert case(claimed, lead("0.001")).outcome is Outcome.EXEMPT
    assert case(claimed, lead("0.0011")).outcome is Outcome.EXEMPTION_INVALID
    assert case(claimed, lead("0.00107", substance=OXIDE)).outcome is Outcome.EXEMPT


def test_what_is_not_claimed_and_may_breach_decides_nothing() -> None:
    claimed = lead("0.03", "", "any")
    assert case(claimed, lead("0.0005", "0.002")).outcome is Outcome.POSSIBLE
    assert case(claimed, lead("0.0005", "0.001")).outcome is Outcome.EXEMPT
    assert case(claimed, lead("0.0011", "0.002")).outcome is Outcome.EXEMPTION_INVALID


def test_the_content_of_an_exemption_is_that_of_the_whole_group() -> None:
    rows = [lead("0.03", "", "up-to-4"), lead("0.02", "", "up-to-4", substance=OXIDE)]
    assert case(*rows).outcome is Outcome.EXEMPTION_INVALID


@pytest.mark.parametrize(
    "told",
    [lead("0.039", "0.041", "up-to-4"), lead("0.8", "0.9", "from-85")],
    ids=["upper end", "lower end"],
)
def test_a_range_around_the_limit_of_an_exemption_decides_nothing(told: RowDraft) -> None:
    found = case(told)
    assert found.outcome is Outcome.POSSIBLE
    assert found.reason == "the declared range holds the limit of the exemption"
    assert found.trace is not None
    assert [ruling.is_open for ruling in found.trace.rulings] == [True]


def test_an_amount_not_told_is_excused_only_by_an_exemption_without_limit() -> None:
    assert case(lead("", "", "any", untold=True)).outcome is Outcome.EXEMPT
    assert case(lead("", "", "up-to-4", untold=True)).outcome is Outcome.POSSIBLE


def test_an_amount_not_told_is_excused_where_even_the_whole_material_is_little_enough() -> None:
    # All of the material may be lead monoxide, and that is 92.832 % lead.
    toy = toy_catalog()
    annex = toy.lists["toy-exemptions"]
    wider = [
        replace(row, upper=Fraction("0.95")) if row.id == "up-to-4" else row
        for row in annex.exemptions
    ]
    lists = {**toy.lists, annex.id: replace(annex, exemptions=tuple(wider))}
    rules = compile_rules(
        toy.with_lists(lists), RULES.lists, as_of=RULES.as_of, categories=RULES.categories
    )
    oxide = lead("", "", "up-to-4", substance=OXIDE, untold=True)
    assert case(oxide, rules=rules).outcome is Outcome.EXEMPT
    beside = lead("0.02", "", "up-to-4")
    assert case(beside, oxide, rules=rules).outcome is Outcome.EXEMPT
    metal = lead("", "", "up-to-4", untold=True)
    assert case(metal, rules=rules).outcome is Outcome.POSSIBLE


def test_a_claim_from_a_list_without_rows_is_neither_red_nor_green() -> None:
    found = case(lead("0.03", "", "nobody-can-check"))
    assert found.outcome is Outcome.POSSIBLE
    assert "list without rows" in found.reason
    assert found.ruling is not None
    assert found.ruling.exemption == "nobody-can-check"
    assert found.ruling.reason == (
        "its list is carried without rows, so that nobody can check the claim"
    )


def test_beside_a_claim_that_nobody_can_check_the_others_still_decide() -> None:
    assert case(lead("0.03", "", "nobody-can-check", "any")).outcome is Outcome.EXEMPT
    assert case(lead("0.03", "", "nobody-can-check", "ended")).outcome is Outcome.POSSIBLE
    rows = lead("0.03", "", "nobody-can-check"), lead("0.0011")
    assert case(*rows).outcome is Outcome.EXEMPTION_INVALID
    assert case(lead("0.001", "", "nobody-can-check")).outcome is Outcome.BELOW
