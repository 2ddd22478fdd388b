"""What somebody said of a part: what his silence means, and what he answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

__all__ = ["NOBODY", "NOTHING_DECLARED", "Answer", "Evidence"]

NOTHING_DECLARED = -1
"""Evidence number of a node about which nobody said anything."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What silence means below a node.

    Attributes:
        full_material: the declarant says that nothing reportable is missing.
        scheme_until: a chemSHERPA composition covers its managed lists up to that day.
        lists: (list id, day of its version) whose entries silence covers.
        told: the sentence for people, e.g. “chemSHERPA list 2.10.00”.
        below: (list id, entry id) of the entries answered “below”, each with the answer for people.
        above: those answered “above”; the answers themselves are `BomArrays.answers`.
        partly: those of `below` that were asked about only in some uses, so that the answer proves
            nothing for another list.
        certified: those of `below` that a certificate or test report says, not the supplier's own
            answer.
    """

    full_material: bool = False
    scheme_until: date | None = None
    lists: tuple[tuple[str, date], ...] = ()
    told: str = ""
    below: tuple[tuple[tuple[str, str], str], ...] = ()
    above: frozenset[tuple[str, str]] = frozenset()
    partly: frozenset[tuple[str, str]] = frozenset()
    certified: frozenset[tuple[str, str]] = frozenset()


NOBODY: Final = Evidence()
"""The evidence where nothing was declared."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A statement, beside the composition, that an entry is above its limit in a declared part.

    Attributes:
        node: the declared part.
        entry: (list id, entry id).
        exemptions: claimed with the answer, as (list id, exemption id).
        has_composition: False where the answer is all that was declared.
        has_same_limit: False where the question had another limit than the entry, so that
            “above” there proves no more than presence.
        told: the statement for people, e.g. “DSL 00021 above threshold”.
        source: whose statement it is: `answer`, the supplier's own, or `certificate`.
    """

    node: int
    entry: tuple[str, str]
    exemptions: tuple[tuple[str, str], ...] = ()
    has_composition: bool = True
    has_same_limit: bool = True
    told: str = ""
    source: str = "answer"
