"""What a substance is called: CAS, EC and SN numbers, and the ids that are only names."""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from regulations.errors import InvalidSubstanceId

__all__ = [
    "IdType",
    "SubstanceId",
    "has_form",
    "has_right_check_digit",
    "is_cas",
    "is_ec",
    "normalised",
    "slips",
    "substance_id",
]


class IdType(StrEnum):
    """The register that an identifier belongs to; only `NAME` identifies nothing."""

    CAS = "cas"
    EC = "ec"
    SN = "sn"
    DSL = "dsl"
    GROUP = "group"
    NAME = "name"


@dataclass(frozen=True, slots=True, order=True)
class SubstanceId:
    """One identifier of one substance or group, normalised; hashable, so it can be a key."""

    id_type: IdType
    value: str

    def __hash__(self) -> int:
        # Asked 2.7 million times for one verdict and its next change. Registers share next to no
        # number; where they do, equality tells them apart.
        return hash(self.value)

    def __str__(self) -> str:
        return self.value


_FORMS: Final = {
    IdType.CAS: re.compile(r"[1-9][0-9]{1,6}-[0-9]{2}-[0-9]", re.ASCII),
    IdType.EC: re.compile(r"[0-9]{3}-[0-9]{3}-[0-9]", re.ASCII),
    IdType.SN: re.compile(r"SN[0-9]+", re.ASCII),
    IdType.DSL: re.compile(r"[0-9]{5}", re.ASCII),
}
# NFKC leaves the minus sign and the Japanese long-vowel mark as they are.
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−ー－", "-"))
_PREFIX = re.compile(r"^CAS(\s*(RN|NO\.?|NUMBER))?\s*:?\s*", re.IGNORECASE)
_ZEROS = re.compile(r"^0+(?=[0-9]{2,7}-[0-9]{2}-[0-9]$)", re.ASCII)
_EC_REMAINDER_OF_ELINCS: Final = 10
_TEN: Final = "0123456789"


def normalised(text: str) -> str:
    """An identifier as the registers write it: half-width, ASCII hyphens, no prefix, no blanks.

    Zeros that a spreadsheet put before a CAS number are no part of it.

    Source:
        Unicode, NFKC; prefixes as suppliers write them.
    """
    folded = unicodedata.normalize("NFKC", text).translate(_DASHES).strip()
    return _ZEROS.sub("", _PREFIX.sub("", folded).strip())


def has_form(id_type: IdType, value: str) -> bool:
    """Whether a value is written as its register writes identifiers, whatever its check digit.

    True for any text of a group or a name, which have no form.

    Source:
        CAS, EC, chemSHERPA SN and IEC 62474 number formats.
    """
    form = _FORMS.get(id_type)
    return form is None or form.fullmatch(value) is not None


def is_cas(text: str) -> bool:
    """Whether the text is a CAS Registry Number with a right check digit.

    Source:
        CAS check digit rule: the digits, weighted 1, 2, 3 … from the right, modulo 10.
    """
    if not has_form(IdType.CAS, text):
        return False
    head, middle, check = text.split("-")
    weighted = sum(place * int(digit) for place, digit in enumerate(reversed(head + middle), 1))
    return weighted % 10 == int(check)


def is_ec(text: str) -> bool:
    """Whether the text is an EC or list number with a right check digit.

    Source:
        The digits, weighted 1 to 6 from the left, modulo 11. A remainder of 10 is written as
        check digit 1 in ELINCS numbers (62 such numbers in CLP Annex VI).
    """
    if not has_form(IdType.EC, text):
        return False
    digits = [int(digit) for digit in text if digit != "-"]
    remainder = sum(place * digit for place, digit in enumerate(digits[:6], 1)) % 11
    return digits[6] == (1 if remainder == _EC_REMAINDER_OF_ELINCS else remainder)


def has_right_check_digit(id_type: str, value: str) -> bool:
    """Whether a CAS or EC number is one; other registers have no check digit, any text will do.

    Source:
        Check digit rules as in `is_cas` and `is_ec`.
    """
    if id_type == IdType.CAS:
        return is_cas(value)
    return is_ec(value) if id_type == IdType.EC else bool(value)


@functools.lru_cache(maxsize=1024)
def slips(text: str) -> frozenset[str]:
    """Digits that a CAS or EC number may have been meant to have, its hyphens left out.

    A number with a wrong check digit was meant to be another: up to two digits wrong or swapped
    with a neighbour, or one digit too many or too few.

    Source:
        Check digit rules as in `is_cas` and `is_ec`; which slips are likely is our rule.
    """
    digits = "".join(character for character in normalised(text) if character.isdigit())
    once = _slipped(digits)
    twice = {far for near in once for far in _slipped(near)}
    places = range(len(digits))
    shorter = {digits[:place] + digits[place + 1 :] for place in places}
    longer = {digits[:at] + digit + digits[at:] for at in (*places, len(digits)) for digit in _TEN}
    return frozenset(once | twice | shorter | longer)


def _slipped(digits: str) -> set[str]:
    found = {digits[:at] + digit + digits[at + 1 :] for at in range(len(digits)) for digit in _TEN}
    for at in range(len(digits) - 1):
        found.add(digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :])
    return found


def substance_id(text: str) -> SubstanceId:
    """Read a bare identifier as chemSHERPA writes it, telling CAS, EC and SN apart by pattern.

    Source:
        chemSHERPA data entry: patterns of CAS, EC and SN numbers.

    Raises:
        InvalidSubstanceId: none of the patterns fits, or the check digit is wrong.
    """
    value = normalised(text)
    if has_form(IdType.SN, value.upper()):
        return SubstanceId(IdType.SN, value.upper())
    if is_cas(value):
        return SubstanceId(IdType.CAS, value)
    if is_ec(value):
        return SubstanceId(IdType.EC, value)
    if has_form(IdType.CAS, value) or has_form(IdType.EC, value):
        raise InvalidSubstanceId(
            f"{value} has a wrong check digit",
            hint="compare it with the register; two digits are often swapped",
        )
    raise InvalidSubstanceId(
        f"“{value[:80]}” is neither a CAS, an EC nor an SN number",
        hint="CAS 7439-92-1, EC 231-100-4 and SN0015 are the known forms",
    )
