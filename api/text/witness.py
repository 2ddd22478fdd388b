"""What must be replaced, for people."""

from __future__ import annotations

from collections.abc import Iterator

from api.text.words import status_word
from api.wire.body import Json

__all__ = ["witness_text"]

_MOST = 40


def witness_text(body: Json, lang: str) -> str:
    """The text of `witness`: status, the fewest parts, then every failing leaf."""
    return "\n".join(_lines(body, lang))


def _lines(body: Json, lang: str) -> Iterator[str]:
    part = body["part"]
    yield f"{part['part_number']} on {body['as_of']}: {status_word(body['status'], lang)}"
    if not body["leaves"]:
        yield "\nnothing in it breaks a limit, so nothing has to be replaced"
        return
    yield f"\nfewest parts to replace: {len(body['parts'])}"
    for one in body["parts"][:_MOST]:
        often = f" (used {one['ways']} ways)" if one["ways"] > 1 else ""
        yield f"  {' › '.join(one['path'])}{often}"
    yield f"  then: {status_word(body['after'], lang)}"
    yield f"\nmaterials and articles that fail by themselves: {len(body['leaves'])}"
    for one in body["leaves"][:_MOST]:
        entries = ", ".join(f"{entry['name']} ({entry['list']})" for entry in one["entries"])
        yield f"  {' › '.join(one['path'])}: {entries}"
    if len(body["leaves"]) > _MOST:
        yield f"  … and {len(body['leaves']) - _MOST} more"
