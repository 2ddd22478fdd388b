"""A portfolio on one page: leaves and a law in, a status for every part and list out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.arrays import BoolArray
from engine.exact import IntArray
from engine.planes.backend import Backend
from engine.planes.backend import chosen as chosen_backend
from engine.planes.columns import judge_columns, rows_of, selected
from engine.planes.hard import hard_bits, mark_noted
from engine.planes.law import Law, check_fits
from engine.planes.leaves import Leaves
from engine.planes.parts import Numbers, Parts
from engine.planes.plane import Bits, Planes, flat, no_bits
from engine.planes.silence import mark_silence
from engine.planes.upward import rise

__all__ = ["Judged", "carry_up", "judge_leaves", "judge_portfolio"]


@dataclass(frozen=True, slots=True)
class Judged:
    """A portfolio under one law.

    Attributes:
        planes: answers of every part with all that is below it.
        hard: parts that were judged by `engine.evaluate`, sorted.
        mixed: parts that hold other parts and have bits of their own, sorted; any other part's
            own bits are its bits, or none.
        own: their own bits.
    """

    planes: Planes
    hard: IntArray
    mixed: IntArray
    own: Bits


def judge_portfolio(leaves: Leaves, law: Law, backend: Backend = Backend.AUTO) -> Judged:
    """Judge what every part consists of, once, and carry the answers up.

    Args:
        leaves: the portfolio.
        law: the law of the day, compiled for it.
        backend: where the loops run; the bits are the same.
    """
    bits, hard = judge_leaves(leaves, law, backend)
    mixed = np.flatnonzero(np.diff(leaves.parts.starts))
    mixed = mixed[np.bitwise_or.reduce([word[mixed] for word in flat(bits)]) > 0]
    own = bits[..., mixed]
    carry_up(leaves.parts, bits, backend)
    return Judged(Planes(bits, law.rules.lists), np.flatnonzero(hard), mixed, own)


def judge_leaves(
    leaves: Leaves, law: Law, backend: Backend = Backend.AUTO, chosen: Numbers | None = None
) -> tuple[Bits, BoolArray]:
    """Own bits of every part, or of some, and which of them were hard, bool [parts].

    Args:
        leaves: the portfolio.
        law: the law of the day.
        backend: where the loops run.
        chosen: numbers of the parts to judge, sorted; all of them unless given.

    Raises:
        InvalidStructure: the law was compiled for another portfolio, or for lighter parts.
    """
    check_fits(leaves, law)
    parts = np.arange(len(leaves.parts), dtype=np.int32) if chosen is None else chosen
    own = no_bits(len(parts), len(law.rules.lists))
    hard = leaves.hard[parts]
    if not len(parts):
        return own, hard
    who = chosen_backend(backend, rows_of(leaves.columns, len(parts)))
    mark_silence(leaves, law, parts, own, who)
    if who is Backend.NUMBA:
        from engine.planes.loops import judge_loops  # noqa: PLC0415 - numba, only when it pays

        judge_loops(leaves.columns, law, own, hard, parts)
    else:
        judge_columns(
            leaves.columns if chosen is None else selected(leaves.columns, parts), law, own, hard
        )
    mark_noted(leaves, law, parts, hard)
    odd = np.flatnonzero(hard)
    own[..., odd] = hard_bits(leaves, law, parts[odd])
    return own, hard


def carry_up(parts: Parts, bits: Bits, backend: Backend = Backend.AUTO) -> None:
    """OR the bits of each part into all parts above it; in place."""
    if chosen_backend(backend, len(parts.child)) is Backend.NUMBA:
        from engine.planes.upward_loops import rise_loops  # noqa: PLC0415 - numba, only when it pays

        rise_loops(parts, bits)
    else:
        rise(parts, bits)
