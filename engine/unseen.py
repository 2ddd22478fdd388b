"""Cases in which nothing was found: believed absent, or not yet law. For people who ask why."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.arrays import Kind
from engine.case_trust import case_trust
from engine.coverage import units_behind
from engine.evaluate import Evaluation
from engine.evidence import NOTHING_DECLARED, Evidence
from engine.line import Line
from engine.outcomes import Outcome
from engine.product import Product
from engine.verdict import Case
from regulations.model import Trust

__all__ = ["unseen_cases"]


def unseen_cases(evaluation: Evaluation, product: Product) -> Iterator[Case]:
    """`not_present` per (unit, entry) whose silence proves it; `not_applicable` per entry."""
    line, bom = evaluation.line, product.bom
    units = np.flatnonzero(product.inside & bom.nodes.is_unit)
    seen = _cells_by_unit(evaluation, product)
    seen |= {(statement.node, statement.rule) for statement in evaluation.statements}
    for unit in units.tolist():
        mixed = bom.nodes.kind[unit] == Kind.MIXTURE
        evidence = NOTHING_DECLARED if mixed else int(bom.nodes.evidence[unit])
        for rule in np.flatnonzero(evaluation.covered[evidence]).tolist():
            if (unit, rule) not in seen:
                yield _bare(line, rule, product.path(unit), bom.evidences[evidence])
    yield from _not_yet(evaluation, product)


def _not_yet(evaluation: Evaluation, product: Product) -> Iterator[Case]:
    rules = evaluation.line.rules
    judged = {(entry.list_id, entry.id) for entry in rules.entries}
    for list_id in rules.lists:
        for entry in rules.catalog.get(list_id).entries:
            if (list_id, entry.id) in judged or not entry.thresholds:
                continue
            first = min(threshold.in_force_from for threshold in entry.thresholds)
            yield Case(
                list_id, entry, entry.thresholds[0], Outcome.NOT_APPLICABLE,
                product.path(product.root), (), None, None, None, None, None,
                "law", case_trust(entry, entry.thresholds[0]),
                f"not in force on {rules.as_of} for this product; first limit {first}",
            )  # fmt: skip


def _bare(line: Line, rule: int, path: tuple[str, ...], evidence: Evidence) -> Case:
    """`not_present`, by the declarant's own answer where he gave one."""
    entry, threshold = line.rules.entries[rule], line.rules.thresholds[rule]
    answer = dict(evidence.below).get((entry.list_id, entry.id))
    trust = case_trust(entry, threshold)
    source = "silence"
    if answer:
        name = (entry.list_id, entry.id)
        source = "certificate" if name in evidence.certified else "answer"
    return Case(
        entry.list_id, entry, threshold, Outcome.NOT_PRESENT, path, (), None, None, None, None,
        None, source, max(Trust.D, trust) if answer else trust,
        answer or evidence.told,
    )  # fmt: skip


def _cells_by_unit(evaluation: Evaluation, product: Product) -> set[tuple[int, int]]:
    cells = evaluation.line.cells
    seen: set[tuple[int, int]] = set()
    for cell in np.flatnonzero(product.inside[cells.node]).tolist():
        rule = int(cells.rule[cell])
        seen |= {(unit, rule) for unit in units_behind(evaluation.line, product, cell)}
    return seen
