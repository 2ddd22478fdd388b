"""Which list entries an answer on an IEC 62474 DSL entry speaks about."""

from __future__ import annotations

import functools
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Final

from regulations.catalog import DATA
from regulations.tables import Row, read_table

__all__ = ["bridged_entries", "entries_answered", "entries_of_dsl", "has_same_limit"]

_COLUMNS: Final = "dsl_entry list_id entry_id same_limit trust"
_FOLDERS: Final = ("iec-62474-dsl", "ipc-1752-lists")
"""IPC's own lists number their entries too; their keys carry the list (``EUROHS-1907:00005``)."""


def bridged_entries() -> frozenset[str]:
    """Every DSL id that stands for some entry of a list.

    Source:
        The bridge tables: IEC 62474 D29.00 and IPC-1752A lists matched to the law, row by row with
        trust.
    """
    return frozenset(_bridge())


def entries_of_dsl(dsl_id: str) -> tuple[tuple[str, str], ...]:
    """(list id, entry id) of the entries that the DSL entry stands for.

    Args:
        dsl_id: five digits, e.g. ``00038``; of IPC's lists with the list before it.

    Returns:
        Nothing for an unknown id, and for DSL entries whose reporting level is another one than
        the list's: their answers prove nothing there.

    Source:
        IEC 62474 declarable list, reporting levels; `data/iec-62474-dsl/bridge.csv`.
    """
    return tuple((row.text("list_id"), row.text("entry_id")) for row in _bridge().get(dsl_id, ()))


def entries_answered(keys: Collection[str]) -> dict[tuple[str, str], str]:
    """Entries of lists that a set of answers “below” settles, each with the first key behind it.

    Where several entries of one declarable list stand for an entry (one for each application), all
    of them must have been answered.

    Args:
        keys: DSL ids, or keys of IPC's lists, answered “below”.

    Source:
        Our rule: IEC 62474 never reports later than the list at the levels that the bridge holds,
        so what is below its threshold is below the limit.
    """
    found: dict[tuple[str, str], str] = {}
    for (_, *entry), needed in _needed().items():
        if all(key in keys for key in needed):
            list_id, entry_id = entry
            found.setdefault((list_id, entry_id), needed[0])
    return found


def has_same_limit(dsl_id: str) -> bool:
    """Whether “above the reporting threshold” also says “above the limit of the list”.

    False where IEC 62474 reports earlier (any intentional addition, HBCDD from 0.01 %): there
    “below” still proves “below”, but “above” only proves presence.

    Source:
        IEC 62474 declarable list, reporting thresholds against those of the laws; column
        `same_limit` of the bridge.
    """
    rows = _bridge().get(dsl_id, ())
    return bool(rows) and all(row.flag("same_limit", default=False) for row in rows)


@functools.cache
def _needed() -> Mapping[tuple[str, str, str], tuple[str, ...]]:
    """Keys by declarable list (“” for the DSL), list id and entry id."""
    found: dict[tuple[str, str, str], tuple[str, ...]] = {}
    for key in sorted(_bridge()):
        for entry in entries_of_dsl(key):
            place = (key.rpartition(":")[0], *entry)
            found[place] = (*found.get(place, ()), key)
    return MappingProxyType(found)


@functools.cache
def _bridge() -> Mapping[str, tuple[Row, ...]]:
    found: dict[str, tuple[Row, ...]] = {}
    for folder in _FOLDERS:
        for row in read_table(DATA / folder / "bridge.csv", columns=_COLUMNS):
            key = row.required("dsl_entry")
            found[key] = (*found.get(key, ()), row)
    return MappingProxyType(found)
