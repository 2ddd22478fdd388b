"""Whom to ask again when a list changes: the fewest letters, and nothing in them twice."""

from __future__ import annotations

from api.services.impact import Judged, head_json, part_json
from api.wire.body import Json
from engine.resurvey import Request, survey

__all__ = ["resurvey_json"]

_Names = dict[tuple[str, str], str]


def resurvey_json(judged: Judged, head: Json) -> Json:
    """The body of `lists resurvey --json`: one letter to each supplier with something to say.

    `spared` are declared parts that need no question: what their declarations say is enough.

    Args:
        judged: the portfolio by both laws.
        head: which they are.
    """
    parts = dict(judged.snapshot.parts.items())
    makers = {node: one.manufacturer for node, one in parts.items() if one.declaration_sha256}
    before, after = judged.evaluations
    found = survey(before, after, makers)
    names = {(entry.list_id, entry.id): entry.name for entry in after.line.rules.entries}
    return {
        **head_json(judged, head),
        "letters": [_letter(one, judged, names) for one in found.requests],
        "asked": sum(len(one.inquiries) for one in found.requests),
        "spared": found.spared,
    }


def _letter(one: Request, judged: Judged, names: _Names) -> Json:
    return {
        "supplier": one.supplier,
        "parts": [
            {
                **part_json(judged.snapshot.parts[inquiry.part]),
                "entries": [
                    {"list": entry[0], "entry": entry[1], "name": names[entry]}
                    for entry in inquiry.entries
                ],
            }
            for inquiry in one.inquiries
        ],
    }
