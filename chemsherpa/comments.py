"""The fields that chemSHERPA hides in `comment` attributes, separated by `@`.

The standard has no place for confirmation dates, SCIP data, use codes or the voluntary flag, so
the tool writes them there. Nobody says whether a user's own `@` is escaped; it is not here. More
fields than expected are laid to the free text nearest to the surplus, fewer leave the last fields
empty, and the raw text is always kept beside what is read.

Source:
    Observed in files of chemSHERPA-AI V2R1.00.1 and -CI V2R1.00.0; field meanings marked
    uncertain there (AI product 4, 5, 7 to 9; CI product 2, 4, 6, 7) are not named here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from chemsherpa.document import ProductComment, Scip

__all__ = [
    "AI_PRODUCT_FIELDS",
    "CI_PRODUCT_FIELDS",
    "AnswerComment",
    "MaterialComment",
    "SubstanceComment",
    "ai_product_comment",
    "answer_comment",
    "approved_on",
    "ci_product_comment",
    "material_comment",
    "part_comment",
    "substance_comment",
]

AI_PRODUCT_FIELDS: Final = 15
CI_PRODUCT_FIELDS: Final = 8
_PART_FIELDS: Final = 5
_MATERIAL_FIELDS: Final = 5
_SUBSTANCE_FIELDS: Final = 2
_ANSWER_FIELDS: Final = 12

_SEPARATOR: Final = "@"


@dataclass(frozen=True, slots=True)
class MaterialComment:
    """Use code, public standard (``JISH3250``), remark, SCIP material category."""

    use_code: str
    standard: str
    remark: str
    scip_category: str


@dataclass(frozen=True, slots=True)
class SubstanceComment:
    """Remark, and the flag that tells voluntary reports; None when the flag is missing."""

    remark: str
    voluntary: bool | None


@dataclass(frozen=True, slots=True)
class AnswerComment:
    """Remark, use (Japanese text), place (``Switch:Terminal``), SCIP data, material code."""

    remark: str
    use: str
    place: str
    scip: Scip | None
    scip_material_category: str
    material_code: str


def _fields(comment: str | None, expected: int, *, free: int) -> list[str]:
    """Exactly `expected` fields; a surplus is joined into field `free`, which holds free text."""
    fields = (comment or "").split(_SEPARATOR)
    surplus = len(fields) - expected
    if surplus > 0:
        joined = _SEPARATOR.join(fields[free : free + surplus + 1])
        return [*fields[:free], joined, *fields[free + surplus + 1 :]]
    return fields + [""] * -surplus


def _scip(fields: list[str]) -> Scip | None:
    return Scip(*fields) if any(fields) else None


def _confirmed(field: str) -> bool:
    return field == "1"


def _flag(field: str) -> bool | None:
    return {"1": True, "0": False}.get(field)


def ai_product_comment(comment: str | None) -> ProductComment:
    """Fields 0-3 confirmations, 6 manufacturer, 10-14 SCIP; the first pair is compliance (likely).

    In the files seen its time is never clearly earlier; both pairs are equal or minutes apart.
    """
    if comment is None:
        return ProductComment()
    fields = _fields(comment, AI_PRODUCT_FIELDS, free=AI_PRODUCT_FIELDS - 1)
    return ProductComment(
        compliance_confirmed=_confirmed(fields[0]),
        compliance_confirmed_at=fields[1],
        composition_confirmed=_confirmed(fields[2]),
        composition_confirmed_at=fields[3],
        manufacturer=fields[6],
        scip=_scip(fields[10:15]),
        fields=tuple(comment.split(_SEPARATOR)),
    )


def ci_product_comment(comment: str | None) -> ProductComment:
    """Fields 0-1 confirmation, 3 “contains declarable substances”, 5 manufacturer."""
    if comment is None:
        return ProductComment()
    fields = _fields(comment, CI_PRODUCT_FIELDS, free=5)
    return ProductComment(
        composition_confirmed=_confirmed(fields[0]),
        composition_confirmed_at=fields[1],
        contains_declarable=_flag(fields[3]),
        manufacturer=fields[5],
        fields=tuple(comment.split(_SEPARATOR)),
    )


def part_comment(comment: str | None) -> Scip | None:
    """SCIP data of a part that is or contains an SVHC; None when there are none."""
    return _scip(_fields(comment, _PART_FIELDS, free=_PART_FIELDS - 1))


def material_comment(comment: str | None) -> MaterialComment:
    """Field 0 use code, 2 standard, 3 remark, 4 SCIP material category."""
    fields = _fields(comment, _MATERIAL_FIELDS, free=3)
    return MaterialComment(fields[0], fields[2], fields[3], fields[4])


def substance_comment(comment: str | None) -> SubstanceComment:
    """`remark@flag`: 0 declarable, 1 reported voluntarily."""
    remark, flag = _fields(comment, _SUBSTANCE_FIELDS, free=0)
    return SubstanceComment(remark, _flag(flag))


def answer_comment(comment: str | None) -> AnswerComment:
    """Field 0 remark, 3 use, 4 place, 5-9 SCIP, 10 material category, 11 material code."""
    fields = _fields(comment, _ANSWER_FIELDS, free=0)
    return AnswerComment(
        fields[0], fields[3], fields[4], _scip(fields[5:10]), fields[10], fields[11]
    )


def approved_on(comment: str | None) -> str:
    """The approval date of a response, `{yyyy-MM-dd}@1@0`, "" when there is none."""
    return (comment or "").partition(_SEPARATOR)[0]
