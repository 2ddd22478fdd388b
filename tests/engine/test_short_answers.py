"""The answer that two evaluations are compared by: all that is told of one product, no more."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np

from engine.answer import answer_of
from engine.duties import duty_names
from engine.evaluate import evaluate
from engine.evidence import Answer
from engine.outcomes import TOLD, Outcome, statuses_of
from engine.product import product_of
from tests.strategies import random_draft, seeded
from tests.toy_law import AS_OF, SUBSTANCES, toy_rules

TONNES = {substance: Fraction(2) for substance in SUBSTANCES}


def test_the_answer_is_what_is_told_of_the_nodes_of_the_product_and_of_no_other() -> None:
    rules, told, hidden, stated = toy_rules(), 0, 0, 0
    for seed in range(8):
        bom, _ = random_draft(seeded(seed), parts=3).arrays()
        tops = np.setdiff1d(np.arange(len(bom.nodes)), bom.usages.child).tolist()
        bom = replace(bom, answers=tuple(Answer(top, ("toy-law", "lead")) for top in tops))
        evaluation = evaluate(bom, rules)
        cells = evaluation.line.cells
        for top in tops:
            product = product_of(bom, top, [""] * len(bom.nodes))
            expected: set[tuple[object, ...]] = set()
            for node, rule, number in zip(
                cells.node.tolist(), cells.rule.tolist(), evaluation.outcomes.tolist(), strict=True
            ):
                outcome, entry = Outcome(number), rules.entries[rule]
                if product.inside[node] and outcome in TOLD:
                    duties = duty_names(entry, outcome, AS_OF, TONNES)
                    expected.add((node, entry.list_id, entry.id, outcome, duties))
                else:
                    hidden += 1
            told += len(expected)
            for one in evaluation.statements:
                if product.inside[one.node]:
                    expected.add((one.node, "toy-law", "lead", one.outcome))
                    stated += 1
            statuses, found = answer_of(evaluation, product, TONNES)
            assert found == expected
            assert [*statuses] == [
                [*type(statuses[0])][number]
                for number in statuses_of(evaluation.flags[top]).tolist()
            ]
    assert min(told, hidden, stated) > 5
