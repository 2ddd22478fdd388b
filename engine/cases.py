"""One case of a verdict with its exact numbers."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engine.case_substances import case_substances
from engine.case_trust import case_trust, members_of
from engine.causes import cause_of
from engine.evaluate import Evaluation
from engine.exemptions import rulings_of
from engine.explain import explain
from engine.line import Ratio
from engine.outcomes import Outcome
from engine.product import Product
from engine.rulings import Ruling
from engine.statements import Statement
from engine.unweighed import least_share
from engine.verdict import Case
from engine.whole_product import whole_product
from regulations.model import Trust
from regulations.substances import SubstanceId

__all__ = ["case_of", "stated_case"]


def case_of(
    evaluation: Evaluation,
    product: Product,
    cell: int,
    names: Mapping[SubstanceId, str],
    *,
    explained: bool,
) -> Case:
    """A cell with exact numbers; with the reasoning of the second run when asked."""
    line = evaluation.line
    node, rule = int(line.cells.node[cell]), int(line.cells.rule[cell])
    entry, threshold = line.rules.entries[rule], line.rules.thresholds[rule]
    outcome = Outcome(int(evaluation.outcomes[cell]))
    low, high = _ratios(evaluation, cell)
    rulings = rulings_of(line, cell) if entry.exemption_lists else ()
    is_weighed = not np.isnan(evaluation.compared.shares.high[cell])
    substances = tuple(case_substances(line, cell, names, is_weighed=bool(is_weighed)))
    return Case(
        list_id=entry.list_id,
        entry=entry,
        threshold=threshold,
        outcome=outcome,
        path=product.path(node),
        substances=substances,
        low=None if low is None else low.share,
        high=None if high is None else high.share,
        numerator=None if low is None else low.numerator,
        denominator=line.masses.exact(node),
        ruling=_telling(rulings, outcome),
        basis="composition",
        trust=case_trust(entry, threshold, members_of(line.rules, rule), substances),
        reason=cause_of(line, cell, outcome, rulings),
        trace=explain(line.bom, line.rules, node, rule) if explained else None,
        whole_product=whole_product(evaluation, product, cell) if explained else None,
    )


def stated_case(evaluation: Evaluation, product: Product, statement: Statement) -> Case:
    """A case that rests on the supplier's own answer."""
    rules = evaluation.line.rules
    entry, threshold = rules.entries[statement.rule], rules.thresholds[statement.rule]
    outcome = Outcome.CONFLICT if statement.is_conflict else statement.outcome
    return Case(
        list_id=entry.list_id,
        entry=entry,
        threshold=threshold,
        outcome=outcome,
        path=product.path(statement.answer.node),
        substances=(),
        low=None,
        high=None,
        numerator=None,
        denominator=None,
        ruling=None,
        basis="answer",
        trust=max(Trust.D, case_trust(entry, threshold)),
        reason=f"{statement.answer.told}; by itself: {statement.outcome.word}",
    )


def _ratios(evaluation: Evaluation, cell: int) -> tuple[Ratio | None, Ratio | None]:
    """Exact low and high; None where a mass is missing or the amount was not told."""
    line, shares = evaluation.line, evaluation.compared.shares
    low = None if np.isnan(shares.low[cell]) else line.ratio(cell, high=False)
    least = least_share(line, cell)
    if least > (low.share if low else 0):
        low = Ratio(least, None, None)
    return low, line.ratio(cell, high=True) if np.isfinite(shares.high[cell]) else None


def _telling(rulings: tuple[Ruling, ...], outcome: Outcome) -> Ruling | None:
    """The claim that decided: the one that holds, or why none excuses all of what is declared."""
    if outcome is Outcome.EXEMPTION_INVALID:
        failed = [ruling for ruling in rulings if ruling.reason]
        return failed[0] if failed else rulings[0].refused("rest")
    return rulings[0] if rulings else None
