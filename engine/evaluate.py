"""The pipeline, one page: a structure and the law of one day in, outcomes out.

Before it, `assemble` checks a structure and `compile` reads the law of the day. After it, `judge`
answers about one product, `tree` opens it, `impact` compares two laws and `explain` decides a
single cell again in fractions. `planes` does the same for portfolios, by whole numbers, and hands
to this page what those cannot hold.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.arrays import BomArrays, BoolArray
from engine.compare import Compared, compare
from engine.context import in_context
from engine.exemptions import apply_exemptions
from engine.line import Line, line_of
from engine.masses import node_masses
from engine.outcomes import Flags
from engine.rules import RuleSet
from engine.scope import in_scope
from engine.settle import outcomes_of, settle
from engine.silence import covered_by
from engine.statements import Denial, Statement, denials, statements

__all__ = ["Evaluation", "evaluate"]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything that was judged.

    Attributes:
        line: the cells and the way to their exact numbers.
        outcomes: `Outcome` of every cell, int8 [cells].
        statements: suppliers' answers “above” that the composition does not bear out.
        denials: suppliers' answers “below” that it contradicts.
        covered: whether silence or an answer settles an entry, bool [evidences + 1, rules].
        flags: union of outcomes at and below every node, uint16 [nodes, lists].
    """

    line: Line
    compared: Compared
    outcomes: NDArray[np.int8]
    covered: BoolArray
    statements: tuple[Statement, ...]
    denials: tuple[Denial, ...]
    flags: Flags


def evaluate(bom: BomArrays, rules: RuleSet) -> Evaluation:
    """Judge every node of a structure against every rule, each declared leaf once.

    1. `masses`: what a node weighs, as told or as the sum of what it holds.
    2. `scope`: which constituents a rule counts, and in which node; such a pair of node and rule is
       a cell, and the node is what the rule divides by. `line` holds the exact numbers behind it.
    3. `compare`: the share against the limit; `exemptions`: which breaches are excused.
    4. `context`: whether the rule is meant for such a thing at all.
    5. `silence`: what is known where nothing was found.
    6. `statements`: what suppliers answer, held against all of that.
    7. `settle`: outcomes and gaps rise to every node above.
    """
    masses = node_masses(bom)
    cells = in_scope(bom, rules)
    line = line_of(bom, rules, cells, masses)
    compared = compare(line)
    excuse = apply_exemptions(line, compared)
    outcomes = in_context(line, outcomes_of(rules, cells.rule, compared, excuse))
    covered = covered_by(bom.evidences, rules)
    told, denied = statements(line, outcomes), denials(line, compared, outcomes)
    flags = settle(line, outcomes, covered, (*told, *denied))
    return Evaluation(line, compared, outcomes, covered, told, denied, flags)
