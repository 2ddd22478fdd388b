"""Which list entries an answer on an IEC 62474 DSL entry speaks about."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from regulations.catalog import DATA
from regulations.tables import Row, read_table

__all__ = ["entries_of_dsl", "has_same_limit"]

_COLUMNS: Final = "dsl_entry list_id entry_id same_limit trust"


def entries_of_dsl(dsl_id: str) -> tuple[tuple[str, str], ...]:
    """(list id, entry id) of the entries that the DSL entry stands for.

    Args:
        dsl_id: five digits, e.g. ``00038``.

    Returns:
        Nothing for an unknown id, and for DSL entries whose reporting level is another one than
        the list's: their answers prove nothing there.
    """
    return tuple((row.text("list_id"), row.text("entry_id")) for row in _bridge().get(dsl_id, ()))


def has_same_limit(dsl_id: str) -> bool:
    """Whether “above the reporting threshold” also says “above the limit of the list”.

    False where IEC 62474 reports earlier (any intentional addition, HBCDD from 0.01 %): there
    “below” still proves “below”, but “above” only proves presence.
    """
    rows = _bridge().get(dsl_id, ())
    return bool(rows) and all(row.flag("same_limit", default=False) for row in rows)


@functools.cache
def _bridge() -> Mapping[str, tuple[Row, ...]]:
    found: dict[str, tuple[Row, ...]] = {}
    for row in read_table(DATA / "iec-62474-dsl" / "bridge.csv", columns=_COLUMNS):
        key = row.required("dsl_entry")
        found[key] = (*found.get(key, ()), row)
    return MappingProxyType(found)
