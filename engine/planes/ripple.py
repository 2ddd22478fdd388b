"""A change carried up only as far as it changes anything."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine.exact import IntArray
from engine.planes.flips import Flips, turn, turned
from engine.planes.parts import Numbers, Parts, spans
from engine.planes.plane import Bits
from engine.planes.postings import Postings

__all__ = ["Own", "Step", "ripple"]


class Step(NamedTuple):
    """What some parts say of themselves now, and did not before.

    Attributes:
        part: numbers of the parts, sorted.
        more: own bits of each that are set now, those that were set before or not;
            [planes, words, parts].
        less: own bits of each that were set and are not now; None where there is none.
    """

    part: Numbers
    more: Bits
    less: Bits | None


class Own(NamedTuple):
    """Own bits of parts that hold others, sorted; such a part has none unless it is here."""

    part: IntArray
    bits: Bits

    def of(self, parts: Numbers) -> Bits:
        """Own bits of some parts that hold others."""
        found = np.zeros((*self.bits.shape[:2], len(parts)), dtype=np.uint64)
        if len(self.part):
            place = np.minimum(np.searchsorted(self.part, parts), len(self.part) - 1)
            here = self.part[place] == parts
            found[..., here] = self.bits[..., place[here]]
        return found

    def after(self, step: Step, holds: IntArray) -> Own:
        """With what a step changes in those of its parts that hold others."""
        if not len(holds):
            return self
        parts, bits = step.part[holds], step.more[..., holds]
        old = self.of(parts)
        bits = bits | (old if step.less is None else old & ~step.less[..., holds])
        kept, told = ~np.isin(self.part, parts), np.any(bits, axis=(0, 1))
        part = np.concatenate([self.part[kept], parts[told]]).astype(np.int64)
        order = np.argsort(part)
        both = np.concatenate([self.bits[..., kept], bits[..., told]], axis=2)
        return Own(part[order], np.ascontiguousarray(both[..., order]))


def ripple(parts: Parts, above: Postings, own: Own, bits: Bits, step: Step) -> Flips:
    """Recompute what holds a change, level by level, as long as something changes; in place.

    Args:
        parts: the graph.
        above: its ways back.
        own: own bits of parts that hold others, the step taken.
        bits: answers before the step.
        step: where to begin.
    """
    holds = parts.starts[step.part + 1] > parts.starts[step.part]
    dirty = np.zeros(len(parts), dtype=bool)
    dirty[step.part[holds]] = True
    was = bits[..., step.part[~holds]]
    kept = was if step.less is None else was & ~step.less[..., ~holds]
    found = [turned(was, kept | step.more[..., ~holds], step.part[~holds])]
    turn(bits, found[0])
    above.mark(found[0].parts, dirty)
    ends = np.searchsorted(parts.height, np.arange(int(parts.height.max(initial=0)) + 2))
    for low, high in zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True):
        part = (low + np.flatnonzero(dirty[low:high])).astype(np.int32)
        fresh = _from_below(parts, own, bits, part)
        found.append(turned(bits[..., part], fresh, part))
        bits[..., part] = fresh
        above.mark(found[-1].parts, dirty)
    return Flips.joined(found)


def _from_below(parts: Parts, own: Own, bits: Bits, part: Numbers) -> Bits:
    """Bits of some parts, each of which holds others, from their own and from what they hold."""
    first = parts.starts[part]
    length = parts.starts[part + 1] - first
    below = bits[..., parts.child[spans(first, length)]]
    return own.of(part) | np.bitwise_or.reduceat(below, np.cumsum(length) - length, axis=2)
