"""Names of the people who take the steps."""

from __future__ import annotations

import unicodedata
from typing import Final

from bom.lists.refusals import InvalidStep

__all__ = ["is_same", "person"]

_LONGEST: Final = 80


def person(name: str) -> str:
    """A name as it is recorded: NFKC, single blanks.

    Raises:
        InvalidStep: nobody's name, or a text that is none.
    """
    tidy = " ".join(unicodedata.normalize("NFKC", name).split())
    if not tidy or len(tidy) > _LONGEST or not tidy.isprintable():
        raise InvalidStep(
            "nobody says who does this", hint="--by NAME, or set $CHEMGATE_USER; at most 80 signs"
        )
    return tidy


def is_same(one: str, other: str) -> bool:
    """Whether two recorded names are one person's; capital letters make no second person."""
    return one.casefold() == other.casefold()
