"""From what a structure file calls a substance to its identifier, or to why there is none."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from bom.errors import InvalidStructureFile
from bom.structure import StructureSubstance
from chemsherpa.findings import Finding, Severity
from regulations.errors import InvalidSubstanceId
from regulations.substances import (
    IdType,
    SubstanceId,
    has_form,
    has_right_check_digit,
    normalised,
    substance_id,
)

__all__ = ["annual_id", "identify"]

_GROUPS_WITHOUT_LIST: Final = frozenset({"pah8"})
"""Group words that the format knows though no bundled list counts them yet."""


def identify(
    substance: StructureSubstance, named: Collection[SubstanceId]
) -> tuple[SubstanceId | None, Finding | None]:
    """The identifier of a substance, None when nothing identifies it, and what to tell.

    Args:
        substance: as the file gives it.
        named: identifiers that some list names.

    Raises:
        InvalidStructureFile: a group word that is not known; misspelt, it would count for nothing.
    """
    kind, where = substance.id_type, substance.where
    if kind == "name":
        told = f"“{substance.name[:80]}” is not identified; only the declaration vouches for it"
        return None, Finding(Severity.NOTICE, "substance-undisclosed", where, None, told)
    value = normalised(substance.value)
    if kind == "group":
        return _group(value.lower(), where, named), None
    value = value.upper() if kind == "sn" else value
    if not has_form(IdType(kind), value):
        told = f"“{value[:80]}” is not a {kind.upper()} number; the substance is unidentified"
        return None, Finding(Severity.ERROR, "substance-id-unknown", where, None, told)
    if not has_right_check_digit(kind, value):
        told = f"{value} has a wrong check digit; the substance counts as unidentified"
        hint = "compare it with the register; two digits are often swapped"
        return None, Finding(Severity.ERROR, "cas-check-digit", where, None, told, hint)
    identity = SubstanceId(IdType(kind), value)
    if kind in {"sn", "dsl"} and identity not in named:
        told = f"no list here says what {value} stands for; the substance is unidentified"
        return None, Finding(Severity.WARNING, "substance-id-unknown", where, None, told)
    return identity, None


def annual_id(text: str) -> SubstanceId:
    """The CAS or EC number that a yearly tonnage is given for.

    Raises:
        InvalidStructureFile: neither, or a wrong check digit.
    """
    try:
        return substance_id(text)
    except InvalidSubstanceId as wrong:
        where = f"/annual_tonnes/{text[:80]}"
        raise InvalidStructureFile(wrong.message, where=where, hint=wrong.hint) from wrong


def _group(word: str, where: str, named: Collection[SubstanceId]) -> SubstanceId:
    identity = SubstanceId(IdType.GROUP, word)
    if identity in named or word in _GROUPS_WITHOUT_LIST:
        return identity
    known = {one.value for one in named if one.id_type is IdType.GROUP} | _GROUPS_WITHOUT_LIST
    hint = f"known groups: {' '.join(sorted(known))}"
    message = f"no group “{word[:80]}”"
    raise InvalidStructureFile(message, where=f"{where}/group", hint=hint, code="unknown-group")
