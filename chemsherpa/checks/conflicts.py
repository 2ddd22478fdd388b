"""Compliance answers against the composition of the same file: can both be true?"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction

from chemsherpa.checks.held import Held
from chemsherpa.checks.listed import covered_until, law, response_day
from chemsherpa.document import Answer, Declaration, Scheme
from chemsherpa.findings import Finding, found
from chemsherpa.walk import answers_of
from regulations.bridge import bridged_entries, entries_of_dsl, has_same_limit
from regulations.model import Breached, Entry, Level, Threshold
from regulations.quantities import decimal_text

__all__ = ["answer_conflicts", "exceeds"]

_PPM = 10**6


def answer_conflicts(declaration: Declaration, held: Held) -> Iterator[Finding]:
    """“Below” though the composition exceeds the limit, or “above” though it surely does not.

    Source:
        Our rule: both statements stay, the worse one counts. Entries by
        `regulations/data/iec-62474-dsl/bridge.csv`, limits by the list that it names.
    """
    day = response_day(declaration)
    if declaration.scheme is not Scheme.CHEMSHERPA_AI or day is None:
        return
    until = covered_until(declaration)
    present = {place for one in held.materials for place in one.least}
    # Each entry is computed once: a hostile file repeats one answer 400 000 times.
    above = {place: _surely_above(place, held, day) for place in present}
    below: dict[str, bool] = {}
    for path, _, answer in answers_of(declaration):
        places = _places().get(answer.entry, ())
        if not answer.above:
            worst = next((w for w in map(above.get, places) if w is not None), None)
            if worst is not None:
                yield _denied(path, answer, worst)
        elif places and until is not None:
            if answer.entry not in below:
                below[answer.entry] = _surely_below(answer.entry, held, day=day, until=until)
            if below[answer.entry]:
                yield found("answer-conflict.above", path, answer.line, entry=answer.entry)


def _denied(path: str, answer: Answer, worst: tuple[str, Fraction]) -> Finding:
    ppm = decimal_text(worst[1] * _PPM, digits=6)
    return found(
        "answer-conflict.below", path, answer.line, entry=answer.entry, ppm=ppm, place=worst[0]
    )


def exceeds(entry: Entry, share: Fraction, day: date) -> bool:
    """Whether a share breaches every limit of the entry in force on the day, and there is one."""
    limits = _limits(entry, day)
    return bool(limits) and all(_breaches(share, limit) for limit in limits)


def _limits(entry: Entry, day: date) -> list[Threshold]:
    return [
        limit
        for limit in entry.thresholds
        if limit.in_force_from <= day
        and (limit.in_force_until is None or day < limit.in_force_until)
    ]


def _breaches(share: Fraction, limit: Threshold) -> bool:
    if limit.breached is Breached.ABOVE:
        return share > limit.fraction
    return share >= limit.fraction


@functools.cache
def _places() -> Mapping[str, tuple[int, ...]]:
    """DSL id to places in `law().entries`, for the entries whose level we can compute."""
    entries = law().entries
    computed = {Level.HOMOGENEOUS_MATERIAL, Level.ARTICLE}
    by_id = {(one.list_id, one.id): at for at, one in enumerate(entries) if one.level in computed}
    return {
        dsl: places
        for dsl in bridged_entries()
        if (places := tuple(by_id[key] for key in entries_of_dsl(dsl) if key in by_id))
    }


def _surely_above(place: int, held: Held, day: date) -> tuple[str, Fraction] | None:
    """Where the entry's limit is surely exceeded, and by which share."""
    entry = law().entries[place]
    if entry.level is Level.ARTICLE:
        shares = [(path, least[place]) for path, least in held.articles if place in least]
    else:
        shares = [(one.path, one.least[place]) for one in held.materials if place in one.least]
    over = [(path, share) for path, share in shares if exceeds(entry, share, day)]
    return max(over, key=lambda one: one[1], default=None)


def _surely_below(dsl: str, held: Held, *, day: date, until: date) -> bool:
    """Whether nothing in the composition can make “above” true for a DSL entry.

    No article's share is greater than that of the material in it that holds most, so materials
    decide both levels.
    """
    if not held.materials or not held.is_complete or not has_same_limit(dsl):
        return False
    for place in _places()[dsl]:
        entry = law().entries[place]
        is_covered = entry.managed_from is not None and entry.managed_from <= until
        if not is_covered or not entry.members_exhaustive or not _limits(entry, day):
            return False
        most = max(one.most.get(place, Fraction(0)) for one in held.materials)
        if any(_breaches(most, limit) for limit in _limits(entry, day)):
            return False
    return True
