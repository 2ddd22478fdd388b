"""The status of every part under every list, in the words of people."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from engine.arrays import BomArrays
from engine.outcomes import Status
from engine.planes.judge import judge_portfolio
from engine.planes.law import law_of
from engine.planes.leaves import leaves_of
from engine.rules import RuleSet

__all__ = ["part_statuses"]

_STATUSES = tuple(Status)


def part_statuses(bom: BomArrays, rules: RuleSet, nodes: Iterable[int]) -> list[tuple[Status, ...]]:
    """Statuses of some parts, by the lists of the rules, in the order asked.

    Args:
        bom: the portfolio.
        rules: the law of the day.
        nodes: parts: nodes that are a boundary, or that nothing holds.
    """
    leaves = leaves_of(bom)
    judged = judge_portfolio(leaves, law_of(rules, leaves))
    parts = leaves.parts.around[np.fromiter(nodes, dtype=np.int64)]
    return [tuple(_STATUSES[one] for one in row) for row in judged.planes.statuses(parts).tolist()]
