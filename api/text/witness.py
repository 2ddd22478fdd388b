"""What must be replaced, for people."""

from __future__ import annotations

from collections.abc import Iterator

from api.text.words import status_word
from api.wire.body import Json

__all__ = ["witness_text"]

_MOST = 40


def witness_text(body: Json, lang: str) -> str:
    """The text of `witness`: status, the fewest parts, every failing leaf, who has to answer."""
    return "\n".join(_lines(body, lang))


def _lines(body: Json, lang: str) -> Iterator[str]:
    part = body["part"]
    yield f"{part['part_number']} on {body['as_of']}: {status_word(body['status'], lang)}"
    if body["leaves"]:
        yield from _breaches(body, lang)
    else:
        yield "\nnothing in it breaks a limit, so nothing has to be replaced"
    if body["awaits"]:
        yield from _answers(body["awaits"], is_red=bool(body["leaves"]))


def _answers(awaits: list[Json], *, is_red: bool) -> Iterator[str]:
    many = "one answer" if len(awaits) == 1 else f"answers on {len(awaits)} parts"
    # No answer clears what breaks a limit.
    yield f"\nmissing beside that: {many}" if is_red else f"\n{many} away from a clear status:"
    yield from (f"  {' › '.join(one['path'])}" for one in awaits[:_MOST])
    if len(awaits) > _MOST:
        yield f"  … and {len(awaits) - _MOST} more"


def _breaches(body: Json, lang: str) -> Iterator[str]:
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
