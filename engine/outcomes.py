"""The closed list of answers, in an order somebody wrote down, and how they add up to a status."""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "FAILING",
    "TOLD",
    "UNSETTLED",
    "Flags",
    "Outcome",
    "Status",
    "flag",
    "status_of",
    "statuses_of",
    "worst_status",
]

Flags = NDArray[np.uint16]
"""One bit per `Outcome`, so that what is known and what is not never hide one another."""


class Outcome(IntEnum):
    """Answer for one (node, entry); up to `EXCEEDED` the greater is the worse.

    The last two say that there is no answer; they are reported beside the others, not among them.
    """

    NOT_APPLICABLE = 0
    NOT_PRESENT = 1
    BELOW = 2
    EXEMPT = 3
    INFORM = 4
    DECLARE = 5
    CONTROLLED = 6
    POSSIBLE = 7
    CONFLICT = 8
    EXEMPTION_INVALID = 9
    EXCEEDED = 10
    NOT_COVERED = 11
    NO_DATA = 12

    @property
    def word(self) -> str:
        """As JSON and people read it."""
        return self.name.lower()


class Status(StrEnum):
    """What a part or list comes to, best first."""

    NOT_APPLICABLE = "not_applicable"
    COMPLIANT = "compliant"
    COMPLIANT_WITH_EXEMPTION = "compliant_with_exemption"
    UNKNOWN = "unknown"
    NON_COMPLIANT = "non_compliant"


def flag(*outcomes: Outcome) -> int:
    """The bits of some outcomes."""
    return sum(1 << outcome for outcome in outcomes)


TOLD: Final = (
    Outcome.EXEMPT,
    Outcome.INFORM,
    Outcome.DECLARE,
    Outcome.CONTROLLED,
    Outcome.POSSIBLE,
    Outcome.CONFLICT,
    Outcome.EXEMPTION_INVALID,
    Outcome.EXCEEDED,
)
"""Outcomes that a verdict always tells; the others only when it is asked to explain."""

FAILING: Final = flag(Outcome.EXEMPTION_INVALID, Outcome.EXCEEDED)
UNSETTLED: Final = flag(Outcome.POSSIBLE, Outcome.NOT_COVERED, Outcome.NO_DATA, Outcome.CONFLICT)
_SEVERITY: Final = tuple(Status)


def status_of(flags: int) -> Status:
    """Status of one list from the union of outcomes below a part; no flag = nothing applied.

    A known violation outranks a silent supplier. Duties never fail. A conflict whose worse side
    exceeds carries the `EXCEEDED` bit as well.
    """
    if flags & FAILING:
        return Status.NON_COMPLIANT
    if flags & UNSETTLED:
        return Status.UNKNOWN
    if flags & flag(Outcome.EXEMPT):
        return Status.COMPLIANT_WITH_EXEMPTION
    if flags & ~flag(Outcome.NOT_APPLICABLE):
        return Status.COMPLIANT
    return Status.NOT_APPLICABLE


def statuses_of(flags: Flags) -> NDArray[np.int8]:
    """`status_of` for arrays of any shape; numbers are positions in `Status`."""
    return np.select(
        [
            (flags & FAILING) != 0,
            (flags & UNSETTLED) != 0,
            (flags & flag(Outcome.EXEMPT)) != 0,
            (flags & np.uint16(0xFFFF ^ flag(Outcome.NOT_APPLICABLE))) != 0,
        ],
        [4, 3, 2, 1],
        default=0,
    ).astype(np.int8)


def worst_status(statuses: list[Status]) -> Status:
    """The greatest; not applicable when there is none."""
    return max(statuses, key=_SEVERITY.index, default=Status.NOT_APPLICABLE)
