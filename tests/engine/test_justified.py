"""What a justification covers: its own finding, its own part, and no more than was looked at."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from engine.arrays import UNIDENTIFIED, Amount
from engine.evaluate import Evaluation, evaluate
from engine.justify import Scope, above, accepted_in, with_accepted
from engine.outcomes import Outcome, Status, status_of
from tests.strategies import Draft, NodeDraft, RowDraft, UsageDraft
from tests.toy_law import CADMIUM, LEAD, OXIDE, toy_rules

from .test_scope_and_limits import ARTICLE, MATERIAL, PLAIN, row

RULES = toy_rules()
PART, OTHER = 7, 8
"""Ids of parts of the company."""

OWN = replace(ARTICLE, is_boundary=True)
SCOPE = Scope(
    1, frozenset({PART}), "toy-law", "lead", frozenset({LEAD}), Fraction("0.02"), date(2030, 1, 1)
)


def judged(*rows: RowDraft, material: NodeDraft = MATERIAL) -> tuple[Evaluation, dict[int, int]]:
    """A part of the company inside a product, with one material; and whose node is whose."""
    nodes = [PLAIN, OWN, material]
    bom, new = Draft(nodes, [UsageDraft(0, 1), UsageDraft(1, 2)], list(rows)).arrays()
    return evaluate(bom, RULES), {int(new[0]): OTHER, int(new[1]): PART}


def covered(*rows: RowDraft, scope: Scope = SCOPE, material: NodeDraft = MATERIAL) -> bool:
    evaluation, part_of = judged(*rows, material=material)
    return bool(accepted_in(evaluation, [scope], part_of))


@pytest.mark.parametrize(
    ("share", "is_covered"),
    [("0.0101", True), ("0.02", True), ("0.020000000000000001", False), ("0.5", False)],
)
def test_a_finding_is_covered_up_to_the_share_that_was_looked_at(
    share: str, *, is_covered: bool
) -> None:
    assert covered(row(2, LEAD, share)) is is_covered


def test_of_a_range_the_greatest_share_counts() -> None:
    assert not covered(row(2, LEAD, "0.01", "0.03"))


@pytest.mark.parametrize(
    "scope",
    [
        replace(SCOPE, part_ids=frozenset({OTHER})),
        replace(SCOPE, list_id="toy-levels"),
        replace(SCOPE, entry="cd"),
        replace(SCOPE, substances=frozenset({CADMIUM})),
    ],
    ids=["another part", "another list", "another entry", "another substance"],
)
def test_a_justification_of_something_else_covers_nothing(scope: Scope) -> None:
    assert covered(row(2, LEAD, "0.01"))
    assert not covered(row(2, LEAD, "0.01"), scope=scope)


def test_every_substance_of_a_finding_must_be_among_the_justified() -> None:
    rows = row(2, LEAD, "0.01"), row(2, OXIDE, "0.005")
    assert not covered(*rows)
    assert covered(*rows, scope=replace(SCOPE, substances=frozenset({LEAD, OXIDE})))


def test_what_nobody_can_identify_is_never_justified() -> None:
    secret = RowDraft(2, UNIDENTIFIED, Fraction("0.001"), Fraction("0.001"), written=("999", "?"))
    every = replace(SCOPE, substances=frozenset({LEAD, OXIDE, CADMIUM}))
    assert not covered(row(2, LEAD, "0.01"), secret, scope=every)


def test_where_an_amount_was_not_told_nothing_is_covered() -> None:
    nearly = replace(SCOPE, up_to=Fraction("0.999"))
    assert not covered(
        row(2, LEAD, "0.01"), row(2, LEAD, None, amount=Amount.UNKNOWN), scope=nearly
    )


def test_only_what_fails_can_be_accepted() -> None:
    duty = replace(SCOPE, list_id="toy-duties", entry="oxide", substances=frozenset({OXIDE}))
    rows = row(2, OXIDE, "0.015")
    assert not covered(rows, scope=duty)
    assert covered(rows, scope=replace(duty, list_id="toy-law", entry="lead"))


def test_of_several_that_cover_a_finding_the_one_that_lasts_longest_is_told() -> None:
    evaluation, part_of = judged(row(2, LEAD, "0.01"))
    later = replace(SCOPE, number=2, last_day=date(2031, 1, 1))
    same = replace(SCOPE, number=3, last_day=date(2031, 1, 1))
    narrow = replace(SCOPE, number=4, last_day=date(2032, 1, 1), up_to=Fraction("0.002"))
    (told,) = accepted_in(evaluation, [SCOPE, same, later, narrow], part_of)
    assert told.scope.number == 2


def test_an_accepted_finding_counts_as_exempt_and_stays_what_it_is() -> None:
    evaluation, part_of = judged(row(2, LEAD, "0.01"))
    after = with_accepted(evaluation, accepted_in(evaluation, [SCOPE], part_of))
    position = RULES.lists.index("toy-law")
    before, now = (status_of(int(one.flags[max(part_of), position])) for one in (evaluation, after))
    assert (before, now) == (Status.NON_COMPLIANT, Status.COMPLIANT_WITH_EXEMPTION)
    assert after.outcomes.tolist() == evaluation.outcomes.tolist()
    assert Outcome.EXCEEDED in after.outcomes.tolist()


def test_a_node_that_stands_in_no_part_of_the_company_is_nobodys() -> None:
    evaluation, _ = judged(row(2, LEAD, "0.01"))
    assert accepted_in(evaluation, [SCOPE], {}) == ()


def test_everything_that_holds_a_node_stands_above_it_and_nothing_else() -> None:
    usages = [UsageDraft(0, 1), UsageDraft(1, 2), UsageDraft(3, 2), UsageDraft(0, 4)]
    nodes = [PLAIN, PLAIN, OWN, PLAIN, PLAIN]
    bom, new = Draft(nodes, usages).arrays()
    assert above(bom, [int(new[2])]) == {int(new[n]) for n in (0, 1, 2, 3)}
    assert above(bom, [int(new[4])]) == {int(new[n]) for n in (0, 4)}
