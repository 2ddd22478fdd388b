"""A judged portfolio that follows a change of declarations or of law, and can be put back.

Nothing is judged again that cannot answer differently. Every change equals a full run, bit for
bit; tests hold it to that.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from engine.arrays import BoolArray
from engine.errors import InvalidStructure
from engine.exact import IntArray
from engine.planes.backend import Backend, chosen
from engine.planes.difference import Difference, difference
from engine.planes.flips import Flips, turn
from engine.planes.holders import Holders
from engine.planes.judge import judge_leaves, judge_portfolio
from engine.planes.law import Law, has_room_for, is_for, law_of
from engine.planes.leaves import Leaves
from engine.planes.narrowed import only, within
from engine.planes.parts import Numbers, Parts, distinct
from engine.planes.plane import Bits, Planes
from engine.planes.postings import Postings, above_of
from engine.planes.ripple import Own, Step, ripple
from engine.planes.room import Room
from engine.planes.state import Change, State

__all__ = ["Standing", "standing"]

_ANEW: Final = "judge the portfolio anew: standing(leaves, law)"


@dataclass(slots=True)
class Standing:
    """A portfolio as it stands; the one thing in the engine that changes in place.

    A copy of all bits would cost more than most changes do. `undo` takes the last change back, so
    that a draft list can be tried.

    Attributes:
        above: part → parts that hold it.
    """

    state: State
    planes: Planes
    above: Postings
    backend: Backend = Backend.AUTO
    _holders: Holders = field(default_factory=Holders, repr=False)
    _room: Room | None = field(default=None, repr=False)

    def declare(self, leaves: Leaves, parts: Numbers) -> Change:
        """Other declarations of some parts: judge those, and what holds them.

        Args:
            leaves: the portfolio with them; the same parts in the same graph.
            parts: numbers of the parts that were declared anew, sorted.

        Raises:
            InvalidStructure: the graph is another one, so nothing can be kept.
        """
        if not _is_same(self.state.leaves.parts, leaves.parts):
            raise InvalidStructure("the parts hold one another differently", hint=_ANEW)
        law = self.state.law
        # A substance or an evidence that nobody had before has no number in the law yet; and of
        # the first part that columns hold, or of one far heavier than all, no sum was thought of.
        if not (is_for(law, leaves) and has_room_for(law, leaves)):
            law = law_of(law.rules, leaves)
        own, hard = judge_leaves(leaves, law, self.backend, parts)
        still = self.state.hard[~_among(self.state.hard, parts)]
        self._holders.declared(parts)
        later = replace(self.state, leaves=leaves, law=law, hard=_both(still, parts[hard]))
        return self._taken(later, [self._replacing(parts, own)])

    def enact(self, law: Law, found: Difference | None = None) -> Change:
        """Another law: new or changed rules, another day, other exemptions, other silence.

        Args:
            law: compiled for the same portfolio and the same lists.
            found: its difference from the law that stands, where it is known already: it is the
                same for all portfolios.

        Raises:
            InvalidStructure: other lists, so that no bit means what it meant.
        """
        found = difference(self.state.law, law) if found is None else found
        if not found.is_comparable:
            raise InvalidStructure("the laws judge other lists", hint=_ANEW)
        plain, odd = self._touched(found), self.state.hard
        step, hard = self._judged(law, found, plain)
        steps = [step]
        if len(odd):
            # An exemption, a word of context or an answer leaves no trace in the columns of a law.
            own, still_hard = judge_leaves(self.state.leaves, law, self.backend, odd)
            steps.append(self._replacing(odd, own))
            odd = odd[still_hard]
        return self._taken(replace(self.state, law=law, hard=_both(odd, hard)), steps)

    def undo(self, change: Change) -> None:
        """Put back what the last change did.

        Raises:
            InvalidStructure: something has changed since.
        """
        if change.later is not self.state:
            raise InvalidStructure("only the last change can be undone", hint=_ANEW)
        turn(self.planes.bits, change.flips)
        self.state = change.earlier

    def _touched(self, found: Difference) -> Numbers:
        """Plain parts that may answer differently, sorted."""
        leaves = self.state.leaves
        parts = self._holders.of(leaves, found.substances)
        if np.any(found.silence):
            units = np.flatnonzero(found.silence[leaves.evidence])
            silent = np.searchsorted(leaves.units, units, side="right") - 1
            parts = np.concatenate([parts, silent.astype(np.int32)])
        parts = distinct(parts)
        return parts[~_among(parts, self.state.hard)] if len(self.state.hard) else parts

    def _judged(self, law: Law, found: Difference, parts: Numbers) -> tuple[Step, Numbers]:
        """What parts that were plain say of themselves by the later law; those hard by it."""
        leaves = self.state.leaves
        if found.added is not None:
            own, hard = judge_leaves(leaves, only(law, found.added), self.backend, parts)
            if not np.any(hard):  # rules that were only added can only add bits
                return Step(parts, own, None), parts[:0]
        lists = found.lists[:, None]
        own, hard = judge_leaves(leaves, within(law, found.lists), self.backend, parts)
        own = (own & lists) | (self._own_of(parts) & ~lists)
        return self._replacing(parts, own), parts[hard]

    def _own_of(self, parts: Numbers) -> Bits:
        holds = _holds(self.state.leaves.parts, parts)
        own = self.planes.bits[..., parts]
        own[..., holds] = self.state.own.of(parts[holds])
        return own

    def _replacing(self, parts: Numbers, own: Bits) -> Step:
        return Step(parts, own, self._own_of(parts) & ~own)

    def _taken(self, later: State, steps: Iterable[Step]) -> Change:
        """Replace own bits of parts, of other parts in every step, and carry them up."""
        found = []
        for step in steps:
            own = later.own.after(step, _holds(later.leaves.parts, step.part))
            later = replace(later, own=own)
            found.append(self._carried(later, step))
        earlier, self.state = self.state, later
        return Change(Flips.joined(found), earlier, later)

    def _carried(self, later: State, step: Step) -> Flips:
        graph, bits = later.leaves.parts, self.planes.bits
        if chosen(self.backend, len(graph.child)) is Backend.NUMBA:
            from engine.planes.ripple_loops import ripple_loops  # noqa: PLC0415 - only when it pays

            self._room = self._room or Room.of(len(graph))
            return ripple_loops(graph, self.above, later.own, bits, step, room=self._room)
        return ripple(graph, self.above, later.own, bits, step)


def standing(leaves: Leaves, law: Law, backend: Backend = Backend.AUTO) -> Standing:
    """Judge a portfolio so that it can follow changes.

    Args:
        leaves: the portfolio.
        law: the law of the day, compiled for it.
        backend: where the loops run.
    """
    judged = judge_portfolio(leaves, law, backend)
    state = State(leaves, law, judged.hard.astype(np.int32), Own(judged.mixed, judged.own))
    return Standing(state, judged.planes, above_of(leaves.parts), backend)


def _is_same(one: Parts, other: Parts) -> bool:
    return one is other or (
        np.array_equal(one.starts, other.starts) and np.array_equal(one.child, other.child)
    )


def _holds(graph: Parts, parts: Numbers) -> IntArray:
    """Places of those parts that hold others."""
    return np.flatnonzero(graph.starts[parts + 1] > graph.starts[parts])


def _both(one: Numbers, other: Numbers) -> Numbers:
    return distinct(np.concatenate([one, other]))


def _among(parts: Numbers, some: Numbers) -> BoolArray:
    """Which parts are among some that are sorted; no table of all parts is made for it."""
    if not len(some):
        return np.zeros(len(parts), dtype=bool)
    place = np.minimum(np.searchsorted(some, parts), len(some) - 1)
    return np.asarray(some[place] == parts)
