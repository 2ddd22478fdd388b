"""The whole portfolio against everything in force."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from api.services.justified import justified, restated
from api.services.law import Law, law_of
from api.services.parts import answered
from api.services.whole import whole_portfolio
from api.wire.body import Json
from bom.lists.law_book import read_law_book
from bom.portfolio.snapshot import PartFacts, Snapshot
from engine.arrays import BomArrays
from engine.below import below
from engine.evaluate import evaluate
from engine.judge import Question, judge
from engine.outcomes import Outcome, Status, worst_status
from engine.planes.told import part_statuses
from engine.product import product_of
from engine.verdict import Case, PartVerdict

__all__ = ["Portfolio", "Row", "evaluate_portfolio", "portfolio_json"]

_PHRASE: Final = {
    Outcome.EXCEEDED: "exceeds",
    Outcome.EXEMPTION_INVALID: "exemption fails",
    Outcome.CONFLICT: "contradicts itself",
    Outcome.POSSIBLE: "may exceed",
    Outcome.DECLARE: "to be told",
    Outcome.EXEMPT: "exempt",
    Outcome.INFORM: "worth telling",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One part of the company: status per list, and why the worst of them is what it is."""

    facts: PartFacts
    status: Status
    lists: tuple[Status, ...]
    is_product: bool
    cause: str


@dataclass(frozen=True, slots=True)
class Portfolio:
    """All parts, worst first."""

    law: Law
    rows: tuple[Row, ...]
    known_at: str | None


def evaluate_portfolio(session: Session, *, as_of: date, causes: int = 200) -> Portfolio:
    """Judge every part at once; look up the cause for the first `causes` rows that have one."""
    law = law_of(as_of=as_of, book=read_law_book(session))
    snapshot = whole_portfolio(session)
    arrays = answered(snapshot)
    held = set(arrays.usages.child.tolist()) | snapshot.applied
    parts = dict(snapshot.parts.items())
    told = zip(parts.items(), part_statuses(arrays, law.rules, parts), strict=True)
    judged = [(node, facts, lists) for (node, facts), lists in told]
    part_of = {node: facts.part_id for node, facts in parts.items()}
    accepted = justified(session, part_of, as_of=as_of, known_at=None)
    # All is read. Judging is long, and on SQLite a reader keeps a writer waiting.
    session.rollback()
    counted = restated(accepted, arrays, law.rules)
    judged = [(node, facts, counted.get(node, lists)) for node, facts, lists in judged]
    height = arrays.height.tolist()
    judged.sort(key=lambda one: _order(height[one[0]], *one[1:]))
    rows = []
    for place, (node, facts, lists) in enumerate(judged):
        cause = _cause(law, snapshot, arrays, node) if place < causes else ""
        rows.append(Row(facts, worst_status(list(lists)), lists, node not in held, cause))
    return Portfolio(law, tuple(rows), snapshot.recorded_at)


def portfolio_json(portfolio: Portfolio) -> Json:
    """Counts per list, and every part with its status."""
    rules = portfolio.law.rules
    return {
        "as_of": rules.as_of.isoformat(),
        "known_at": portfolio.known_at,
        "assumptions": list(portfolio.law.assumptions),
        "parts": len(portfolio.rows),
        "status": _counts([row.status for row in portfolio.rows]),
        "lists": [
            {
                "list": list_id,
                "version": rules.versions[list_id],
                "status": _counts([row.lists[place] for row in portfolio.rows]),
            }
            for place, list_id in enumerate(rules.lists)
        ],
        "rows": [
            {
                "part_number": row.facts.part_number,
                "revision": row.facts.revision,
                "manufacturer": row.facts.manufacturer,
                "name": row.facts.name,
                "is_product": row.is_product,
                "status": row.status.value,
                "lists": dict(zip(rules.lists, [s.value for s in row.lists], strict=True)),
                "cause": row.cause,
            }
            for row in portfolio.rows
        ],
    }


def _counts(statuses: list[Status]) -> dict[str, int]:
    seen = Counter(statuses)
    return {status.value: seen[status] for status in Status}


def _order(height: int, facts: PartFacts, lists: tuple[Status, ...]) -> tuple[int, int, str, str]:
    """Worst status first; among equals the product before what is in it."""
    worst = list(Status).index(worst_status(list(lists)))
    return -worst, -height, facts.part_number, facts.revision


def _cause(law: Law, snapshot: Snapshot, arrays: BomArrays, node: int) -> str:
    cut = below(arrays, [node])
    labels = [snapshot.labels[each] for each in cut.node.tolist()]
    product = product_of(cut.bom, cut.number(node), labels)
    verdict = judge(evaluate(cut.bom, law.rules), product, Question(assumptions=law.assumptions))
    return _said(verdict)


def _said(verdict: PartVerdict) -> str:
    """The worst case in words; else the first gap; else the first duty."""
    telling = [c for c in verdict.cases if c.outcome is not Outcome.CONTROLLED]
    if telling and telling[0].outcome in (
        Outcome.EXCEEDED, Outcome.EXEMPTION_INVALID, Outcome.CONFLICT, Outcome.POSSIBLE,
    ):  # fmt: skip
        return _case(telling[0])
    if verdict.gaps and verdict.status is Status.UNKNOWN:
        gap = verdict.gaps[0]
        return f"{gap.outcome.replace('_', ' ')}: {' › '.join(gap.path[1:]) or gap.reason}"
    return _case(telling[0]) if telling else ""


def _case(case: Case) -> str:
    where = " › ".join(case.path[1:]) or case.path[0]
    excuse = f" ({case.ruling.exemption})" if case.ruling else ""
    return f"{_PHRASE[case.outcome]}: {case.entry.name}{excuse} in {where}"
