"""A verdict as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from api.wire.body import Json, hashed
from api.wire.numbers import exact_ppm, milligrams, share
from api.wire.trace import exemption_json, trace_json
from engine.coverage import Coverage
from engine.equivalents import Choice
from engine.verdict import Case, CaseSubstance, Conflict, Duty, Gap, ListVerdict, PartVerdict

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
    versions = {one.list_id: one.version for one in verdict.lists}
    body: Json = {
        "part": dict(part),
        "as_of": verdict.as_of.isoformat(),
        "known_at": known_at,
        "engine_version": engine_version,
        "assumptions": list(verdict.assumptions),
        "status": verdict.status.value,
        "coverage": _coverage(verdict.coverage),
        "lists": [_list(one) for one in verdict.lists],
        "cases": [
            _case(one, versions.get(one.list_id), explained=explained) for one in verdict.cases
        ],
        "duties": [_duty(one) for one in verdict.duties],
        "gaps": [_gap(one) for one in verdict.gaps],
        "conflicts": [_conflict(one) for one in verdict.conflicts],
        **_choice(verdict.choice),
        "valid_until": (next_change - timedelta(days=1)).isoformat() if next_change else None,
        "next_change": next_change.isoformat() if next_change else None,
        **(notes or {}),
    }
    return hashed(body)


def _choice(choice: Choice | None) -> Json:
    """Best and worst case where several parts may be meant; the status is the worst."""
    if choice is None:
        return {}
    return {
        "alternatives": {
            "best": choice.best.value,
            "worst": choice.worst.value,
            "lists": [
                {"list": name, "best": best.value, "worst": worst.value}
                for name, best, worst in choice.lists
            ],
            "places": [
                {"path": list(path), "candidates": list(words)} for path, words in choice.places
            ],
        }
    }


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


def _case(case: Case, version: str | None, *, explained: bool) -> Json:
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
        body["exemption"] = exemption_json(case.ruling)
    if case.reason:
        body["reason"] = case.reason
    if case.entry.note:
        body["note"] = case.entry.note
    if explained or case.trace is not None:
        body["trace"] = trace_json(case, version)
    return body


def _substance(found: CaseSubstance) -> Json:
    return {
        "id": str(found.substance) if found.substance else None,
        "id_type": found.substance.id_type.value if found.substance else "unidentified",
        "name": found.name,
        "mass_mg": milligrams(found.mass),
        "factor": share(found.factor),
    }


def _conflict(conflict: Conflict) -> Json:
    return {
        "path": list(conflict.path),
        "list": conflict.list_id,
        "entry": conflict.entry,
        "declared": conflict.declared,
        "computed": conflict.computed,
        "worse": conflict.worse.word,
        "source": conflict.source,
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
