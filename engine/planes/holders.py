"""Which parts may hold a substance, while declarations change."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from engine.planes.leaves import Leaves
from engine.planes.parts import Numbers, distinct
from engine.planes.postings import Postings, postings_of
from regulations.substances import SubstanceId

__all__ = ["Holders"]

_ANEW: Final = 16
"""One part in so many declared anew, and the postings are made anew too."""


@dataclass(slots=True)
class Holders:
    """Postings of the portfolio as it once was, and the parts that were declared since.

    To make them takes longer than a full run; parts too many cost only the time to judge them.
    """

    _postings: Postings | None = None
    _substances: tuple[SubstanceId, ...] = ()
    _since: Numbers = field(default_factory=lambda: np.zeros(0, dtype=np.int32))

    def of(self, leaves: Leaves, substances: Numbers) -> Numbers:
        """Parts that hold one of some substances, and maybe others; not in order.

        Args:
            leaves: the portfolio as it is now.
            substances: numbers of `leaves.bom.substances`.
        """
        none = np.zeros(0, dtype=np.int32)
        if not len(substances):
            return none
        old = self._substances != leaves.bom.substances
        if self._postings is None or old or len(self._since) * _ANEW > len(leaves.parts):
            self._postings, self._since = postings_of(leaves), none
            self._substances = leaves.bom.substances
        return np.concatenate([self._postings.of(substances), self._since])

    def declared(self, parts: Numbers) -> None:
        """Some parts hold something else now, or again what they once held."""
        if self._postings is not None:
            self._since = distinct(np.concatenate([self._since, parts]))
