"""From what a structure file calls a substance to its identifier, or to why there is none."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from bom.errors import InvalidStructureFile
from bom.findings import found
from bom.structures.structure import StructureSubstance
from chemsherpa.findings import Finding
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
        return None, found("substance-undisclosed", where, name=substance.name)
    value = normalised(substance.value)
    if kind == "group":
        return _group(value.lower(), where, named), None
    value = value.upper() if kind == "sn" else value
    if not has_form(IdType(kind), value):
        register = kind.upper()
        return None, found("substance-id-unknown.form", where, number=value, register=register)
    if not has_right_check_digit(kind, value):
        return None, found("cas-check-digit", where, number=value)
    identity = SubstanceId(IdType(kind), value)
    if kind in {"sn", "dsl"} and identity not in named:
        return None, found("substance-id-unknown.unlisted", where, number=value)
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
