"""Laws that are only for some things: toys, packaging, leather. Does this one hold here?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.line import Line
from engine.outcomes import Outcome
from regulations.context import Fit, fit
from regulations.model import Entry

__all__ = ["in_context", "placed"]

_CLEAR: Final = (Outcome.NOT_PRESENT, Outcome.BELOW, Outcome.POSSIBLE, Outcome.NO_DATA)
"""Outcomes that say no more than is true whether the law holds here or not."""


def placed(
    outcome: Outcome, entry: Entry, told: Mapping[int, frozenset[str]], node: int
) -> Outcome:
    """What an outcome comes to where the law may not hold.

    Not applicable where what was told rules the law out; where nothing was told, a breach is only
    possible, and never clear: a bracket that nobody calls a toy may still be part of one.

    Args:
        outcome: as if the law held.
        entry: the law.
        told: words of context by node, those of everything around it included.
        node: where the outcome stands.
    """
    found = fit(entry.context, told.get(node, frozenset()), unless=entry.unless)
    if found is Fit.ELSEWHERE:
        return Outcome.NOT_APPLICABLE
    return outcome if found is Fit.APPLIES or outcome in _CLEAR else Outcome.POSSIBLE


def in_context(line: Line, outcomes: NDArray[np.int8]) -> NDArray[np.int8]:
    """The same for every cell, int8 [cells]; rules without a context cost nothing."""
    entries = line.rules.entries
    asks = np.array([bool(entry.context or entry.unless) for entry in entries], dtype=bool)
    if not np.any(asks):
        return outcomes
    found = outcomes.copy()
    told = line.bom.context
    for cell in np.flatnonzero(asks[line.cells.rule]).tolist():
        entry, node = entries[int(line.cells.rule[cell])], int(line.cells.node[cell])
        found[cell] = placed(Outcome(int(outcomes[cell])), entry, told, node)
    return found
