"""How far a declaration reaches, for people."""

from __future__ import annotations

from typing import Final

from api.text.table import table
from api.wire.body import Json

__all__ = ["covers_text"]

_NAMES: Final = {"dsl": "IEC 62474 DSL", "chemsherpa": "chemSHERPA list"}


def covers_text(body: Json) -> str:
    """The text of `lists covers`: the count, then what stays open and why."""
    declared = body["declared"]
    what = f"{_NAMES[declared['scheme']]} {declared['version']}"
    where = f"{body['list']} {body['version'] or ''}".strip()
    settled = f"settles {len(body['covered'])} of {body['entries']} entries"
    head = f"{what} {settled} of {where} on {body['as_of']}"
    if not body["not_covered"]:
        return head
    rows = [["entry", "from", "name", "why not"]]
    rows += [
        [one["id"], one["included_on"], one["name"][:48], one["reason"]]
        for one in body["not_covered"]
    ]
    return "\n".join([head, "", table(rows, indent="  ")])
