"""Conflict-minerals workbooks (CMRT, EMRT …): recognised, refused, with advice.

Source:
    Sheets of the official templates CMRT 6.01 to 6.5, EMRT 1.1 to 2.1, CRT, AMRT: all of them have
    “Smelter List” and “Declaration”.
"""

from __future__ import annotations

from typing import Final

from bom.exchange.errors import Refused
from bom.exchange.workbook import sheet_names
from chemsherpa.limits import Limits

__all__ = ["refuse_conflict_minerals"]

_SIGNS: Final = frozenset({"Smelter List", "Declaration"})


def refuse_conflict_minerals(data: bytes) -> None:
    """Refuse a workbook that speaks of smelters; it says nothing on substances in articles.

    Raises:
        Refused: `not-a-declaration.conflict-minerals`, `zip-…`, `xml-…`.
    """
    if set(sheet_names(data, limits=Limits())) >= _SIGNS:
        raise Refused("not-a-declaration.conflict-minerals")
