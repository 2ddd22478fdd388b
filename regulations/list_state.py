"""A list as it stands: its whole content, or only what is in force on one day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from regulations.model import Entry, Exemption, ListVersion, SubstanceList, Threshold
from regulations.tables import CATEGORIES

__all__ = ["ListState", "state_on", "whole"]

_OWN = ("name", "authority", "legal_basis", "binding", "example", "checked_on", "not_modelled")


@dataclass(frozen=True, slots=True)
class ListState:
    """What is compared with another state.

    Attributes:
        as_of: the day; None = the whole content, past and future steps included.
        facts: what the list says of itself, by the name of the attribute.
    """

    list_id: str
    name: str
    as_of: date | None
    entries: tuple[Entry, ...]
    exemptions: tuple[Exemption, ...]
    facts: tuple[tuple[str, object], ...]


def whole(found: SubstanceList) -> ListState:
    """Everything a list holds, whatever the day; of its versions the names and first days."""
    versions = tuple(map(_version, found.versions))
    facts = (*_facts(found, _OWN), ("versions", versions))
    return ListState(found.id, found.name, None, found.entries, found.exemptions, facts)


def state_on(found: SubstanceList, day: date) -> ListState:
    """What a list holds on a day: entries, their limits and the exemptions in force.

    An entry whose limits all start later is there without any.
    """
    return ListState(
        list_id=found.id,
        name=found.name,
        as_of=day,
        entries=tuple(_on(entry, day) for entry in found.entries if _is_listed(entry, day)),
        exemptions=tuple(
            one for one in found.exemptions if _holds(one.in_force_from, one.in_force_until, day)
        ),
        facts=_facts(found, _OWN),
    )


def _version(version: ListVersion) -> str:
    day = version.effective_from.isoformat()
    return day if version.id == day else f"{version.id} from {day}"


def _facts(found: SubstanceList, names: tuple[str, ...]) -> tuple[tuple[str, object], ...]:
    return tuple((name, getattr(found, name)) for name in names)


def _is_listed(entry: Entry, day: date) -> bool:
    return _holds(entry.included_on, entry.removed_on, day)


def _holds(start: date, until: date | None, day: date) -> bool:
    return start <= day and (until is None or day < until)


def _on(entry: Entry, day: date) -> Entry:
    held = [t for t in entry.thresholds if _holds(t.in_force_from, t.in_force_until, day)]
    return replace(entry, thresholds=tuple(t for t in held if not _is_succeeded(t, held)))


def _is_succeeded(threshold: Threshold, held: list[Threshold]) -> bool:
    """A limit without an end is succeeded by the next one that starts for its categories."""
    later = {
        category
        for other in held
        if other.in_force_from > threshold.in_force_from
        for category in other.categories or CATEGORIES
    }
    return (threshold.categories or CATEGORIES) <= later
