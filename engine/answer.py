"""What an evaluation answers about one product, without numbers or words: enough to compare."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

import numpy as np

from engine.duties import duty_names
from engine.evaluate import Evaluation
from engine.outcomes import TOLD, Outcome, Status, status_of
from engine.product import Product
from regulations.substances import SubstanceId

__all__ = ["Answer", "answer_of"]

Answer = tuple[tuple[Status, ...], frozenset[tuple[object, ...]]]
"""Status per list; and (node, list, entry, outcome, duties) of everything that is told."""


def answer_of(
    evaluation: Evaluation, product: Product, tonnes: Mapping[SubstanceId, Fraction]
) -> Answer:
    """The answer; equal answers tell people the same, whatever the list versions are called."""
    rules = evaluation.line.rules
    statuses = tuple(
        status_of(int(evaluation.flags[product.root, place])) for place in range(len(rules.lists))
    )
    return statuses, frozenset(_told(evaluation, product, tonnes))


def _told(
    evaluation: Evaluation, product: Product, tonnes: Mapping[SubstanceId, Fraction]
) -> Iterator[tuple[object, ...]]:
    line = evaluation.line
    told = product.inside[line.cells.node] & np.isin(evaluation.outcomes, TOLD)
    cells = np.flatnonzero(told)
    names = [(entry.list_id, entry.id) for entry in line.rules.entries]
    for node, rule, number in zip(
        line.cells.node[cells].tolist(),
        line.cells.rule[cells].tolist(),
        evaluation.outcomes[cells].tolist(),
        strict=True,
    ):
        outcome = Outcome(number)
        entry = line.rules.entries[rule]
        yield node, *names[rule], outcome, duty_names(entry, outcome, line.rules.as_of, tonnes)
    for statement in evaluation.statements:
        if product.inside[statement.answer.node]:
            yield statement.answer.node, *names[statement.rule], statement.outcome
