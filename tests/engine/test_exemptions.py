"""Which claims hold: by day, category, element, content, and for how much of a material."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from engine.arrays import Amount, Kind
from engine.cases import case_of
from engine.compile import compile_rules
from engine.evaluate import evaluate
from engine.explain import explain
from engine.outcomes import Outcome
from engine.product import product_of
from engine.rules import RuleSet
from engine.verdict import Case
from regulations.model import Exemption
from tests.strategies import Draft, NodeDraft, RowDraft, UsageDraft
from tests.toy_law import (
    AS_OF,
    EX,
    EXEMPTIONS,
    LEAD,
    OXIDE,
    SUBSTANCES,
    exemption,
    toy_catalog,
    toy_rules,
)

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
        ("from-85", "0.9", Outcome.EXEMPT),
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
    [
        lead("0.039", "0.041", "up-to-4"),
        lead("0.04", "0.041", "up-to-4"),
        lead("0.8", "0.9", "from-85"),
        lead("0.8", "0.85", "from-85"),
    ],
    ids=["upper end", "from the upper end on", "lower end", "up to the lower end"],
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


def annex(*rows: Exemption) -> RuleSet:
    """The law with these exemptions and no others."""
    toy = toy_catalog()
    lists = {**toy.lists, EX: replace(toy.lists[EX], exemptions=rows)}
    return compile_rules(
        toy.with_lists(lists), RULES.lists, as_of=RULES.as_of, categories=RULES.categories
    )


def test_an_amount_not_told_is_excused_where_even_the_whole_material_is_little_enough() -> None:
    # All of the material may be lead monoxide, and that is 92.832 % lead.
    rules = annex(exemption("up-to-4", upper="0.95"))
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


def test_an_exemption_holds_from_its_first_day_on() -> None:
    claimed, day = lead("0.03", "", "later"), timedelta(days=1)
    for start, outcome in (
        (AS_OF, Outcome.EXEMPT),
        (AS_OF + day, Outcome.EXEMPTION_INVALID),
    ):
        assert case(claimed, rules=annex(exemption("later", start=start))).outcome is outcome


def refusal(*rows: Exemption) -> str:
    """Why a claim for the first of the rows does not hold."""
    ruling = case(lead("0.03", "", rows[0].id), rules=annex(*rows)).ruling
    assert ruling is not None
    return ruling.reason


def test_of_several_rows_to_come_the_first_day_is_told() -> None:
    starts = [exemption("later", start=date(year, 1, 1)) for year in (2031, 2030, 2032)]
    assert refusal(*starts) == "it starts on 2030-01-01"


def test_of_several_rows_that_ended_the_last_day_is_told() -> None:
    rows = [
        exemption("ended", until=date(2019, 1, 1)),
        exemption("ended", until=date(2021, 1, 1)),
        exemption("ended", start=date(2016, 1, 1), until=date(2020, 1, 1)),
    ]
    assert refusal(*rows) == "it expired on 2021-01-01"


def test_a_claim_that_its_day_refuses_is_not_opened_again_by_its_content() -> None:
    ended = annex(exemption("up-to-4", upper="0.04", until=date(2020, 1, 1)))
    found = case(lead("0.03", "0.05", "up-to-4"), rules=ended)
    assert found.outcome is Outcome.EXEMPTION_INVALID
    assert found.ruling is not None
    assert (found.ruling.reason, found.ruling.is_open) == ("it expired on 2020-01-01", False)


def test_the_claim_shown_is_the_one_that_fails_or_the_rest_that_nobody_claimed() -> None:
    held = lead("0.03", "", "any")
    for beside, shown in (
        (lead("0.02", "", "ended", substance=OXIDE), ("ended", "it expired on 2020-01-01")),
        (lead("0.02", substance=OXIDE), ("any", "it is not claimed for the rest")),
    ):
        found = case(held, beside)
        assert (found.outcome, found.ruling is None) == (Outcome.EXEMPTION_INVALID, False)
        assert found.ruling is not None
        assert (found.ruling.exemption, found.ruling.reason) == shown


def test_an_unclaimed_amount_that_nobody_told_may_breach_however_little_its_material_weighs() -> (
    None
):
    rows = [lead("0.03", "", "any"), replace(lead("", untold=True), material=2)]
    whole, some, speck = (Fraction(10**n) for n in (10, 9, 3))
    nodes = [NodeDraft(Kind.PART, is_article=True, mass=whole, evidence=0),
             NodeDraft(Kind.MATERIAL, mass=some), NodeDraft(Kind.MATERIAL, mass=speck)]  # fmt: skip
    bom, _ = Draft(nodes, [UsageDraft(0, 1), UsageDraft(0, 2)], rows).arrays()
    evaluation = evaluate(bom, RULES)
    names = [(RULES.entries[rule].list_id, rule) for rule in evaluation.line.cells.rule.tolist()]
    place, rule = next((n, rule) for n, (name, rule) in enumerate(names) if name == "toy-company")
    assert evaluation.outcomes[place] == Outcome.POSSIBLE
    assert explain(bom, RULES, 2, rule).outcome is Outcome.POSSIBLE


@pytest.mark.parametrize(
    ("purpose", "claim", "outcome"),
    [
        (1, "ended", Outcome.EXEMPTION_INVALID),
        (1, "nobody-can-check", Outcome.POSSIBLE),
        (1, "any", Outcome.EXEMPT),
        (-1, "ended", Outcome.POSSIBLE),
        (-1, "any", Outcome.EXEMPT),
        (0, "ended", Outcome.BELOW),
    ],
)
def test_what_was_added_on_purpose_is_excused_like_what_exceeds_and_not_by_its_content(
    purpose: int, claim: str, outcome: Outcome
) -> None:
    toy = toy_catalog()
    law = toy.lists["toy-law"]
    bans = tuple(replace(one, intentional=True) for one in law.entries)
    catalog = toy.with_lists({**toy.lists, law.id: replace(law, entries=bans)})
    rules = compile_rules(catalog, RULES.lists, as_of=AS_OF, categories=RULES.categories)
    found = case(replace(lead("0.0001", "", claim), intentional=purpose), rules=rules)
    assert found.trace is not None
    assert (found.outcome, found.trace.outcome) == (outcome, outcome)
