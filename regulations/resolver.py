"""From whatever someone calls a substance to the numbers it has, and to those it may have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from regulations.catalog import Catalog
from regulations.errors import InvalidSubstanceId
from regulations.names import named_by
from regulations.substances import IdType, SubstanceId, has_form, normalised, substance_id

__all__ = ["Resolved", "contradicts", "resolve"]

_GROUP: Final = "group:"
"""Marks a group word: bare, “lead” would be a name, and names decide nothing."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a text names.

    Attributes:
        number: the identifier that it is; None for a name, and for a number that cannot be one.
        numbers: every number of that substance, `number` included, sorted.
        perhaps: numbers that may name it too, because a register pairs them with one of its own.
        members: single substances that it stands for, where it is a group, a number of many or an
            alloy; closed over their numbers.
        named: numbers of the substance that a list calls exactly so. A name decides nothing.
    """

    number: SubstanceId | None
    numbers: tuple[SubstanceId, ...] = ()
    perhaps: tuple[SubstanceId, ...] = ()
    members: tuple[SubstanceId, ...] = ()
    named: tuple[SubstanceId, ...] = ()


def resolve(text: str, catalog: Catalog) -> Resolved:
    """Read a CAS, EC, SN or DSL number, a group (``group:pbde``) or a name.

    Width, dashes, blanks and a “CAS No.” before it are nothing. A five-digit number is a DSL
    number, and a word a group, only where some list of the catalog names it.

    Source:
        Forms of CAS, EC, SN and IEC 62474 numbers as in `substances`.
    """
    number = _identified(text, catalog)
    if number is None:
        return Resolved(None, named=tuple(sorted(named_by(catalog, text))))
    identity = catalog.identity
    return Resolved(
        number,
        tuple(sorted(identity.numbers_of(number))),
        tuple(sorted(identity.perhaps(number))),
        tuple(sorted(catalog.kin.get(number, ()))),
    )


def contradicts(number: SubstanceId, name: str, catalog: Catalog) -> tuple[SubstanceId, ...]:
    """Numbers of the listed substance that a name is, where the number beside it is another's.

    None where the number may be that substance's, or stands for many that hold it.

    Source:
        Our rule: of a number and a name that are different substances neither is taken on trust.
    """
    owners = named_by(catalog, name)
    meant = catalog.identity.numbers_of(number) | catalog.identity.perhaps(number)
    meant |= catalog.kin.get(number, frozenset())
    return tuple(sorted(owners)) if owners.isdisjoint(meant) else ()


def _identified(text: str, catalog: Catalog) -> SubstanceId | None:
    try:
        return substance_id(text)
    except InvalidSubstanceId:
        value = normalised(text)
    named = catalog.named()
    dsl = SubstanceId(IdType.DSL, value)
    group = SubstanceId(IdType.GROUP, value.casefold().removeprefix(_GROUP))
    if has_form(IdType.DSL, value) and dsl in named:
        return dsl
    return group if value.casefold().startswith(_GROUP) and group in named else None
