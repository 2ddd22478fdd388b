"""Evidence and gaps become outcomes; outcomes travel up the structure on two axes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.arrays import BomArrays, BoolArray, Kind
from engine.compare import Breach, Compared
from engine.compile import EFFECTS
from engine.evidence import NOTHING_DECLARED
from engine.exact import IntArray
from engine.exemptions import Excuse
from engine.line import Line
from engine.outcomes import Flags, Outcome, flag
from engine.rules import RuleSet
from engine.statements import Denial, Statement
from regulations.model import Effect

__all__ = ["ABOVE", "gap_flags", "outcomes_of", "rise", "settle", "silences"]

ABOVE: Final = {
    Effect.RESTRICT: Outcome.EXCEEDED,
    Effect.DECLARE: Outcome.DECLARE,
    Effect.CONTROL: Outcome.CONTROLLED,
    Effect.INFORM: Outcome.INFORM,
    Effect.REVIEW: Outcome.POSSIBLE,
}
"""What a breach that nothing excuses comes to."""


def settle(
    line: Line,
    outcomes: NDArray[np.int8],
    covered: BoolArray,
    told: Iterable[Statement | Denial],
) -> Flags:
    """Union of outcomes at and below every node, uint16 [nodes, lists].

    Two axes in one word: the bits of what is known and of what is not never replace each other,
    so a violation stays visible beside a silent supplier, and the silence beside the violation.
    """
    own = gap_flags(line.bom, line.rules, covered)
    cells = line.cells
    bits = np.left_shift(1, outcomes.astype(np.int64)).astype(np.uint16)
    np.bitwise_or.at(own, (cells.node, line.rules.list_of[cells.rule]), bits)
    for one in told:
        both = flag(one.outcome, *([Outcome.CONFLICT] if one.is_conflict else []))
        own[one.node, line.rules.list_of[one.rule]] |= np.uint16(both)
    return rise(line.bom, own)


def outcomes_of(
    rules: RuleSet, rule: IntArray, compared: Compared, excuse: NDArray[np.int8]
) -> NDArray[np.int8]:
    """`Outcome` of every cell from what was compared and excused, int8 [cells]."""
    above = np.array([ABOVE[effect] for effect in EFFECTS], dtype=np.int8)[rules.effect[rule]]
    above = np.where(excuse == Excuse.EXEMPT, Outcome.EXEMPT, above)
    above = np.where(excuse == Excuse.INVALID, Outcome.EXEMPTION_INVALID, above)
    above = np.where(excuse == Excuse.UNDECIDED, Outcome.POSSIBLE, above)
    # Whatever the amount is, a valid exemption covers it: it cannot become a breach.
    possible, lacking = (
        np.where(excuse == Excuse.EXEMPT, Outcome.EXEMPT, open_)
        for open_ in (Outcome.POSSIBLE, Outcome.NO_DATA)
    )
    return np.select(
        [
            compared.breach == Breach.ABOVE,
            compared.breach == Breach.POSSIBLE,
            compared.breach == Breach.NO_DATA,
        ],
        [above, possible, lacking],
        default=Outcome.BELOW,
    ).astype(np.int8)


def gap_flags(bom: BomArrays, rules: RuleSet, covered: BoolArray) -> Flags:
    """Flags of every unit by what its silence means, uint16 [nodes, lists]."""
    own = np.zeros((len(bom.nodes), len(rules.lists)), dtype=np.uint16)
    units = np.flatnonzero(bom.nodes.is_unit)
    evidence = bom.nodes.evidence[units]
    # What a mixture holds is not yet what an article holds: solvents leave, resins react.
    mixed = bom.nodes.kind[units] == Kind.MIXTURE
    own[units] = silences(rules, covered)[np.where(mixed, NOTHING_DECLARED, evidence)]
    return own


def silences(rules: RuleSet, covered: BoolArray) -> Flags:
    """What silence comes to by evidence and list, uint16 [evidences + 1, lists].

    Args:
        rules: the law of the day.
        covered: as `engine.silence.covered_by` gives it.
    """
    by_evidence = np.zeros((len(covered), len(rules.lists)), dtype=np.uint16)
    for position in range(len(rules.lists)):
        of_list = covered[:, rules.list_of == position]
        if not of_list.shape[1]:
            continue
        by_evidence[:, position] = np.where(
            of_list.all(axis=1), flag(Outcome.NOT_PRESENT), flag(Outcome.NOT_COVERED)
        )
    by_evidence[NOTHING_DECLARED] = np.where(
        by_evidence[NOTHING_DECLARED] == 0, 0, flag(Outcome.NO_DATA)
    )
    return by_evidence


def rise(bom: BomArrays, own: Flags) -> Flags:
    """OR of every node's flags into all nodes above it, one pass per level."""
    flags, usages = own.copy(), bom.usages
    level = bom.height[usages.parent]
    # Nodes are ordered by height and usages by parent, so each level is one slice.
    ends = np.searchsorted(level, np.arange(int(level.max(initial=0)) + 2))
    for low, high in zip(ends[1:-1].tolist(), ends[2:].tolist(), strict=True):
        if low == high:
            continue
        parents = usages.parent[low:high]
        first = np.flatnonzero(np.concatenate(([True], parents[1:] != parents[:-1])))
        below = np.bitwise_or.reduceat(flags[usages.child[low:high]], first, axis=0)
        flags[parents[first]] |= below
    return flags
