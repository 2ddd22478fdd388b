"""Accepted findings, where verdicts are made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from sqlalchemy.orm import Session

from api.wire.body import Json
from bom.justifications.read import Recorded, in_force, part_ids_of
from engine.arrays import BomArrays
from engine.below import below
from engine.evaluate import Evaluation, evaluate
from engine.justify import Accepted, Scope, above, accepted_in, with_accepted
from engine.outcomes import Status, status_of
from engine.product import Product
from engine.rules import RuleSet
from regulations.quantities import SHARE_UNITS, exact_decimal
from regulations.substances import substance_id

__all__ = ["NONE", "Justified", "justifications_json", "justified", "last_day", "restated"]


@dataclass(frozen=True, slots=True)
class Justified:
    """The justifications in force for a question.

    Attributes:
        records: by number.
        part_of: part id of each node that stands for a part of the company.
    """

    records: Mapping[int, Recorded]
    scopes: tuple[Scope, ...]
    part_of: Mapping[int, int]

    def counted(self, evaluation: Evaluation) -> tuple[Evaluation, tuple[Accepted, ...]]:
        """The evaluation with its statuses as they count, and what was accepted in it."""
        accepted = accepted_in(evaluation, self.scopes, self.part_of)
        return with_accepted(evaluation, accepted), accepted


NONE: Final = Justified({}, (), {})
"""Where nothing is accepted, e.g. for a structure in a file."""


def justified(
    session: Session, part_of: Mapping[int, int], *, as_of: date, known_at: str | None
) -> Justified:
    """What is in force on a day as known at an instant.

    Args:
        session: of the reading transaction of the question.
        part_of: part id of each node that stands for a part of the company.
        as_of: the day that is judged.
        known_at: ISO 8601; None = now.
    """
    records = in_force(session, as_of=as_of, known_at=known_at)
    if not records:
        return NONE
    scopes = tuple(_scope(session, one) for one in records)
    return Justified({one.number: one for one in records}, scopes, part_of)


def justifications_json(
    held: Justified, accepted: Sequence[Accepted], evaluation: Evaluation, product: Product
) -> list[Json]:
    """What a verdict says beside its cases: which of them was accepted, by whom, until when."""
    return [
        _justification(held.records[one.scope.number], one, evaluation, product)
        for one in accepted
        if product.inside[int(evaluation.line.cells.node[one.cell])]
    ]


def restated(held: Justified, bom: BomArrays, rules: RuleSet) -> dict[int, tuple[Status, ...]]:
    """Statuses by list of the parts that hold a part of which something is accepted.

    Few are: each is judged on its own, and the rest of the portfolio is not judged again.
    """
    named = {number for scope in held.scopes for number in scope.part_ids}
    nodes = [node for node, number in held.part_of.items() if number in named]
    found: dict[int, tuple[Status, ...]] = {}
    for node in sorted(above(bom, nodes) & held.part_of.keys()):
        cut = below(bom, [node])
        part_of = {
            inner: held.part_of[outer]
            for inner, outer in enumerate(cut.node.tolist())
            if outer in held.part_of
        }
        counted, _ = replace(held, part_of=part_of).counted(evaluate(cut.bom, rules))
        flags = counted.flags[cut.number(node)].tolist()
        found[node] = tuple(status_of(each) for each in flags)
    return found


def last_day(accepted: Iterable[Accepted]) -> date | None:
    """The first day on which one of them counts no more; None where there is none."""
    ends = [one.scope.last_day + timedelta(days=1) for one in accepted]
    return min(ends, default=None)


def _scope(session: Session, one: Recorded) -> Scope:
    return Scope(
        number=one.number,
        part_ids=part_ids_of(session, one),
        list_id=one.list_id,
        entry=one.entry,
        substances=frozenset(substance_id(each) for each in one.substances),
        up_to=exact_decimal(one.up_to_ppm) / SHARE_UNITS["ppm"],
        last_day=one.expires_on,
    )


def _justification(
    one: Recorded, accepted: Accepted, evaluation: Evaluation, product: Product
) -> Json:
    node = int(evaluation.line.cells.node[accepted.cell])
    return {
        "id": one.number,
        "list": one.list_id,
        "entry": one.entry,
        "path": list(product.path(node)),
        "substances": list(one.substances),
        "up_to_ppm": one.up_to_ppm,
        "reason": one.reason,
        "evidence": one.evidence,
        "author": one.author,
        "approved_by": one.approved_by,
        "expires_on": one.expires_on.isoformat(),
    }
