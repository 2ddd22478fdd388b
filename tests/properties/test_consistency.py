"""Two ways to a status: the union of bits that rose, and what the verdict lists one by one."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings

from engine.arrays import Kind
from engine.judge import Question, judge
from engine.outcomes import FAILING, UNSETTLED, Outcome, Status, flag, status_of
from engine.verdict import ListVerdict, PartVerdict
from tests.strategies import Draft, drafts

from .outcomes import RULES, judged

SOME = settings(max_examples=80, deadline=None)


def derived(verdict: PartVerdict, one: ListVerdict) -> Status:
    """Status of a list from its cases, its coverage and its conflicts alone."""
    cases = [case.outcome for case in verdict.cases if case.list_id == one.list_id]
    worse = [c.worse for c in verdict.conflicts if c.list_id == one.list_id]
    bits = flag(*set(cases), *(set(worse) - set(cases)))
    if bits & FAILING:
        return Status.NON_COMPLIANT
    if bits & UNSETTLED or one.coverage.by_part < 1:
        return Status.UNKNOWN
    if bits & flag(Outcome.EXEMPT):
        return Status.COMPLIANT_WITH_EXEMPTION
    return Status.COMPLIANT


@given(drafts())
@SOME
def test_a_list_status_is_what_its_cases_and_its_coverage_come_to(draft: Draft) -> None:
    evaluation, product = judged(draft)
    verdict = judge(evaluation, product, Question(explain=True))
    for position, one in enumerate(verdict.lists):
        assert one.status is status_of(int(evaluation.flags[product.root, position]))
        if one.status is not Status.NOT_APPLICABLE:
            assert one.status is derived(verdict, one), one.list_id


@given(drafts())
@SOME
def test_coverage_is_a_share_and_the_part_takes_the_least(draft: Draft) -> None:
    evaluation, product = judged(draft)
    verdict = judge(evaluation, product, Question())
    for coverage in [verdict.coverage, *(one.coverage for one in verdict.lists)]:
        assert 0 <= coverage.by_part <= 1
        assert coverage.by_mass is None or 0 <= coverage.by_mass <= 1
    assert verdict.coverage.by_part == min(one.coverage.by_part for one in verdict.lists)


@given(drafts())
@SOME
def test_less_than_everything_known_always_leaves_a_gap_that_says_where(draft: Draft) -> None:
    evaluation, product = judged(draft)
    verdict = judge(evaluation, product, Question())
    # A tonnage that nobody gave is a gap of a duty, not of what is known about the part.
    known = [gap for gap in verdict.gaps if not gap.reason.startswith("Art. 7(2)")]
    for one in verdict.lists:
        gaps = [gap for gap in known if gap.list_id == one.list_id]
        assert bool(gaps) is (one.coverage.by_part < 1)


@given(drafts())
@SOME
def test_what_a_unit_holds_is_never_listed_as_not_present_in_it(draft: Draft) -> None:
    evaluation, product = judged(draft)
    verdict = judge(evaluation, product, Question(explain=True))
    absent = {(c.path, c.list_id, c.entry.id) for c in verdict.cases
              if c.outcome is Outcome.NOT_PRESENT}  # fmt: skip
    bom = product.bom
    for row, material in enumerate(bom.constituents.material.tolist()):
        number = int(bom.constituents.substance[row])
        if not product.inside[material] or number < 0:
            continue
        unit = product.unit_around(material)
        counted = RULES.membership.entries_of(bom.substances[number])
        for one in counted if bom.nodes.is_unit[unit] else ():
            entry = RULES.entries[one.entry]
            assert (product.path(unit), entry.list_id, entry.id) not in absent


@given(drafts())
@SOME
def test_a_mixture_is_silent_about_everything_it_does_not_hold(draft: Draft) -> None:
    evaluation, product = judged(draft)
    verdict = judge(evaluation, product, Question(explain=True))
    bom = product.bom
    mixtures = [
        node
        for node in range(len(bom.nodes))
        if product.inside[node] and bom.nodes.is_unit[node] and bom.nodes.kind[node] == Kind.MIXTURE
    ]
    paths = {product.path(node) for node in mixtures}
    silent = [c for c in verdict.cases if c.outcome is Outcome.NOT_PRESENT and c.path in paths]
    assert silent == []
    if mixtures:
        assert verdict.coverage.by_part < Fraction(1)
