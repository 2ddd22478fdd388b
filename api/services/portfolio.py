"""The whole portfolio against everything in force."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from api.services.law import Law, law_of
from api.services.parts import answered
from api.wire.body import Json
from bom.lists.law_book import read_law_book
from bom.portfolio.snapshot import PartFacts, Snapshot, read_snapshot
from engine.evaluate import Evaluation, evaluate
from engine.judge import Question, judge
from engine.outcomes import Outcome, Status, status_of, worst_status
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
    snapshot = read_snapshot(session)
    arrays = answered(snapshot)
    evaluation = evaluate(arrays, law.rules)
    held = set(arrays.usages.child.tolist()) | snapshot.applied
    judged = {node: _statuses(law, evaluation, node) for node in snapshot.parts}
    rows = []
    for place, node in enumerate(sorted(judged, key=lambda n: _order(snapshot, n, judged[n]))):
        lists = judged[node]
        cause = _cause(law, snapshot, evaluation, node) if place < causes else ""
        status = worst_status(list(lists))
        rows.append(Row(snapshot.parts[node], status, lists, node not in held, cause))
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


def _statuses(law: Law, evaluation: Evaluation, node: int) -> tuple[Status, ...]:
    return tuple(
        status_of(int(evaluation.flags[node, place])) for place in range(len(law.rules.lists))
    )


def _order(snapshot: Snapshot, node: int, lists: tuple[Status, ...]) -> tuple[int, int, str, str]:
    """Worst status first; among equals the product before what is in it."""
    worst = list(Status).index(worst_status(list(lists)))
    facts = snapshot.parts[node]
    return -worst, -int(snapshot.arrays.height[node]), facts.part_number, facts.revision


def _cause(law: Law, snapshot: Snapshot, evaluation: Evaluation, node: int) -> str:
    product = product_of(evaluation.line.bom, node, snapshot.labels)
    verdict = judge(evaluation, product, Question(assumptions=law.assumptions))
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
