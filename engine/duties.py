"""What the law asks to be done about a substance in an article."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Final

from engine.outcomes import Outcome
from engine.verdict import Case, Duty, Gap
from regulations.identity import Identity
from regulations.model import Entry
from regulations.substances import SubstanceId

__all__ = ["SCIP_FROM", "by_every_number", "duties_of", "duty_names", "notify_by", "tonnage_gaps"]

SCIP_FROM: Final = date(2021, 1, 5)
_TONNE: Final = Fraction(1)
_MONTHS_TO_NOTIFY: Final = 6
_TELL: Final = "reach_art33"
_SCIP: Final = "scip"
_NOTIFY: Final = "reach_art7_2"
_CONTROLLED: Final = "company_controlled"
_CITATIONS: Final = {
    _TELL: "Regulation (EC) No 1907/2006, Art. 33",
    _NOTIFY: "Regulation (EC) No 1907/2006, Art. 7(2)",
    _SCIP: "Directive 2008/98/EC, Art. 9(1)(i)",
}


def duties_of(
    cases: tuple[Case, ...], as_of: date, tonnes: Mapping[SubstanceId, Fraction]
) -> Iterator[Duty]:
    """Duties of every case, one per (article, substance, duty).

    Args:
        cases: outcomes `declare` and `controlled` carry duties.
        as_of: the day whose law applies.
        tonnes: tonnes per year of a substance over all such articles.
    """
    heavy = _heavy(tonnes)
    for case in cases:
        for name in duty_names(case.entry, case.outcome, as_of, tonnes):
            only = heavy if name == _NOTIFY else None
            yield from _per_substance(case, name, only=only)


def duty_names(
    entry: Entry, outcome: Outcome, as_of: date, tonnes: Mapping[SubstanceId, Fraction]
) -> tuple[str, ...]:
    """Which duties an outcome carries on a day.

    Source:
        Regulation (EC) No 1907/2006, Art. 33 (from inclusion), Art. 7(2) (more than one tonne a
        year, six months after inclusion); Directive 2008/98/EC, Art. 9(1)(i) (SCIP, from
        2021-01-05).
    """
    if outcome is Outcome.CONTROLLED:
        return (_CONTROLLED,)
    if outcome is not Outcome.DECLARE:
        return ()
    scip = (_SCIP,) if as_of >= SCIP_FROM else ()
    notify = (_NOTIFY,) if _heavy(tonnes) and notify_by(entry.included_on) <= as_of else ()
    return (_TELL, *scip, *notify)


def by_every_number(
    tonnes: Mapping[SubstanceId, Fraction], identity: Identity
) -> Mapping[SubstanceId, Fraction]:
    """Tonnes per year by every number of the substances.

    Where several numbers of one substance were given, they name one tonnage: the greatest counts.
    """
    found: dict[SubstanceId, Fraction] = {}
    for substance, yearly in tonnes.items():
        for number in identity.numbers_of(substance):
            found[number] = max(yearly, found.get(number, yearly))
    return found


def _heavy(tonnes: Mapping[SubstanceId, Fraction]) -> set[SubstanceId]:
    return {substance for substance, mass in tonnes.items() if mass > _TONNE}


def tonnage_gaps(
    cases: tuple[Case, ...], as_of: date, tonnes: Mapping[SubstanceId, Fraction]
) -> Iterator[Gap]:
    """Articles for which Art. 7(2) cannot be assessed because no yearly tonnage was given."""
    open_entries: Counter[tuple[tuple[str, ...], str]] = Counter()
    for case in cases:
        declared = case.outcome is Outcome.DECLARE
        if not declared or notify_by(case.entry.included_on) > as_of:
            continue
        if any(one.substance and one.substance not in tonnes for one in case.substances):
            open_entries[case.path, case.list_id] += 1
    reason = "Art. 7(2) needs the tonnes per year of the substance; none were given"
    for (path, list_id), entries in sorted(open_entries.items()):
        yield Gap(path, "no_data", list_id, entries, reason)


def _per_substance(
    case: Case, duty: str, *, only: set[SubstanceId] | None = None
) -> Iterator[Duty]:
    citation = _CITATIONS.get(duty, case.entry.citation)
    for found in case.substances:
        if found.substance is None or (only is not None and found.substance not in only):
            continue
        yield Duty(
            duty, case.path, case.list_id, case.entry.id, str(found.substance), case.low, citation
        )


def notify_by(included_on: date) -> date:
    """Six months after inclusion, when Art. 7(2) starts to ask for a notification."""
    months = included_on.month - 1 + _MONTHS_TO_NOTIFY
    year, month = included_on.year + months // 12, months % 12 + 1
    for day in range(included_on.day, 27, -1):
        try:
            return date(year, month, day)
        except ValueError:
            continue
    return date(year, month, included_on.day)
