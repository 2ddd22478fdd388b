"""The management criteria of chemSHERPA, and the lists of law that they stand for."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from regulations.catalog import DATA
from regulations.model import Trust
from regulations.tables import read_table

__all__ = ["Criterion", "criteria"]

_COLUMNS: Final = "code title_en title_ja lists list_version trust note"


@dataclass(frozen=True, slots=True)
class Criterion:
    """Why a substance is managed.

    Attributes:
        code: `LR01` to `LR09` for laws, `IC01` and `IC02` for lists of industries.
        lists: our ids of the lists behind it; none where the data hold no such list.
        list_version: chemSHERPA list whose manual names it.
    """

    code: str
    title_en: str
    title_ja: str
    lists: tuple[str, ...]
    list_version: str
    trust: Trust


@functools.cache
def criteria() -> Mapping[str, Criterion]:
    """All criteria by code.

    Source:
        chemSHERPA, explanation of the managed substances, list version 2.04.00.
    """
    rows = read_table(DATA / "chemsherpa-lists" / "criteria.csv", columns=_COLUMNS)
    found = (
        Criterion(
            row.required("code"),
            row.required("title_en"),
            row.required("title_ja"),
            row.words("lists"),
            row.required("list_version"),
            row.word("trust", Trust),
        )
        for row in rows
    )
    return MappingProxyType({one.code: one for one in found})
