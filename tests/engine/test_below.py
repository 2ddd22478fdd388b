"""A product cut out of a portfolio is judged as it is judged in it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import cycle

import numpy as np

from engine.arrays import Kind
from engine.below import below
from engine.compile import compile_rules
from engine.evaluate import evaluate
from engine.evidence import Answer
from engine.outcomes import Status, statuses_of
from engine.planes.told import part_statuses
from regulations.catalog import bundled
from tests.benchmarks.portfolio import AS_OF, portfolio
from tests.strategies import Draft, NodeDraft, RowDraft, UsageDraft, random_draft, seeded
from tests.toy_law import toy_rules

PARTS = 2_000


def test_a_product_alone_has_the_flags_that_it_has_among_others() -> None:
    bom, parts = portfolio(PARTS)
    rules = compile_rules(bundled(), bundled().binding(), as_of=AS_OF)
    whole = evaluate(bom, rules).flags
    for part in parts[:: PARTS // 20].tolist():
        cut = below(bom, [part])
        assert cut.node[cut.number(part)] == part
        assert cut.node.max() == part
        assert np.array_equal(evaluate(cut.bom, rules).flags, whole[cut.node])


def test_several_products_share_what_they_share() -> None:
    bom, parts = portfolio(PARTS)
    chosen = sorted(parts.tolist())[-5:]
    cut = below(bom, chosen)
    each = [set(below(bom, [part]).node.tolist()) for part in chosen]
    assert set(cut.node.tolist()) == set.union(*each)
    assert len(cut.node) < sum(len(one) for one in each)


def test_statuses_of_parts_are_those_of_their_flags() -> None:
    bom, parts = portfolio(PARTS)
    rules = compile_rules(bundled(), bundled().binding(), as_of=AS_OF)
    words = tuple(Status)
    told = statuses_of(evaluate(bom, rules).flags[parts]).tolist()
    expected = [tuple(words[one] for one in row) for row in told]
    assert part_statuses(bom, rules, parts.tolist()) == expected
    assert len(set(expected)) > 1


ANSWERED = ("toy-law", "lead"), ("toy-law", "pbde")


def test_a_product_alone_keeps_its_claims_and_its_answers_and_no_other() -> None:
    rules, claimed, answered = toy_rules(), 0, 0
    for seed in range(12):
        bom, _ = random_draft(seeded(seed), parts=4).arrays()
        tops = np.setdiff1d(np.arange(len(bom.nodes)), bom.usages.child).tolist()
        answers = tuple(
            Answer(node, entry) for node, entry in zip(tops, cycle(ANSWERED), strict=False)
        )
        bom = replace(bom, answers=answers)
        whole = evaluate(bom, rules)
        for top in tops:
            cut = below(bom, [top])
            alone = evaluate(cut.bom, rules)
            assert np.array_equal(alone.flags, whole.flags[cut.node])
            held = np.isin(bom.constituents.material[bom.claims.constituent], cut.node)
            assert cut.bom.claims.exemption.tolist() == bom.claims.exemption[held].tolist()
            assert [cut.node[one.node] for one in cut.bom.answers] == [top]
            claimed, answered = claimed + int(held.sum()), answered + len(cut.bom.answers)
    assert min(claimed, answered) > 20


def test_a_product_without_content_has_no_claims() -> None:
    nodes = [NodeDraft(Kind.PART), NodeDraft(Kind.MATERIAL), NodeDraft(Kind.PART)]
    rows = [RowDraft(1, 0, Fraction(1, 2), Fraction(1, 2), claims=(0,))]
    bom, new = Draft(nodes, [UsageDraft(0, 1)], rows).arrays()
    assert below(bom, [int(new[2])]).bom.claims.constituent.tolist() == []
    assert below(bom, [int(new[0])]).bom.claims.constituent.tolist() == [0]


def test_a_claim_in_one_product_is_none_in_another_of_a_single_row() -> None:
    nodes = [NodeDraft(Kind.PART), NodeDraft(Kind.MATERIAL)] * 2
    rows = [RowDraft(place, 0, Fraction(1, 2), Fraction(1, 2), claims=(0,)) for place in (1, 3)]
    bom, new = Draft(nodes, [UsageDraft(0, 1), UsageDraft(2, 3)], rows).arrays()
    for top in (0, 2):
        assert below(bom, [int(new[top])]).bom.claims.constituent.tolist() == [0]
