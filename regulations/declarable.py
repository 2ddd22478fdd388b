"""What a version of the IEC 62474 declarable substance list holds."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from regulations.catalog import DATA
from regulations.quantities import mass_fraction
from regulations.tables import Row, read_table

__all__ = ["Declarable", "asks_about_all", "declarables", "dsl_entries"]

_COLUMNS: Final = "version entry trust"
_DESCRIBED: Final = ("D16.00", "D21.00", "D29.00")
_ALL: Final = "all"
_DECLARABLES: Final = (
    "version entry name_en name_ja name_zh application level intentional percent source"
)


@dataclass(frozen=True, slots=True)
class Declarable:
    """One entry as a version of the list states it.

    Attributes:
        names: by language (``en ja zh``), where the source has one.
        application: what the entry is for, in our short words; ``all`` where it is for anything.
        level: `product`, `part`, `article` or `material`.
        intentional: to be reported at any content when added on purpose.
        threshold: share of the level from which it is reported, 1 = all; None where only
            intention or a surface counts.
    """

    id: str
    names: Mapping[str, str]
    application: str
    level: str
    intentional: bool
    threshold: Fraction | None


def dsl_entries(version: str) -> frozenset[str]:
    """The ids of all entries of a version.

    Args:
        version: as the list names itself, e.g. ``D29.00``.

    Returns:
        The ids; none for a version whose entries are not known here, which proves nothing.

    Source:
        IEC 62474 declarable list, versions D16, D21 and D29; `data/iec-62474-dsl/versions.csv`.
    """
    return _versions().get(version, frozenset())


def asks_about_all(entry: str) -> bool:
    """Whether every version in the data asks about the entry in anything, not only in some uses.

    Source:
        IEC 62474: lead, cadmium and mercury are asked about “except in batteries”; batteries have
        entries of their own, with other thresholds.
    """
    return entry in _about_all()


@functools.cache
def _about_all() -> frozenset[str]:
    asked: dict[str, set[str]] = {}
    for version in _DESCRIBED:
        for entry, one in declarables(version).items():
            asked.setdefault(entry, set()).add(one.application)
    return frozenset(entry for entry, applications in asked.items() if applications == {_ALL})


@functools.cache
def declarables(version: str) -> Mapping[str, Declarable]:
    """The entries of D16.00, D21.00 or D29.00 by id; none for a version that is not in the data.

    Source:
        IEC 62474; names and numbers as two viewers and chemSHERPA sample files carry them.
    """
    rows = read_table(DATA / "iec-62474-dsl" / "declarables.csv", columns=_DECLARABLES)
    found = (_declarable(row) for row in rows if row.text("version") == version)
    return MappingProxyType({one.id: one for one in found})


def _declarable(row: Row) -> Declarable:
    names = {code: row.text(f"name_{code}") for code in ("en", "ja", "zh")}
    percent = row.number_of("percent")
    return Declarable(
        id=row.required("entry"),
        names=MappingProxyType({code: name for code, name in names.items() if name}),
        application=row.required("application"),
        level=row.required("level"),
        intentional=row.flag("intentional", default=False),
        threshold=None if percent is None else mass_fraction(percent, "percent"),
    )


@functools.cache
def _versions() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in read_table(DATA / "iec-62474-dsl" / "versions.csv", columns=_COLUMNS):
        found.setdefault(row.required("version"), set()).add(row.required("entry"))
    return MappingProxyType({version: frozenset(ids) for version, ids in found.items()})
