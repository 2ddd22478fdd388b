"""What a name for many may stand for: groups, declarable-list numbers, alloys.

Who declares “polybrominated diphenyl ethers, 2000 ppm” declares up to 2000 ppm of each of them.
For the entry of that very group the amount counts; for an entry of one member it is an upper bound.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from regulations.identity import Identity
from regulations.model import Entry
from regulations.substances import IdType, SubstanceId

__all__ = ["OF_MANY", "Kin", "kin_of"]

Kin = Mapping[SubstanceId, frozenset[SubstanceId]]
"""Single substances that an identifier of many may stand for."""

_TABLE: Final = Path(__file__).resolve().parent / "data" / "groups" / "kin.csv"
OF_MANY: Final = frozenset({IdType.GROUP, IdType.DSL, IdType.SN})
"""Registers whose numbers stand for groups."""


def kin_of(entries: Iterable[Entry], identity: Identity) -> Kin:
    """The kin that some entries and the table of groups and alloys name, by all their numbers.

    Source:
        An alloy number hides its constituents: steel 12597-69-2 and brass 12597-71-6 may hold
        lead. The eight PAHs of Regulation (EC) No 1907/2006, Annex XVII, entry 50.
    """
    found: defaultdict[SubstanceId, set[SubstanceId]] = defaultdict(set)
    for entry in entries:
        members = [member.substance for member in entry.members]
        many = [
            m.substance for m in entry.members if m.substance.id_type in OF_MANY and not m.borrowed
        ]
        single = [one for one in members if one.id_type not in OF_MANY]
        for one in many:
            found[one].update(single)
    with _TABLE.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            name = SubstanceId(IdType(row["id_type"]), row["value"])
            found[name].add(SubstanceId(IdType.CAS, row["cas_number"]))
    return {
        number: identity.closed(single)
        for name, single in found.items()
        for number in identity.numbers_of(name)
    }
