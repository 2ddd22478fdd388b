"""Parts that no column can hold, judged by `engine.evaluate` and merged in."""

from __future__ import annotations

import numpy as np

from engine.arrays import BoolArray
from engine.evaluate import evaluate
from engine.planes.excerpt import excerpt
from engine.planes.law import Law
from engine.planes.leaves import Leaves
from engine.planes.parts import Numbers, distinct
from engine.planes.plane import Bits, no_bits, planes_of

__all__ = ["hard_bits", "mark_noted"]


def mark_noted(leaves: Leaves, law: Law, parts: Numbers, hard: BoolArray) -> None:
    """Mark those of some parts where a rule asks for a claim or an intention that was told."""
    for noted, asks in ((leaves.claimed, law.excused), (leaves.purposed, law.asked)):
        if len(noted.part):
            told = distinct(noted.part[asks[noted.substance]])
            hard[np.isin(parts, told)] = True


def hard_bits(leaves: Leaves, law: Law, parts: Numbers) -> Bits:
    """Own bits of some parts, uint64 [planes, words, parts], by the slow and complete way."""
    if not len(parts):
        return no_bits(0, len(law.rules.lists))
    cut = excerpt(leaves.bom, leaves.parts, parts)
    return planes_of(evaluate(cut.bom, law.rules).flags[cut.root])
