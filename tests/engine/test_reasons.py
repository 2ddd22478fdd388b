"""The reasons of a case, sentence by sentence: counted, divided, found, compared, concluded."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from engine.arrays import UNIDENTIFIED, Amount
from engine.explain import explain
from engine.outcomes import Outcome
from engine.rules import RuleSet
from tests.strategies import Draft, NodeDraft, RowDraft, UsageDraft
from tests.toy_law import DEHP, EXEMPTIONS, LEAD, OXIDE, toy_rules

from .test_exemptions import annex, exemption
from .test_scope_and_limits import ARTICLE, MATERIAL, G, row

RULES = toy_rules()
PB, DUTY = ("toy-law", "lead"), ("toy-duties", "oxide")
COUNTS, DIVIDES, FINDS, COMPARES = range(4)
UNWEIGHED = replace(MATERIAL, mass=None)


def steps(
    entry: tuple[str, str], *rows: RowDraft, nodes: tuple[NodeDraft, ...] = (ARTICLE, MATERIAL),
    at: int = 1, rules: RuleSet = RULES,
) -> tuple[str, ...]:  # fmt: skip
    """Of one entry in one drafted node."""
    usages = [UsageDraft(0, child) for child in range(1, len(nodes))]
    bom, new = Draft(list(nodes), usages, list(rows)).arrays()
    names = [(one.list_id, one.id) for one in rules.entries]
    return explain(bom, rules, int(new[at]), names.index(entry)).steps


def claimed(*names: str) -> tuple[int, ...]:
    return tuple([one for _, one in EXEMPTIONS].index(name) for name in names)


def test_a_breach_is_counted_divided_found_compared_and_concluded() -> None:
    assert steps(PB, row(1, OXIDE, "0.05")) == (
        f"counts Pb: {OXIDE} × 0.92832",
        "divides by the homogeneous material",
        "finds 46416 ppm",
        "compares with 1000 ppm, breached above it",
        "concludes exceeded: nowhere",
    )


def test_a_share_without_an_end_is_told_to_twelve_digits() -> None:
    assert steps(PB, row(1, LEAD, "1/3"))[FINDS] == "finds 333333.333333 ppm"


def test_where_nothing_counts_that_is_all_there_is_to_say() -> None:
    assert steps(PB, row(1, DEHP, "0.5")) == ("nothing declared",)


def test_a_whole_counts_without_a_factor_and_what_nobody_knows_without_a_number() -> None:
    secret = RowDraft(1, UNIDENTIFIED, Fraction("0.2"), Fraction("0.2"), written=("999", "?"))
    found = steps(PB, row(1, LEAD, "0.5"), secret)
    assert found[COUNTS] == f"counts Pb: {LEAD}, unidentified"
    assert found[FINDS] == "finds 500000 to 700000 ppm"


def test_the_side_of_the_limit_that_breaches_is_said() -> None:
    found = steps(("toy-law", "dehp"), row(1, DEHP, "0.001"))
    assert found[COMPARES:] == (
        "compares with 1000 ppm, breached at or above it",
        "concludes exceeded: nowhere",
    )


@pytest.mark.parametrize(
    ("rows", "nodes", "told"),
    [
        ((row(1, OXIDE, "0.01"),), (UNWEIGHED, UNWEIGHED), "finds no ratio"),
        ((row(1, OXIDE, "0.01"),), (MATERIAL, UNWEIGHED), "finds at least 5000 ppm; the most"),
        ((row(1, OXIDE, None, amount=Amount.MASS_ONLY),), (MATERIAL, MATERIAL), "finds no ratio"),
        ((row(1, OXIDE, "0.01"),), (MATERIAL, MATERIAL), "finds 5000 ppm"),
    ],
    ids=["no mass", "a weighed one beside", "a mass without a number", "all weighed"],
)
def test_what_is_missing_is_said_where_no_number_is_found(
    rows: tuple[RowDraft, ...], nodes: tuple[NodeDraft, NodeDraft], told: str
) -> None:
    article = replace(ARTICLE, mass=Fraction(2 * G)) if nodes[0].mass else ARTICLE
    rows = (*rows, row(2, OXIDE, "0")) if nodes[0].mass else rows
    assert steps(DUTY, *rows, nodes=(article, *nodes), at=0)[FINDS].startswith(told)


def test_where_nothing_is_weighed_there_is_no_least_share_and_not_a_share_of_zero() -> None:
    usages = [UsageDraft(0, 1), UsageDraft(0, 2)]
    bom, new = Draft([ARTICLE, UNWEIGHED, UNWEIGHED], usages, [row(1, OXIDE, "0.5")]).arrays()
    rule = [(one.list_id, one.id) for one in RULES.entries].index(DUTY)
    found = explain(bom, RULES, int(new[0]), rule)
    assert (found.share_low, found.share_high, found.denominator) == (None, None, None)


def test_where_nothing_is_declared_no_place_is_missing_and_nothing_holds_it() -> None:
    bom, new = Draft([UNWEIGHED]).arrays()
    rule = [(one.list_id, one.id) for one in RULES.entries].index(DUTY)
    found = explain(bom, RULES, int(new[0]), rule)
    assert found.outcome is Outcome.NOT_PRESENT
    assert (found.is_unplaced, found.holds_all, found.facts) == (False, False, ())


@pytest.mark.parametrize(
    ("claim", "told"),
    [
        ("any", ["exemption any (toy-exemptions) holds"]),
        ("up-to-4", ["exemption up-to-4 (toy-exemptions) holds, ends 2030-01-01"]),
        ("ended", ["exemption ended (toy-exemptions) does not hold", "it expired on 2020-01-01"]),
        (
            "from-85",
            ["exemption from-85 (toy-exemptions) may not hold", "it asks for at least 30000 ppm"],
        ),
    ],
)
def test_what_became_of_a_claim_stands_between_the_limit_and_the_conclusion(
    claim: str, told: list[str]
) -> None:
    rules = annex(
        exemption("any"),
        exemption("up-to-4", upper="0.04", until=date(2030, 1, 1)),
        exemption("ended", until=date(2020, 1, 1)),
        exemption("from-85", lower="0.03"),
    )
    found = steps(PB, row(1, LEAD, "0.025", "0.035", claims=claimed(claim)), rules=rules)
    assert list(found[COMPARES + 1 : -1]) == told
