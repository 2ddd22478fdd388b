"""The difference of two states of a list as JSON says it."""

from __future__ import annotations

from api.wire.body import Json
from regulations.diff import Change, ListDiff

__all__ = ["changes_json"]


def changes_json(difference: ListDiff) -> Json:
    """Counts by kind, and the changes in their order; limits in percent, days ISO."""
    return {
        "counts": {kind.value: number for kind, number in difference.counts.items()},
        "changes": [_change(change) for change in difference.changes],
    }


def _change(change: Change) -> Json:
    was, now = change.was, change.now
    return {
        "kind": change.kind.value,
        "list": change.subject.list_id,
        "entry": change.subject.entry,
        "name": change.subject.name,
        "aspect": change.aspect,
        "before": list(change.before),
        "after": list(change.after),
        "was": None if was is None else {"list": was.list_id, "entry": was.entry},
        "now": None if now is None else {"list": now.list_id, "entry": now.entry},
    }
