"""What a swap would change, for people."""

from __future__ import annotations

from collections.abc import Iterator

from api.text.words import status_word
from api.wire.body import Json

__all__ = ["what_if_text"]

_MOST = 40


def what_if_text(body: Json, lang: str) -> str:
    """The text of `what-if`: the statuses side by side, then what goes and what comes."""
    return "\n".join(_lines(body, lang))


def _lines(body: Json, lang: str) -> Iterator[str]:
    part, swap = body["part"], body["swap"]
    yield f"{part['part_number']} on {body['as_of']}, with {swap['new']} for {swap['old']}:"
    yield f"  {_change(body['status'], lang)}"
    for one in body["lists"]:
        yield f"  {one['list']}: {_change(one, lang)}"
    for name in ("cases", "duties", "gaps", "conflicts"):
        for sign, word in (("-", "goes"), ("+", "comes")):
            lines = body[name][word]
            yield from (f"  {sign} {_said(name, one)}" for one in lines[:_MOST])
            if len(lines) > _MOST:
                yield f"  {sign} … and {len(lines) - _MOST} more {name}"


def _change(sides: Json, lang: str) -> str:
    before, after = (status_word(sides[side], lang) for side in ("before", "after"))
    return before if before == after else f"{before} → {after}"


def _said(name: str, one: Json) -> str:
    word = {
        "cases": "outcome",
        "duties": "duty",
        "gaps": "outcome",
        "conflicts": "worse",
    }[name]
    about = one.get("entry_name") or one.get("entry") or one.get("reason", "")
    where = " › ".join(one["path"])
    return f"{one[word].replace('_', ' ')}: {about} ({one['list']}) in {where}"
