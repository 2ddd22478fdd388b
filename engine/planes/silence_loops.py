"""The same as `silence` in loops that numba compiles; imported only when chosen."""

from __future__ import annotations

from engine.compiled import compiled
from engine.exact import IntArray
from engine.planes.crew import crew
from engine.planes.leaves import Leaves
from engine.planes.parts import Numbers
from engine.planes.wide import Words

__all__ = ["silence_loops"]


def silence_loops(
    leaves: Leaves, said: Words, told: IntArray, parts: Numbers, words: Words
) -> None:
    """As `engine.planes.silence.mark_silence`.

    Args:
        leaves: the portfolio.
        said: what silence comes to, [planes · words, evidences].
        told: rows of it that are not empty.
        parts: numbers of the parts.
        words: their bits, [planes · words, parts].
    """
    units, evidence = leaves.units, leaves.evidence

    def mark(first: int, last: int) -> None:
        for word in told.tolist():
            _mark(units, evidence, said[word], parts[first:last], words[word, first:last])

    with crew(len(parts)) as each:
        each(mark, 0, len(parts))


@compiled
def _mark(units: Numbers, evidence: Numbers, said: Words, parts: Numbers, word: Words) -> None:
    for place in range(len(parts)):
        for unit in range(units[parts[place]], units[parts[place] + 1]):
            word[place] |= said[evidence[unit]]
