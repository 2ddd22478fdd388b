"""A trace as JSON: everything that a reader needs to recompute the outcome, and its sources.

Numbers under `exact` are fractions as text, such as ``1/3``, in shares (1 = all) and nanograms:
whoever adds them up by himself meets no rounding. The other numbers are for people.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from api.wire.body import Json
from api.wire.numbers import exact_ppm, milligrams, share
from engine.explain import Explanation
from engine.fact import Fact
from engine.rulings import Ruling
from engine.sources import Stated
from engine.verdict import Case
from engine.whole_product import WholeProduct
from regulations.model import Exemption
from regulations.sentences import Saying

__all__ = ["exemption_json", "said_json", "trace_json"]


def trace_json(case: Case, version: str | None) -> Json:
    """The second, exact run as a tree: facts, arithmetic, rule, exemptions, conclusion."""
    told = case.trace
    if told is None:
        return said_json(case, version)
    return {
        "outcome": told.outcome.word,
        "counted": [_fact(case, told, place) for place in range(len(told.facts))],
        "denominator": {
            "level": case.entry.level.value,
            "path": list(case.path),
            "mg": milligrams(told.denominator),
            "exact": {"ng": _text(told.denominator), "most_ng": _text(told.most)},
        },
        "ppm": exact_ppm(told.share_low),
        "ppm_max": exact_ppm(told.share_high),
        "limit": _limit(case),
        "rule": _rule(case, version),
        "place": {"is_told": not told.is_unplaced, "holds_all": told.holds_all,
                  "fit": told.fit.name.lower()},
        "exemptions": [exemption_json(ruling) for ruling in told.rulings],
        **_rejected(case.whole_product),
        "citation": case.entry.citation,
        "source": case.entry.source.title,
        "steps": list(told.steps),
        "said": [_said(one) for one in told.reasons],
    }  # fmt: skip


def said_json(case: Case, version: str | None) -> Json:
    """The trace of what nobody computed: silence, a supplier's own answer, a law to come."""
    return {
        "outcome": case.outcome.word,
        "counted": [],
        "denominator": {"level": case.entry.level.value, "mg": milligrams(case.denominator)},
        "ppm": exact_ppm(case.low),
        "ppm_max": exact_ppm(case.high),
        "limit": _limit(case),
        "rule": _rule(case, version),
        "exemptions": [] if case.ruling is None else [exemption_json(case.ruling)],
        "citation": case.entry.citation,
        "source": case.entry.source.title,
        "steps": [case.reason] if case.reason else [],
    }


def exemption_json(ruling: Ruling) -> Json:
    """What became of a claim."""
    body: Json = {"id": ruling.exemption, "list": ruling.list_id}
    if ruling.row is not None:
        row = ruling.row
        body["expires_on"] = row.expires_on.isoformat() if row.expires_on else None
        body["trust"] = row.source.trust.value
        if row.disputed:
            body["disputed"] = True
    if ruling.why is not None:
        body["reason"] = ruling.reason
    return body


def _fact(case: Case, told: Explanation, place: int) -> Json:
    fact = told.facts[place]
    body: Json = {
        "substance": None if fact.substance is None else str(fact.substance),
        "material_mg": milligrams(fact.mass),
        "factor": share(fact.factor),
        "ppm_of_material": exact_ppm(fact.low),
        "ppm_of_material_max": exact_ppm(fact.high),
        "exact": _exact(told, fact),
        "amount": fact.amount.name.lower(),
        "intentionally_added": {1: True, 0: False}.get(fact.intentional),
        "claims": [_claim(ruling) for ruling in told.claimed[place]],
    }
    stated = case.stated[place] if case.stated else None
    return body if stated is None else body | {"fact": _stated(stated)}


def _exact(told: Explanation, fact: Fact) -> Json:
    ends = (None, None) if fact.told is None else fact.told
    return {
        "material": list(dict.fromkeys(one.material for one in told.facts)).index(fact.material),
        "is_all": fact.is_all,
        "low": _text(fact.low),
        "high": _text(fact.high),
        "factor": _text(fact.factor),
        "ng": _text(fact.mass),
        "least_ng": _text(ends[0]),
        "most_ng": _text(ends[1]),
    }


def _claim(ruling: Ruling) -> Json:
    """A claim with every condition of the row that answered it, or that no row could answer it."""
    body: Json = {"list": ruling.list_id, "id": ruling.exemption}
    if ruling.row is None:
        return body | {"unchecked": True} if ruling.is_open else body
    return body | _conditions(ruling.row)


def _conditions(row: Exemption) -> Json:
    return {
        "elements": list(row.elements),
        "categories": sorted(row.categories),
        "from": row.in_force_from.isoformat(),
        "until": row.in_force_until.isoformat() if row.in_force_until else None,
        "lower": _text(row.lower),
        "upper": _text(row.upper),
    }


def _stated(stated: Stated) -> Json:
    return {
        "document": stated.document or None,
        "pointer": stated.pointer or None,
        "line": stated.line or None,
        "value": stated.value or None,
        "unit": stated.unit or None,
    }


def _rule(case: Case, version: str | None) -> Json:
    return {
        "list": case.list_id,
        "version": version,
        "entry": case.entry.id,
        "effect": case.entry.effect.value,
        "element": case.entry.element or None,
        "intentional": case.entry.intentional,
        "exact": {"limit": _text(case.threshold.fraction)},
    }


def _limit(case: Case) -> Json:
    return {
        "ppm": exact_ppm(case.threshold.fraction),
        "breached": case.threshold.breached.value,
        "in_force_from": case.threshold.in_force_from.isoformat(),
        "trust": case.threshold.trust.value,
    }


def _rejected(found: WholeProduct | None) -> Json:
    """The whole-product reading beside the article's: one sees what it would have hidden."""
    if found is None:
        return {}
    return {
        "rejected_reading": {
            "denominator": "product",
            "numerator_mg": milligrams(found.numerator),
            "denominator_mg": milligrams(found.denominator),
            "ppm": exact_ppm(found.share),
            "would_breach": found.breaches,
            "citation": "Case C-106/14",
        }
    }


def _said(saying: Saying) -> Json:
    values: dict[str, Any] = dict(saying.values)
    return {"code": saying.key, "values": values}


def _text(value: Fraction | None) -> str | None:
    return None if value is None else str(value)
