"""What suppliers answer themselves, held against what their composition comes to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.arrays import Answer
from engine.exemptions import rule_on
from engine.line import Line
from engine.outcomes import Outcome
from engine.scope import only_parents
from regulations.model import Effect

__all__ = ["Statement", "statements"]

_AGREE = (
    Outcome.EXEMPT,
    Outcome.CONTROLLED,
    Outcome.DECLARE,
    Outcome.POSSIBLE,
    Outcome.EXEMPTION_INVALID,
    Outcome.EXCEEDED,
)


@dataclass(frozen=True, slots=True)
class Statement:
    """An answer that the composition does not bear out, or that stands alone.

    Attributes:
        rule: number of the rule.
        outcome: what the answer comes to by itself; the worse side, so it counts.
        is_conflict: False where there is no composition to contradict it.
    """

    answer: Answer
    rule: int
    outcome: Outcome
    is_conflict: bool


def statements(line: Line, outcomes: NDArray[np.int8]) -> tuple[Statement, ...]:
    """Answers “above” without a cell of the same rule in the same declared part.

    Both sides are kept and the worse one counts; nobody's document is edited.
    """
    if not line.bom.answers:
        return ()
    rules = {(e.list_id, e.id): number for number, e in enumerate(line.rules.entries)}
    borne_out = _borne_out(line, outcomes)
    return tuple(
        Statement(answer, rule, _outcome(line, answer, rule), answer.has_composition)
        for answer in line.bom.answers
        if (rule := rules.get(answer.entry)) is not None and (answer.node, rule) not in borne_out
    )


def _borne_out(line: Line, outcomes: NDArray[np.int8]) -> set[tuple[int, int]]:
    """(declared part, rule) of every cell that agrees with an answer “above”."""
    parent, _ = only_parents(line.bom)
    cells = np.flatnonzero(np.isin(outcomes, _AGREE))
    at = line.cells.node[cells].copy()
    inner = ~line.bom.nodes.is_boundary[at] & (parent[at] >= 0)
    while np.any(inner):
        at[inner] = parent[at[inner]]
        inner = ~line.bom.nodes.is_boundary[at] & (parent[at] >= 0)
    return set(zip(at.tolist(), line.cells.rule[cells].tolist(), strict=True))


def _outcome(line: Line, answer: Answer, rule: int) -> Outcome:
    entry = line.rules.entries[rule]
    if not answer.has_same_limit:
        return Outcome.POSSIBLE
    if entry.effect is Effect.DECLARE:
        return Outcome.DECLARE
    if entry.effect is Effect.CONTROL:
        return Outcome.CONTROLLED
    claims = [claim for claim in answer.exemptions if claim[0] in entry.exemption_lists]
    if any(not rule_on(claim, entry, line.rules).reason for claim in claims):
        return Outcome.EXEMPT
    return Outcome.EXEMPTION_INVALID if claims else Outcome.EXCEEDED
