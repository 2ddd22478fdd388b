"""Exemptions that are claimed, and those that are missing, against Annex III of EU RoHS."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Final

from chemsherpa.checks.conflicts import exceeds
from chemsherpa.checks.held import Held
from chemsherpa.checks.listed import identified, law, response_day
from chemsherpa.document import Declaration, ExemptionClaim, Scheme
from chemsherpa.findings import Finding, found
from chemsherpa.walk import spoken_answers_of, substances_of
from regulations.bridge import entries_of_dsl
from regulations.catalog import bundled
from regulations.model import Entry, Exemption

__all__ = ["exemption_claims", "exemptions_missing"]

_ROHS: Final = "eu-rohs"
_ANNEX_III: Final = "eu-rohs-annex-iii"
_DECLARED_AS: Final = "EU-RoHS-AnnexIII"
_DAY: Final = timedelta(days=1)

_Claims = Iterator[tuple[str, ExemptionClaim, frozenset[str]]]


def exemption_claims(declaration: Declaration) -> Iterator[Finding]:
    """A claim that has run out, is not known, excuses another substance or is of another list.

    The product's EEE category is not told, so a claim is expired only when no category has it.

    Source:
        Directive 2011/65/EU, Annex III and Art. 5; data `regulations/data/eu-rohs-annex-iii`.
        IEC 62474 exemption list `EU-RoHS-AnnexIII`.
    """
    day = response_day(declaration)
    for path, claim, restricted in _claims(declaration):
        by_key = _annex().get(claim.identity)
        if claim.list.identity != _DECLARED_AS:
            if by_key is not None:
                yield _told("exemption-list", path, claim, list=claim.list.identity)
            continue
        by_index = _annex().get(claim.reg_index)
        if by_key and by_index and by_key[0].id != by_index[0].id:
            yield _told("exemption-index", path, claim, meant=by_key[0].id)
        rows = by_key or by_index
        if rows is None:
            yield _told("exemption-unknown", path, claim)
            continue
        excused = {element for row in rows for element in row.elements}
        if restricted and not restricted & excused:
            yield _told("exemption-substance", path, claim, elements=" ".join(sorted(excused)))
        elif day is not None and (key := _out_of_time(rows, day)):
            yield _told(key, path, claim, until=_last_day(rows), day=day.isoformat())


def _told(key: str, path: str, claim: ExemptionClaim, /, **values: str) -> Finding:
    exemption = claim.reg_index or claim.identity
    return found(key, path, claim.line or None, exemption=exemption, **values)


def _claims(declaration: Declaration) -> _Claims:
    """Every claim with the elements, or ids, by which RoHS counts what it excuses."""
    for path, substance in substances_of(declaration):
        if substance.exemption_sets:
            identity = identified(substance.identity)
            places = law().entries_of(identity) if identity else ()
            restricted = _counted([law().entries[one.entry] for one in places])
            yield from ((path, claim, restricted) for claim in substance.exemptions)
    for path, _, answer in spoken_answers_of(declaration):
        if answer.exemption_sets:
            restricted = _counted(_rohs_entries(answer.entry))
            yield from ((path, claim, restricted) for claim in answer.exemptions)


def _rohs_entries(dsl: str) -> list[Entry]:
    wanted = set(entries_of_dsl(dsl))
    return [entry for entry in bundled().get(_ROHS).entries if (_ROHS, entry.id) in wanted]


def _counted(entries: list[Entry]) -> frozenset[str]:
    return frozenset(one.element or one.counted_as for one in entries if one.list_id == _ROHS)


@functools.cache
def _annex() -> Mapping[str, tuple[Exemption, ...]]:
    """All rows of an exemption, by its point in the annex and by its ids in exchange formats."""
    rows: dict[str, tuple[Exemption, ...]] = {}
    for one in bundled().get(_ANNEX_III).exemptions:
        for name in (one.id, *one.aliases):
            rows[name] = (*rows.get(name, ()), one)
    return rows


def _out_of_time(rows: tuple[Exemption, ...], day: date) -> str | None:
    open_ended = any(row.in_force_until is None for row in rows)
    if not open_ended and all(row.in_force_until and row.in_force_until <= day for row in rows):
        return "exemption-expired"
    return None


def _last_day(rows: tuple[Exemption, ...]) -> str:
    last = max((row.in_force_until for row in rows if row.in_force_until), default=None)
    return (last - _DAY).isoformat() if last else ""


def exemptions_missing(declaration: Declaration, held: Held) -> Iterator[Finding]:
    """A restricted substance above its limit without any word on an exemption.

    Source:
        Directive 2011/65/EU, Art. 4; chemSHERPA states an exemption or “No exemption” for each.
    """
    day = response_day(declaration)
    if declaration.scheme is not Scheme.CHEMSHERPA_AI or day is None:
        return
    for one in held.materials:
        for place, share in one.least.items():
            entry = law().entries[place]
            if entry.list_id == _ROHS and place not in one.excused and exceeds(entry, share, day):
                yield found("exemption-missing", one.path, one.material.line, entry=entry.name)
