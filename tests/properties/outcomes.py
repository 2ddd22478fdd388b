"""Outcomes of a drafted structure under the numbers that its draft gave to nodes."""

from __future__ import annotations

from engine.evaluate import Evaluation, evaluate
from engine.outcomes import Outcome, Status, status_of
from engine.product import Product, product_of
from tests.strategies import Draft
from tests.toy_law import toy_rules

__all__ = ["RULES", "cells_of", "judged", "statuses"]

RULES = toy_rules()
Cells = dict[tuple[int, int], Outcome]


def cells_of(draft: Draft) -> Cells:
    """Outcome by (drafted node, rule)."""
    bom, new = draft.arrays()
    old = {int(number): drafted for drafted, number in enumerate(new)}
    evaluation = evaluate(bom, RULES)
    cells = evaluation.line.cells
    return {
        (old[node], rule): Outcome(outcome)
        for node, rule, outcome in zip(
            cells.node.tolist(), cells.rule.tolist(), evaluation.outcomes.tolist(), strict=True
        )
    }


def statuses(draft: Draft) -> list[list[Status]]:
    """Status by drafted node, one per list."""
    bom, new = draft.arrays()
    flags = evaluate(bom, RULES).flags
    return [[status_of(int(bits)) for bits in flags[number]] for number in new]


def judged(draft: Draft, root: int = 0) -> tuple[Evaluation, Product]:
    bom, new = draft.arrays()
    labels = [""] * len(bom.nodes)
    for drafted, number in enumerate(new):
        labels[int(number)] = f"n{drafted}"
    return evaluate(bom, RULES), product_of(bom, int(new[root]), labels)
