"""What becomes of a mixture when it is worked into an article: declared, never guessed.

Solvents leave, resins react, flux burns off. A chemSHERPA-CI declaration says what is in the
product as it is sold; only somebody who knows the process can say what of it is still there
afterwards. That statement is a transfer. The arithmetic stands in `chemsherpa.assembly.carry_over`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from chemsherpa.document import ExemptionSet
from regulations.errors import InvalidSubstanceId
from regulations.substances import substance_id

__all__ = ["Fate", "MaterialWords", "Mixture", "Transfer", "Yielded", "substance_key"]


@dataclass(frozen=True, slots=True)
class Mixture:
    """Which mixture it is about; blank revision or manufacturer means any."""

    part_number: str
    revision: str = ""
    manufacturer: str = ""


@dataclass(frozen=True, slots=True)
class MaterialWords:
    """What the material is called that the mixture becomes.

    Attributes:
        code: of the chemSHERPA material list, e.g. ``N551``; "" when not told.
        class_id: of the IEC 62474 class list, e.g. ``M-119``; "" when not told.
        use_code: 3 adhesive, 5 solder joint, 11 paint …
    """

    name: str
    code: str = ""
    class_id: str = ""
    use_code: str = ""
    standard: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Yielded:
    """What a reaction makes.

    Attributes:
        identity: CAS, EC or SN number, "" where only a name is known or `is_rest`.
        ratio: mass made per mass reacted.
        is_rest: it becomes part of what the material does not name, such as a cured polymer.
        exemptions: claimed for it in the material.
    """

    identity: str
    name: str
    ratio: Fraction
    is_rest: bool = False
    exemptions: tuple[ExemptionSet, ...] = ()


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of one substance of the mixture.

    Attributes:
        stays: share that stays what it is, 1 = all of it.
        reacts_into: what the others become; empty = the others leave.
        exemptions: claimed for what stays; a mixture claims none, an article's material may.
    """

    identity: str
    name: str
    stays: Fraction
    reacts_into: tuple[Yielded, ...] = ()
    exemptions: tuple[ExemptionSet, ...] = ()


@dataclass(frozen=True, slots=True)
class Transfer:
    """A statement for a whole mixture.

    Attributes:
        rest_stays: share of what the mixture does not name that stays; None = nobody said.
        reason: on what the statement rests, e.g. a process sheet.
    """

    mixture: Mixture
    material: MaterialWords
    fates: tuple[Fate, ...]
    rest_stays: Fraction | None = None
    reason: str = ""


def substance_key(identity: str, name: str) -> tuple[str, str]:
    """What tells substances apart: the registered id, else the id as written, else the name."""
    try:
        found = substance_id(identity)
    except InvalidSubstanceId:
        return ("written", identity.strip()) if identity.strip() else ("name", name.strip())
    return found.id_type.value, found.value
