"""By which name a substance is told: the first, in alphabetical order, of those declared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from engine.exact import IntArray
from regulations.substances import SubstanceId

__all__ = ["NAMELESS", "first_names"]

NAMELESS: Final = -1
"""In a column of names: a constituent that no register knows; its own words stand elsewhere."""


def first_names(
    substance: IntArray,
    name: IntArray,
    names: Sequence[str],
    meant: Callable[[int], SubstanceId | None],
) -> dict[SubstanceId, str]:
    """A declared name of each substance among some constituents, sorted by substance.

    Only of the constituents given: a name that arrives later must not change an old answer.

    Args:
        substance: number of the substance of each constituent.
        name: place in `names` of its declared name, or `NAMELESS`.
        names: each once.
        meant: tells the substance behind a number; None = no register knows it.
    """
    found: dict[SubstanceId, str] = {}
    most = len(names)
    # One number for a pair: distinct pairs as such take numpy five times as long.
    for pair in np.unique((substance * most + name)[name != NAMELESS]).tolist():
        one, told = meant(pair // most), names[pair % most]
        if one is not None:
            found[one] = min(told, found.get(one, told))
    return dict(sorted(found.items()))
