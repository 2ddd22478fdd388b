"""The lists, as people and programs ask for them."""

from __future__ import annotations

from datetime import date

from api.wire.body import Json
from api.wire.numbers import ppm
from regulations.catalog import DATA, bundled
from regulations.checks import check
from regulations.errors import NoVersionInForce, UnknownList
from regulations.loader import list_folders
from regulations.model import Entry, Exemption, SubstanceList

__all__ = ["check_lists", "list_json", "lists_json", "version_day"]


def lists_json(*, as_of: date) -> Json:
    """Every list with its version in force and how many entries it has on that day."""
    return {"as_of": as_of.isoformat(), "lists": [_summary(s, as_of) for s in _all()]}


def list_json(list_id: str, *, as_of: date) -> Json:
    """One list with its entries in force on a day.

    Raises:
        UnknownList: there is none of that id.
    """
    found = bundled().get(list_id)
    entries = bundled().entries_in_force(list_id, as_of)
    return {
        **_summary(found, as_of),
        "as_of": as_of.isoformat(),
        "not_modelled": list(found.not_modelled),
        "versions": [version.id for version in found.versions],
        "entries_in_force": [_entry(entry) for entry in entries],
        "exemptions": [_exemption(row) for row in found.exemptions],
    }


def version_day(list_id: str, version: str) -> date:
    """The first day of a named version.

    Raises:
        UnknownList: no such list, or it has no version of that name.
    """
    found = bundled().get(list_id)
    for one in found.versions:
        if one.id == version:
            return one.effective_from
    hint = f"known versions: {' '.join(one.id for one in found.versions)}"
    raise UnknownList(f"{list_id} has no version “{version[:40]}”", hint=hint)


def check_lists() -> Json:
    """Run every data lint over the bundled lists."""
    problems = [
        {"file": p.file, "row": p.row, "column": p.column, "message": p.message}
        for folder in list_folders(DATA)
        for p in check(folder)
    ]
    return {"problems": problems, "lists": len(bundled().lists)}


def _all() -> list[SubstanceList]:
    return [bundled().lists[list_id] for list_id in sorted(bundled().lists)]


def _summary(found: SubstanceList, as_of: date) -> Json:
    try:
        version: str | None = bundled().version_in_force(found.id, as_of).id
    except NoVersionInForce:
        version = None
    return {
        "list": found.id,
        "name": found.name,
        "authority": found.authority,
        "legal_basis": found.legal_basis,
        "binding": found.binding,
        "example": found.example,
        "version": version,
        "entries": len(bundled().entries_in_force(found.id, as_of)),
        "checked_on": found.checked_on.isoformat(),
        "sha256": found.sha256,
    }


def _entry(entry: Entry) -> Json:
    return {
        "id": entry.id,
        "name": entry.name,
        "included_on": entry.included_on.isoformat(),
        "effect": entry.effect.value,
        "level": entry.level.value,
        "limits": [
            {
                "ppm": ppm(threshold.fraction),
                "breached": threshold.breached.value,
                "from": threshold.in_force_from.isoformat(),
                "categories": sorted(threshold.categories),
                "trust": threshold.trust.value,
            }
            for threshold in entry.thresholds
        ],
        "members": len(entry.members),
        "members_exhaustive": entry.members_exhaustive,
        "citation": entry.citation,
        "source": entry.source.title,
        "trust": entry.source.trust.value,
        "note": entry.note,
    }


def _exemption(row: Exemption) -> Json:
    return {
        "id": row.id,
        "wording": row.wording,
        "categories": sorted(row.categories),
        "from": row.in_force_from.isoformat(),
        "expires_on": row.expires_on.isoformat() if row.expires_on else None,
        "upper_ppm": ppm(row.upper),
        "lower_ppm": ppm(row.lower),
        "disputed": row.disputed,
        "trust": row.source.trust.value,
        "note": row.note,
    }
