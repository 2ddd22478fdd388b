"""What the bundled lists of law know of a declared substance."""

from __future__ import annotations

import functools
from dataclasses import replace
from datetime import date
from typing import Final

from chemsherpa.document import Declaration
from regulations.catalog import bundled
from regulations.coverage import covers_until
from regulations.errors import InvalidSubstanceId
from regulations.membership import Membership
from regulations.model import Effect
from regulations.substances import SubstanceId, substance_id

__all__ = ["covered_until", "identified", "law", "list_version", "response_day"]

_LIST: Final = "chemSHERPA_SubstanceList"
_OFTEN: Final = 4096
_BEYOND: Final = frozenset({Effect.INFORM, Effect.REVIEW})


@functools.cache
def law() -> Membership:
    """Every entry of law that a composition can be held against without knowing its use.

    Left out: examples of a company's own lists, laws that only inform or have to be reviewed, laws
    for some uses, and those that no chemSHERPA criterion asks about. Members count by every number
    that is theirs for certain: what may be another substance accuses nobody.
    """
    lists = bundled().lists.values()
    found = Membership.of(
        entry
        for one in lists
        if not one.example
        for entry in one.entries
        if entry.managed_from and not entry.context and entry.effect not in _BEYOND
    )
    return found.widened(replace(bundled().identity, alike={}), {})


@functools.lru_cache(maxsize=_OFTEN)
def identified(text: str) -> SubstanceId | None:
    """The registered id behind a declared one, None where it is none."""
    try:
        return substance_id(text) if text else None
    except InvalidSubstanceId:
        return None


def list_version(declaration: Declaration) -> str:
    """The chemSHERPA list that it was made with: as declared, else as its tool says, else ""."""
    declared = (one.version for one in declaration.declared.composition if one.identity == _LIST)
    return next(declared, "") or declaration.tool.partition("@")[2]


def covered_until(declaration: Declaration) -> date | None:
    """Up to which day that list is known to cover the law, None where nothing is known."""
    return covers_until(list_version(declaration))


def response_day(declaration: Declaration) -> date | None:
    """The day of the answer, None in a request or where it is no date."""
    if declaration.response is None:
        return None
    try:
        return date.fromisoformat(declaration.response.date[:10])
    except ValueError:
        return None
