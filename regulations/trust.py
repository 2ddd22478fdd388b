"""What the letters of trust mean, and which letter the words of the source files come to."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from regulations.errors import InvalidListData
from regulations.model import Trust
from regulations.tables import read_table

__all__ = ["MEANINGS", "trust_of"]

MEANINGS: Final[Mapping[Trust, str]] = MappingProxyType(
    {
        Trust.A: "official export or text, read at its source",
        Trust.B: "copied from the official text by a third party",
        Trust.C: "secondary page",
        Trust.D: "derived from sourced data",
        Trust.K: "from knowledge, unverified",
    }
)
"""What each letter means, for people; the later letter is the weaker one."""

_TABLE: Final = Path(__file__).resolve().parent / "data" / "trust" / "words.csv"


def trust_of(words: str) -> Trust:
    """The letter for what a source file says of a value, e.g. ``sourced: reachonline.eu``.

    What stands after a colon, a blank bracket or a semicolon says where, not how far.

    Source:
        Our scale A to K; `data/trust/words.csv` maps the words of the collected files to it.

    Raises:
        InvalidListData: words that the table does not hold; nothing is trusted by default.
    """
    text = words.casefold()
    for mark in (":", ";", " (", " - "):
        text = text.partition(mark)[0]
    found = _letters().get(text.strip())
    if found is None:
        raise InvalidListData(
            f"“{words[:80]}” says nothing that is known about trust",
            hint=f"known words: {', '.join(_letters())}",
        )
    return found


@functools.cache
def _letters() -> Mapping[str, Trust]:
    rows = read_table(_TABLE, columns="word trust")
    return MappingProxyType({row.required("word"): row.word("trust", Trust) for row in rows})
