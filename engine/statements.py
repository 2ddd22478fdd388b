"""What suppliers answer and certificates say, held against what the composition comes to.

A statement “above” that nothing bears out, one “below” that the composition contradicts, and a
certificate against an answer are entries of one ledger: every statement stays, the worst counts,
no document is edited.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.arrays import BomArrays
from engine.boundary import declared_around
from engine.compare import Breach, Compared
from engine.evidence import NOTHING_DECLARED, Answer
from engine.line import Line
from engine.outcomes import Outcome
from engine.rulings import rule_on
from engine.silence import answered_below
from regulations.model import Effect, Entry

__all__ = ["Denial", "Statement", "denials", "statements"]

_BEYOND = (
    Outcome.EXEMPT,
    Outcome.INFORM,
    Outcome.DECLARE,
    Outcome.CONTROLLED,
    Outcome.EXEMPTION_INVALID,
    Outcome.EXCEEDED,
)
"""Outcomes of content that is surely beyond the limit, whatever the law makes of it."""

_AGREE = (
    Outcome.EXEMPT,
    Outcome.INFORM,
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
        is_conflict: False where nothing else was declared that contradicts it.
    """

    answer: Answer
    rule: int
    outcome: Outcome
    is_conflict: bool

    @property
    def node(self) -> int:
        """The declared part."""
        return self.answer.node


@dataclass(frozen=True, slots=True)
class Denial:
    """An answer “below” though the composition is surely above.

    Attributes:
        node: the declared part.
        cell: where the composition says so; of several the worst, then the first.
        told: the answer for people.
        source: whose statement it is: `answer` or `certificate`.
    """

    node: int
    rule: int
    cell: int
    outcome: Outcome
    told: str
    source: str = "answer"

    @property
    def is_conflict(self) -> bool:
        """Always: the composition says something else."""
        return True


def denials(line: Line, compared: Compared, outcomes: NDArray[np.int8]) -> tuple[Denial, ...]:
    """Answers “below” that cells of the same declaration contradict, by part and rule."""
    bom, rules = line.bom, line.rules
    if not any(evidence.below for evidence in bom.evidences):
        return ()
    evidence = bom.nodes.evidence[line.cells.node]
    beyond = (compared.breach == Breach.ABOVE) & np.isin(outcomes, _BEYOND)
    beyond &= answered_below(bom.evidences, rules)[evidence, line.cells.rule]
    cells = np.flatnonzero(beyond)
    told = [dict(one.below) for one in bom.evidences]
    worst: dict[tuple[int, int], Denial] = {}
    for cell, node in zip(
        cells.tolist(), declared_around(bom, line.cells.node[cells]), strict=True
    ):
        rule = int(line.cells.rule[cell])
        entry, outcome = rules.entries[rule], Outcome(int(outcomes[cell]))
        before = worst.get((node, rule))
        if before is None or outcome > before.outcome:
            says, name = int(evidence[cell]), (entry.list_id, entry.id)
            source = "certificate" if name in bom.evidences[says].certified else "answer"
            worst[node, rule] = Denial(node, rule, cell, outcome, told[says][name], source)
    return tuple(worst[key] for key in sorted(worst))


def statements(line: Line, outcomes: NDArray[np.int8]) -> tuple[Statement, ...]:
    """Answers “above” without a cell of the same rule in the same declared part.

    Both sides are kept and the worse one counts; nobody's document is edited.
    """
    if not line.bom.answers:
        return ()
    rules = {(e.list_id, e.id): number for number, e in enumerate(line.rules.entries)}
    borne_out = _borne_out(line, outcomes)
    return tuple(
        Statement(answer, rule, _outcome(line, answer, rule), _is_denied(line.bom, answer))
        for answer in line.bom.answers
        if (rule := rules.get(answer.entry)) is not None and (answer.node, rule) not in borne_out
    )


def _is_denied(bom: BomArrays, answer: Answer) -> bool:
    """Whether something else speaks against an answer “above”: the composition, another paper."""
    evidence = int(bom.nodes.evidence[answer.node])
    if answer.has_composition or evidence == NOTHING_DECLARED:
        return answer.has_composition
    return answer.entry in dict(bom.evidences[evidence].below)


def _borne_out(line: Line, outcomes: NDArray[np.int8]) -> set[tuple[int, int]]:
    """(declared part, rule) of every cell that agrees with an answer “above”."""
    cells = np.flatnonzero(np.isin(outcomes, _AGREE))
    parts = declared_around(line.bom, line.cells.node[cells])
    return set(zip(parts, line.cells.rule[cells].tolist(), strict=True))


def _outcome(line: Line, answer: Answer, rule: int) -> Outcome:
    entry = line.rules.entries[rule]
    if not answer.has_same_limit or entry.context or entry.effect is Effect.REVIEW:
        return Outcome.POSSIBLE
    if entry.effect is Effect.INFORM:
        return Outcome.INFORM
    if entry.effect is Effect.DECLARE:
        return Outcome.DECLARE
    if entry.effect is Effect.CONTROL:
        return Outcome.CONTROLLED
    return _excused(line, answer, entry)


def _excused(line: Line, answer: Answer, entry: Entry) -> Outcome:
    """What an answer “above” comes to under a restriction, by the exemptions that it names."""
    claims = [claim for claim in answer.exemptions if claim[0] in entry.exemption_lists]
    rulings = [rule_on(claim, entry, line.rules) for claim in claims]
    if any(not ruling.reason for ruling in rulings):
        return Outcome.EXEMPT
    if any(ruling.is_open for ruling in rulings):
        return Outcome.POSSIBLE
    return Outcome.EXEMPTION_INVALID if claims else Outcome.EXCEEDED
