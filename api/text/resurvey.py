"""Whom to ask again, for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from api.text.impact import head_lines
from api.text.table import table
from api.wire.body import Json

__all__ = ["resurvey_text"]

_MOST: Final = 40
_MOST_IDS: Final = 6
_HEAD: Final = ["supplier", "part", "asks about"]


def resurvey_text(body: Json, lang: str) -> str:
    """The text of `lists resurvey`: how many letters, and what each asks."""
    first, *assumed = head_lines(body)
    return "\n".join([first, _counts(body, lang), *assumed, *_letters(body)])


def _counts(body: Json, lang: str) -> str:
    letters, asked, spared = len(body["letters"]), body["asked"], body["spared"]
    if lang == "ja":
        return f"調査依頼{letters}件、部品{asked}点。依頼不要の回答済み部品{spared}点"
    return f"letters: {letters}, about parts: {asked}; declared parts that need none: {spared}"


def _letters(body: Json) -> Iterator[str]:
    rows = [
        [
            letter["supplier"] or "-",
            f"{part['part_number']} {part['name']}".strip()[:40],
            _asks(part["entries"]),
        ]
        for letter in body["letters"]
        for part in letter["parts"]
    ]
    if rows:
        yield ""
        yield table([_HEAD, *rows[:_MOST]])
    if len(rows) > _MOST:
        yield f"… and {len(rows) - _MOST} more; --json shows them all"


def _asks(entries: list[Json]) -> str:
    """Numbers of entries, list by list; their names are in the JSON."""
    by_list: dict[str, list[str]] = {}
    for entry in entries:
        by_list.setdefault(entry["list"], []).append(entry["entry"])
    return "; ".join(f"{name}: {_some(ids)}" for name, ids in by_list.items())


def _some(ids: list[str]) -> str:
    more = f" and {len(ids) - _MOST_IDS} more" if len(ids) > _MOST_IDS else ""
    return ", ".join(ids[:_MOST_IDS]) + more
