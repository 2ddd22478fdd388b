"""The lists that verdicts were made with, kept in the store as they were."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from bom.history import Clock, utc_now
from bom.inserts import insert_new
from bom.instants import instant_text
from bom.models import ListEntry, ListVersion, SubstanceList
from regulations import model

__all__ = ["store_lists"]


def store_lists(
    session: Session, lists: Iterable[model.SubstanceList], *, clock: Clock = utc_now
) -> int:
    """Add every list whose content (by sha256) is not there yet; the caller commits.

    Returns:
        How many were added; a second call adds none.
    """
    recorded_at = instant_text(clock())
    return sum(_store_list(session, each, recorded_at) for each in lists)


def _store_list(session: Session, found: model.SubstanceList, recorded_at: str) -> bool:
    adding = insert_new(session, SubstanceList, unique=["list_id", "sha256"])
    values = {
        "list_id": found.id,
        "name": found.name,
        "authority": found.authority,
        "legal_basis": found.legal_basis,
        "binding": found.binding,
        "example": found.example,
        "checked_on": found.checked_on.isoformat(),
        "sha256": found.sha256,
        "recorded_at": recorded_at,
    }
    known = select(SubstanceList.id).where(
        SubstanceList.list_id == found.id, SubstanceList.sha256 == found.sha256
    )
    if session.execute(known).first() is not None:
        return False
    session.execute(adding, [values])
    own = {
        "substance_list_id": session.execute(known).scalar_one(),
        "recorded_at": recorded_at,
    }
    versions = [_version(each) | own for each in found.versions]
    entries = [_entry(each) | own | {"number": n} for n, each in enumerate(found.entries)]
    connection = session.connection()
    if versions:
        connection.execute(insert(ListVersion), versions)
    if entries:
        connection.execute(insert(ListEntry), entries)
    return True


def _version(version: model.ListVersion) -> dict[str, Any]:
    return {
        "version": version.id,
        "effective_from": version.effective_from.isoformat(),
        **_source(version.source),
    }


def _entry(entry: model.Entry) -> dict[str, Any]:
    return {
        "entry": entry.id,
        "name": entry.name,
        "effect": entry.effect.value,
        "level": entry.level.value,
        "included_on": entry.included_on.isoformat(),
        "removed_on": _day(entry.removed_on),
        "citation": entry.citation,
        "facts": _facts(entry),
        **_source(entry.source),
    }


def _facts(entry: model.Entry) -> dict[str, Any]:
    return {
        "counted_as": entry.counted_as,
        "element": entry.element,
        "intentional": entry.intentional,
        "members_exhaustive": entry.members_exhaustive,
        "criteria": list(entry.criteria),
        "managed_from": _day(entry.managed_from),
        "exemption_lists": list(entry.exemption_lists),
        "note": entry.note,
        "reasons": list(entry.reasons),
        "context": [sorted(words) for words in entry.context],
        "unless": sorted(entry.unless),
        "relatives": list(entry.relatives),
        "apply_until": _day(entry.apply_until),
        "sunset_on": _day(entry.sunset_on),
        "disputes": [
            {"column": one.column, "other": one.other.isoformat(), **_source(one.source)}
            for one in entry.disputes
        ],
        "members": [
            {
                "id_type": member.substance.id_type.value,
                "id": member.substance.value,
                "name": member.name,
                "factor": str(member.factor),
                "upper_bound": member.upper_bound,
                "borrowed": member.borrowed,
                "trust": member.trust.value,
            }
            for member in entry.members
        ],
        "thresholds": [_threshold(each) for each in entry.thresholds],
    }


def _threshold(threshold: model.Threshold) -> dict[str, Any]:
    return {
        "fraction": str(threshold.fraction),
        "breached": threshold.breached.value,
        "in_force_from": threshold.in_force_from.isoformat(),
        "in_force_until": _day(threshold.in_force_until),
        "categories": sorted(threshold.categories),
        "trust": threshold.trust.value,
    }


def _source(source: model.Source) -> dict[str, str]:
    return {
        "source_title": source.title,
        "source_url": source.url,
        "trust": source.trust.value,
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
