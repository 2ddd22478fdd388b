"""What became of a great many files: by code, with the first file that each was told of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from api.text.table import table
from api.text.words import import_word
from api.wire.body import Json
from regulations.language import Language

__all__ = ["MANY_FILES", "summary_text"]

MANY_FILES: Final = 100
"""From here on a line for each file says less than a table of what was found."""

_WIDEST: Final = 72
_SEVERITIES: Final = ("error", "warning", "notice")


@dataclass(slots=True)
class _Told:
    """One code with what was said first; `members` are counted once each."""

    severity: str
    status: str
    first: str
    reason: str
    members: int = 0


def summary_text(body: Json, language: Language) -> str:
    """The table of findings and notices, refusals first, then the counts."""
    told = _findings(body)
    rows = [[import_word(word, language) for word in ("result", "severity", "code")]]
    rows[0] += [import_word(word, language) for word in ("members", "first", "reason")]
    for (code, _), one in sorted(told.items(), key=lambda item: _order(item[1])):
        status, severity = import_word(one.status, language), import_word(one.severity, language)
        rows.append([status, severity, code, str(one.members), one.first, one.reason[:_WIDEST]])
    notes = [f"{import_word('note', language)}: {text}" for text in _notices(body)]
    counts = ", ".join(f"{n} {import_word(word, language)}" for word, n in body["counts"].items())
    return "\n".join([*([table(rows), ""] if told else []), *notes, counts])


def _findings(body: Json) -> dict[tuple[str, str], _Told]:
    told: dict[tuple[str, str], _Told] = {}
    for file in body["files"]:
        for member in file["members"]:
            first = {finding["code"]: finding for finding in reversed(member["findings"])}
            for code, finding in first.items():
                status, severity = member["status"], finding["severity"]
                new = _Told(severity, status, file["path"], finding["message"])
                told.setdefault((code, status), new).members += 1
    return told


def _order(one: _Told) -> tuple[bool, int, int]:
    return one.status != "rejected", _SEVERITIES.index(one.severity), -one.members


def _notices(body: Json) -> list[str]:
    """The first of each code, and how many more there are."""
    by_code: dict[str, list[str]] = {}
    for notice in body["notices"]:
        by_code.setdefault(notice["code"], []).append(notice["message"])
    return [
        messages[0] + (f" (+{len(messages) - 1})" if len(messages) > 1 else "")
        for messages in by_code.values()
    ]
