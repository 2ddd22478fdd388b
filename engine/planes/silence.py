"""What silence comes to, in every part by what its declarations were made against."""

from __future__ import annotations

import numpy as np

from engine.planes.backend import Backend
from engine.planes.law import Law
from engine.planes.leaves import Leaves
from engine.planes.parts import Numbers, spans
from engine.planes.plane import Bits, flat

__all__ = ["mark_silence"]


def mark_silence(leaves: Leaves, law: Law, parts: Numbers, own: Bits, backend: Backend) -> None:
    """Set the bits of what silence comes to, once per part: two evidences meet in few.

    Args:
        leaves: the portfolio.
        law: the law of the day.
        parts: numbers of the parts.
        own: their bits, [planes, words, parts].
        backend: who does it, never `AUTO`.
    """
    words, said = flat(own), flat(law.silence)
    told = np.flatnonzero(said.any(axis=1))
    if not len(told):
        return
    if backend is Backend.NUMBA:
        from engine.planes.silence_loops import silence_loops  # noqa: PLC0415 - numba, only when it pays

        silence_loops(leaves, said, told, parts, words)
        return
    first = leaves.units[parts]
    times = leaves.units[parts + 1] - first
    silent = np.flatnonzero(times)
    evidence = leaves.evidence[spans(first[silent], times[silent])]
    each = np.cumsum(times[silent]) - times[silent]
    for word in told.tolist():
        words[word, silent] = np.bitwise_or.reduceat(said[word, evidence], each)
