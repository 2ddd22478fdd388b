"""A verdict as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from api.wire.body import Json, hashed
from api.wire.numbers import exact_ppm, milligrams, share
from engine.coverage import Coverage
from engine.exemptions import Ruling
from engine.explain import Explanation
from engine.verdict import Case, CaseSubstance, Duty, Gap, ListVerdict, PartVerdict

__all__ = ["verdict_json"]


def verdict_json(
    verdict: PartVerdict,
    *,
    part: Mapping[str, str],
    known_at: str | None,
    engine_version: str,
    next_change: date | None,
    notes: Mapping[str, Any] | None = None,
    explained: bool = False,
) -> Json:
    """The body of `check --json` and of `GET /v1/parts/{part_number}/verdict`.

    Args:
        verdict: what the engine says.
        part: part_number, revision, manufacturer, name.
        known_at: instant of the last change that the answer knows.
        engine_version: of the rules that judged.
        next_change: first day on which a listed date changes the answer; `valid_until` is the day
            before it.
        notes: further facts, e.g. which declarations were read.
        explained: every case with its trace, also where nothing was there to be counted.
    """
    body: Json = {
        "part": dict(part),
        "as_of": verdict.as_of.isoformat(),
        "known_at": known_at,
        "engine_version": engine_version,
        "assumptions": list(verdict.assumptions),
        "status": verdict.status.value,
        "coverage": _coverage(verdict.coverage),
        "lists": [_list(one) for one in verdict.lists],
        "cases": [_case(one, explained=explained) for one in verdict.cases],
        "duties": [_duty(one) for one in verdict.duties],
        "gaps": [_gap(one) for one in verdict.gaps],
        "conflicts": [
            {
                "path": list(one.path),
                "list": one.list_id,
                "entry": one.entry,
                "declared": one.declared,
                "computed": one.computed,
                "worse": one.worse.word,
            }
            for one in verdict.conflicts
        ],
        "valid_until": (next_change - timedelta(days=1)).isoformat() if next_change else None,
        "next_change": next_change.isoformat() if next_change else None,
        **(notes or {}),
    }
    return hashed(body)


def _coverage(coverage: Coverage) -> Json:
    return {"by_part": share(coverage.by_part), "by_mass": share(coverage.by_mass)}


def _list(verdict: ListVerdict) -> Json:
    return {
        "list": verdict.list_id,
        "version": verdict.version,
        "status": verdict.status.value,
        "coverage": _coverage(verdict.coverage),
        "binding": verdict.binding,
    }


def _case(case: Case, *, explained: bool) -> Json:
    body: Json = {
        "list": case.list_id,
        "entry": case.entry.id,
        "entry_name": case.entry.name,
        "outcome": case.outcome.word,
        "path": list(case.path),
        "level": case.entry.level.value,
        "substances": [_substance(one) for one in case.substances],
        "numerator_mg": milligrams(case.numerator),
        "denominator_mg": milligrams(case.denominator),
        "ppm": exact_ppm(case.low),
        "limit_ppm": exact_ppm(case.threshold.fraction),
        "breached": case.threshold.breached.value,
        "basis": case.basis,
        "citation": case.entry.citation,
        "trust": case.trust.value,
    }
    if case.high != case.low:
        body["ppm_max"] = exact_ppm(case.high)
    if case.ruling is not None:
        body["exemption"] = _exemption(case.ruling)
    if case.reason:
        body["reason"] = case.reason
    if case.entry.note:
        body["note"] = case.entry.note
    if case.trace is not None:
        body["trace"] = _trace(case, case.trace)
    elif explained:
        body["trace"] = _said(case)
    return body


def _said(case: Case) -> Json:
    """The trace of what nobody computed: silence, a supplier's own answer, a law to come."""
    return {
        "outcome": case.outcome.word,
        "counted": [],
        "denominator": {"level": case.entry.level.value, "mg": milligrams(case.denominator)},
        "ppm": exact_ppm(case.low),
        "ppm_max": exact_ppm(case.high),
        "limit": _limit(case),
        "exemptions": [] if case.ruling is None else [_exemption(case.ruling)],
        "citation": case.entry.citation,
        "source": case.entry.source.title,
        "steps": [case.reason] if case.reason else [],
    }


def _limit(case: Case) -> Json:
    return {
        "ppm": exact_ppm(case.threshold.fraction),
        "breached": case.threshold.breached.value,
        "in_force_from": case.threshold.in_force_from.isoformat(),
        "trust": case.threshold.trust.value,
    }


def _trace(case: Case, explanation: Explanation) -> Json:
    """The second, exact run as a tree: what was counted, over what, against what, and why."""
    return {
        "outcome": explanation.outcome.word,
        "counted": [
            {
                "material_mg": milligrams(fact.mass),
                "factor": share(fact.factor),
                "ppm_of_material": exact_ppm(fact.low),
                "ppm_of_material_max": exact_ppm(fact.high),
            }
            for fact in explanation.facts
        ],
        "denominator": {"level": case.entry.level.value, "mg": milligrams(explanation.denominator)},
        "ppm": exact_ppm(explanation.share_low),
        "ppm_max": exact_ppm(explanation.share_high),
        "limit": _limit(case),
        "exemptions": [_exemption(ruling) for ruling in explanation.rulings],
        "citation": case.entry.citation,
        "source": case.entry.source.title,
        "steps": list(explanation.steps),
    }


def _exemption(ruling: Ruling) -> Json:
    body: Json = {"id": ruling.exemption, "list": ruling.list_id}
    if ruling.row is not None:
        row = ruling.row
        body["expires_on"] = row.expires_on.isoformat() if row.expires_on else None
        body["trust"] = row.source.trust.value
        if row.disputed:
            body["disputed"] = True
    if ruling.reason:
        body["reason"] = ruling.reason
    return body


def _substance(found: CaseSubstance) -> Json:
    return {
        "id": str(found.substance) if found.substance else None,
        "id_type": found.substance.id_type.value if found.substance else "unidentified",
        "name": found.name,
        "mass_mg": milligrams(found.mass),
        "factor": share(found.factor),
    }


def _duty(duty: Duty) -> Json:
    return {
        "duty": duty.duty,
        "path": list(duty.path),
        "list": duty.list_id,
        "entry": duty.entry,
        "substance": duty.substance,
        "ppm": exact_ppm(duty.share),
        "citation": duty.citation,
    }


def _gap(gap: Gap) -> Json:
    return {
        "path": list(gap.path),
        "outcome": gap.outcome,
        "list": gap.list_id,
        "entries": gap.entries,
        "reason": gap.reason,
    }
