"""What a standing portfolio was judged by, and what one change did to it."""

from __future__ import annotations

from dataclasses import dataclass

from engine.planes.flips import Flips
from engine.planes.law import Law
from engine.planes.leaves import Leaves
from engine.planes.parts import Numbers
from engine.planes.ripple import Own

__all__ = ["Change", "State"]


@dataclass(frozen=True, slots=True)
class State:
    """What a portfolio was judged by.

    Attributes:
        hard: numbers of the parts judged by `engine.evaluate`, sorted.
        own: own bits of parts that hold others.
    """

    leaves: Leaves
    law: Law
    hard: Numbers
    own: Own


@dataclass(frozen=True, slots=True)
class Change:
    """What was turned.

    Attributes:
        flips: bits, where they were turned.
        earlier, later: what the portfolio was judged by.
    """

    flips: Flips
    earlier: State
    later: State

    @property
    def part(self) -> Numbers:
        """Numbers of the parts whose answers changed, sorted, each once."""
        return self.flips.parts
