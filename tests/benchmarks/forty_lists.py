"""Forty lists with ten thousand entries over five thousand substances, and newer versions of one.

From its own random stream: the same law for every size of portfolio.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import cache
from types import MappingProxyType
from typing import Final

import numpy as np

from engine.compile import compile_rules
from engine.exact import IntArray
from engine.rules import RuleSet
from regulations.catalog import Catalog
from regulations.model import (
    Breached,
    Effect,
    Entry,
    Level,
    ListVersion,
    Member,
    Source,
    SubstanceList,
    Threshold,
    Trust,
)

from .portfolio_at_scale import SUBSTANCES, substance

__all__ = [
    "CHANGES",
    "ENTRIES",
    "LISTS",
    "changed_rules",
    "forty_lists",
    "new_substances",
    "tieable",
]

LISTS, ENTRIES, LISTED, COMMONEST = 40, 10_000, 5_000, 55
AS_OF: Final = date(2026, 1, 1)
EARLIER: Final = date(2020, 1, 1)
SOURCE: Final = Source("made up", Trust.D)
LIMITS = (Fraction(1, 1000), Fraction(1, 10_000), Fraction(5, 1000), Fraction(0))
LIMIT_CHANCES = (0.5, 0.15, 0.15, 0.2)
EFFECTS = (Effect.RESTRICT, Effect.DECLARE, Effect.CONTROL)
CHANGES: Final = {"rare": 955, "medium": 293, "common": 34}
"""Rank from which five substances that no list holds join the first list."""


def _drawn() -> tuple[IntArray, IntArray, IntArray, IntArray]:
    """Substance, limit, level (1 = article) and comparator (1 = at or above) of every entry."""
    rng = np.random.default_rng(1907)
    listed = rng.choice(np.arange(COMMONEST, SUBSTANCES), LISTED, replace=False)
    each = np.concatenate([listed, rng.choice(listed, ENTRIES - LISTED)])
    limit = rng.choice(len(LIMITS), ENTRIES, p=LIMIT_CHANCES)
    return each, limit, rng.integers(0, 2, ENTRIES), rng.integers(0, 2, ENTRIES)


def tieable() -> IntArray:
    """Ranks of substances with an entry whose limit is 0.1 %."""
    each, limit, *_ = _drawn()
    return np.unique(each[limit == 0])


@cache
def forty_lists() -> RuleSet:
    """The rules of all lists; compiled once, for they take as long as a portfolio."""
    return _compiled(_lists())


def new_substances(change: str) -> list[int]:
    """Ranks of the five substances of a change."""
    listed = set(_drawn()[0].tolist())
    return [rank for rank in range(CHANGES[change], SUBSTANCES) if rank not in listed][:5]


def changed_rules(change: str) -> RuleSet:
    """The rules with five more entries in the first list, whose presence in an article counts."""
    added = [_entry(0, f"new-{rank}", rank, (3, 1, 0)) for rank in new_substances(change)]
    first = _list_id(0)
    return _compiled(_lists() | {first: _list(first, [*_lists()[first].entries, *added])})


@cache
def _entries() -> tuple[Entry, ...]:
    """Once: an edition shares the entries that it does not change, as a stored list does."""
    drawn = zip(*(column.tolist() for column in _drawn()), strict=True)
    return tuple(
        _entry(place % LISTS, f"{place}", rank, how) for place, (rank, *how) in enumerate(drawn)
    )


def _entry(place: int, name: str, rank: int, how: tuple[int, ...] | list[int]) -> Entry:
    limit, per_article, at = how
    # “At or above nothing” would hold for what is not there.
    breached = Breached.AT_OR_ABOVE if at and LIMITS[limit] else Breached.ABOVE
    one = substance(rank)
    return Entry(
        name,
        _list_id(place),
        name,
        EFFECTS[rank % len(EFFECTS)],
        Level.ARTICLE if per_article else Level.HOMOGENEOUS_MATERIAL,
        (Threshold(LIMITS[limit], breached, EARLIER, None, Trust.D),),
        (Member(one, str(one), Fraction(1), Trust.D),),
        EARLIER,
        "nowhere",
        SOURCE,
    )


def _list_id(place: int) -> str:
    return f"made-up-{place:02d}"


def _compiled(lists: dict[str, SubstanceList]) -> RuleSet:
    return compile_rules(Catalog(MappingProxyType(lists)), list(lists), as_of=AS_OF)


@cache
def _lists() -> dict[str, SubstanceList]:
    """All lists as they were first published."""
    names = [_list_id(place) for place in range(LISTS)]
    return {name: _list(name, [one for one in _entries() if one.list_id == name]) for name in names}


def _list(name: str, entries: list[Entry]) -> SubstanceList:
    return SubstanceList(
        name, name, "nobody", "none", binding=True,
        versions=(ListVersion("1", EARLIER, SOURCE),), entries=tuple(entries), sha256="",
        checked_on=AS_OF,
    )  # fmt: skip
