"""Both axes of a status: the worst that is known, and what is open beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from engine.outcomes import UNSETTLED, Outcome, Status, flag, status_of, worst_status

__all__ = ["Axes", "axes_of", "whole_of"]

_KNOWN: Final = tuple(
    one for one in Outcome if not flag(one) & flag(Outcome.NOT_COVERED, Outcome.NO_DATA)
)
_OPEN: Final = tuple(one for one in Outcome if flag(one) & UNSETTLED)


@dataclass(frozen=True, slots=True)
class Axes:
    """What the union of some outcomes says.

    Attributes:
        known: the worst known outcome, None where nothing is known.
        open: what is not settled.
    """

    status: Status
    known: Outcome | None
    open: tuple[Outcome, ...]


def axes_of(flags: int) -> Axes:
    """Of the outcomes under one list, a bit for each."""
    known = [one for one in _KNOWN if flags & flag(one)]
    return Axes(
        status_of(flags),
        max(known, default=None),
        tuple(one for one in _OPEN if flags & flag(one)),
    )


def whole_of(lists: Sequence[Axes]) -> Axes:
    """Over all lists; what is known of one hides nothing that is open in another."""
    known = [axes.known for axes in lists if axes.known is not None]
    return Axes(
        worst_status([axes.status for axes in lists]),
        max(known, default=None),
        tuple(one for one in _OPEN if any(one in axes.open for axes in lists)),
    )
