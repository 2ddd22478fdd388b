"""A list, its sources, entries and exemptions as JSON: all that its data says."""

from __future__ import annotations

from datetime import date

from api.wire.body import Json
from api.wire.numbers import ppm
from regulations.model import Entry, Exemption, Source, Threshold
from regulations.trust import MEANINGS

__all__ = ["entry_json", "exemption_json", "source_json"]


def source_json(source: Source) -> Json:
    """Where values come from, how far they can be trusted, and whose words say so."""
    return {
        "title": source.title,
        "trust": source.trust.value,
        "trust_means": MEANINGS[source.trust],
        "trust_words": source.trust_words or None,
        "url": source.url or None,
        "retrieved_on": _day(source.retrieved_on),
        "sha256": list(source.sha256),
    }


def entry_json(entry: Entry, *, as_of: date) -> Json:
    """An entry with every limit that it ever had or will have.

    Args:
        entry: of a list.
        as_of: day on which a limit counts as `in_force`; a later step of the same categories
            ends it.
    """
    return {
        "id": entry.id,
        "name": entry.name,
        "included_on": entry.included_on.isoformat(),
        "removed_on": _day(entry.removed_on),
        "effect": entry.effect.value,
        "level": entry.level.value,
        "counted_as": entry.counted_as,
        "element": entry.element or None,
        "intentional": entry.intentional,
        "limits": [_limit(one, entry, as_of) for one in entry.thresholds],
        "members": len(entry.members),
        "members_exhaustive": entry.members_exhaustive,
        "relatives": list(entry.relatives),
        "context": [sorted(words) for words in entry.context],
        "unless": sorted(entry.unless),
        "exemption_lists": list(entry.exemption_lists),
        "reasons": list(entry.reasons),
        "apply_until": _day(entry.apply_until),
        "sunset_on": _day(entry.sunset_on),
        "disputed": [
            {
                "column": one.column,
                "taken": str(getattr(entry, one.column)),
                "other": one.other.isoformat(),
                "other_source": one.source.title,
            }
            for one in entry.disputes
        ],
        "criteria": list(entry.criteria),
        "managed_from": _day(entry.managed_from),
        "citation": entry.citation,
        "source": entry.source.title,
        "trust": entry.source.trust.value,
        "note": entry.note,
    }


def exemption_json(row: Exemption) -> Json:
    """An exemption for a group of EEE categories, with what takes its place."""
    return {
        "id": row.id,
        "wording": row.wording,
        "elements": list(row.elements),
        "categories": sorted(row.categories),
        "from": row.in_force_from.isoformat(),
        "written_end": _day(row.written_end),
        "expires_on": _day(row.expires_on),
        "other_end": _day(row.other_end),
        "disputed": row.disputed,
        "renewal_requested_on": _day(row.renewal_requested_on),
        "decided_by": row.decided_by or None,
        "successors": list(row.successors),
        "aliases": list(row.aliases),
        "upper_ppm": ppm(row.upper),
        "lower_ppm": ppm(row.lower),
        "source": row.source.title,
        "trust": row.source.trust.value,
        "note": row.note,
    }


def _limit(threshold: Threshold, entry: Entry, as_of: date) -> Json:
    return {
        "ppm": ppm(threshold.fraction),
        "breached": threshold.breached.value,
        "from": threshold.in_force_from.isoformat(),
        "until": _day(_until(threshold, entry)),
        "categories": sorted(threshold.categories),
        "trust": threshold.trust.value,
        "in_force": _holds(threshold, entry, as_of),
    }


def _until(threshold: Threshold, entry: Entry) -> date | None:
    """First day on which it no longer holds: its own end, or the next step of its categories."""
    steps = [
        one.in_force_from
        for one in entry.thresholds
        if one.categories == threshold.categories and one.in_force_from > threshold.in_force_from
    ]
    return min([*steps, *filter(None, [threshold.in_force_until])], default=None)


def _holds(threshold: Threshold, entry: Entry, as_of: date) -> bool:
    until = _until(threshold, entry)
    return threshold.in_force_from <= as_of and (until is None or as_of < until)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
