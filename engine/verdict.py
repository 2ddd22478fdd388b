"""What is said about one product: status, coverage, cases, duties, gaps, conflicts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from engine.coverage import Coverage
from engine.equivalents import Choice
from engine.explain import Explanation
from engine.outcomes import Outcome, Status
from engine.rulings import Ruling
from engine.sources import Stated
from engine.whole_product import WholeProduct
from regulations.model import Entry, Threshold, Trust
from regulations.substances import SubstanceId

__all__ = [
    "Case",
    "CaseSubstance",
    "Conflict",
    "Duty",
    "Gap",
    "ListVerdict",
    "PartVerdict",
]


@dataclass(frozen=True, slots=True)
class CaseSubstance:
    """A constituent behind a case: declared mass in the node (ng), and the factor it counts with.

    Attributes:
        substance: None when no register knows the declared id.
    """

    substance: SubstanceId | None
    name: str
    mass: Fraction | None
    factor: Fraction


@dataclass(frozen=True, slots=True)
class Case:
    """One (node, entry) with everything a reader needs to check it.

    Attributes:
        low, high: share of the node, 1 = all; equal unless a range was declared; `high` is None
            where no upper bound is known, both where masses are missing.
        numerator, denominator: nanograms; None where unknown or not needed.
        ruling: the exemption that holds, or the first that fails.
        basis: `composition`, `answer`, `silence` or `law`.
        trace: the second run, where it was asked for.
        whole_product: the reading that the Court rejected, beside an article's.
        stated: where each fact of the trace was declared, as far as that is known.
    """

    list_id: str
    entry: Entry
    threshold: Threshold
    outcome: Outcome
    path: tuple[str, ...]
    substances: tuple[CaseSubstance, ...]
    low: Fraction | None
    high: Fraction | None
    numerator: Fraction | None
    denominator: Fraction | None
    ruling: Ruling | None
    basis: str
    trust: Trust
    reason: str = ""
    trace: Explanation | None = None
    whole_product: WholeProduct | None = None
    stated: tuple[Stated | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that must be done about a substance in an article; never a failure."""

    duty: str
    path: tuple[str, ...]
    list_id: str
    entry: str
    substance: str
    share: Fraction | None
    citation: str


@dataclass(frozen=True, slots=True)
class Gap:
    """Entries of a list that nothing is known about in one place."""

    path: tuple[str, ...]
    outcome: str
    list_id: str
    entries: int
    reason: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two declared statements that cannot both be true; the worse one counts.

    Attributes:
        source: whose statement stands against the composition: `answer` or `certificate`.
    """

    path: tuple[str, ...]
    list_id: str
    entry: str
    declared: str
    computed: str
    worse: Outcome
    source: str = "answer"


@dataclass(frozen=True, slots=True)
class ListVerdict:
    """One list: its version on that day, status, and how much is known."""

    list_id: str
    version: str | None
    status: Status
    coverage: Coverage
    binding: bool


@dataclass(frozen=True, slots=True)
class PartVerdict:
    """Everything about one product on one day.

    Attributes:
        choice: best and worst case where several parts may be meant for one place, else None.
        status, coverage: over the binding lists judged, or over all where none of them binds.
    """

    as_of: date
    status: Status
    coverage: Coverage
    lists: tuple[ListVerdict, ...]
    cases: tuple[Case, ...]
    duties: tuple[Duty, ...]
    gaps: tuple[Gap, ...]
    conflicts: tuple[Conflict, ...]
    assumptions: tuple[str, ...] = ()
    names: Mapping[SubstanceId, str] = field(default_factory=dict)
    choice: Choice | None = None
