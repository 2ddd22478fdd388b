"""The fields that chemSHERPA hides in `comment` attributes, separated by `@`.

The standard has no place for confirmation dates, SCIP data, use codes or the voluntary flag, so
the tool writes them there. The raw text is always kept beside what is read from it.

Source:
    Observed in files of chemSHERPA-AI V2R1.00.1 and -CI V2R1.00.0. Fields whose meaning is
    unknown (AI product 4, 5, 7; CI product 2, 4, 6, 7; material 1; response 1, 2) stay in the raw
    text only; in the files seen they are constant.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from chemsherpa.comment_layout import CODE, EMPTY, FLAG, SEPARATOR, TIME, Layout
from chemsherpa.document import (
    Answer,
    Material,
    Part,
    Product,
    ProductComment,
    Response,
    Scheme,
    Scip,
    Substance,
)

__all__ = [
    "AI_PRODUCT",
    "ANSWER",
    "CI_PRODUCT",
    "LAYOUTS",
    "MATERIAL",
    "PART",
    "RESPONSE",
    "SUBSTANCE",
    "TELLS",
    "Tell",
]

Tell = Callable[[str | None], dict[str, Any]]
"""From a comment to the named fields of the class that carries it."""

AI_PRODUCT: Final = Layout(
    15,
    free=(14, 6, 11, 10),
    looks={
        0: FLAG,
        1: TIME,
        2: FLAG,
        3: TIME,
        4: FLAG,
        5: EMPTY,
        7: EMPTY,
        8: FLAG,
        9: FLAG,
        12: CODE,
        13: CODE,
    },
)
CI_PRODUCT: Final = Layout(8, free=(5,), looks={0: FLAG, 1: TIME, 2: FLAG, 3: FLAG})
PART: Final = Layout(5, free=(4, 1, 0), looks={2: CODE, 3: CODE})
MATERIAL: Final = Layout(5, free=(3,))
SUBSTANCE: Final = Layout(2, free=(0,))
ANSWER: Final = Layout(12, free=(0, 9, 6, 5, 4), looks={7: CODE, 8: CODE, 10: CODE})
RESPONSE: Final = Layout(3, free=(0,))


def _ai_product(comment: str | None) -> dict[str, Any]:
    # The first pair is compliance, likely: in the files seen its time is never clearly earlier.
    if comment is None:
        return {}
    fields = AI_PRODUCT.split(comment)
    told = ProductComment(
        compliance_confirmed=fields[0] == "1",
        compliance_confirmed_at=fields[1],
        composition_confirmed=fields[2] == "1",
        composition_confirmed_at=fields[3],
        manufacturer=fields[6],
        scip_in_compliance=_flag(fields[8]),
        scip_in_composition=_flag(fields[9]),
        scip=_scip(fields[10:15]),
        fields=tuple(comment.split(SEPARATOR)),
    )
    return {"told": told}


def _ci_product(comment: str | None) -> dict[str, Any]:
    if comment is None:
        return {}
    fields = CI_PRODUCT.split(comment)
    told = ProductComment(
        composition_confirmed=fields[0] == "1",
        composition_confirmed_at=fields[1],
        contains_declarable=_flag(fields[3]),
        manufacturer=fields[5],
        fields=tuple(comment.split(SEPARATOR)),
    )
    return {"told": told}


def _part(comment: str | None) -> dict[str, Any]:
    return {"scip": _scip(PART.split(comment))} if comment else {}


def _material(comment: str | None) -> dict[str, Any]:
    fields = MATERIAL.split(comment)
    return {
        "use_code": fields[0],
        "standard": fields[2],
        "remark": fields[3],
        "scip_category": fields[4],
    }


def _substance(comment: str | None) -> dict[str, Any]:
    remark, flag = SUBSTANCE.split(comment)
    return {"remark": remark, "voluntary": _flag(flag)}


_NOTHING_SAID: Final = SEPARATOR * (ANSWER.count - 1)


def _answer(comment: str | None) -> dict[str, Any]:
    # 194 of 196 answers say nothing.
    if not comment or comment == _NOTHING_SAID:
        return {}
    fields = ANSWER.split(comment)
    return {
        "remark": fields[0],
        "legacy_amount": fields[1],
        "legacy_unit": fields[2],
        "use": fields[3],
        "place": fields[4],
        "scip": _scip(fields[5:10]),
        "scip_material_category": fields[10],
        "material_code": fields[11],
    }


def _response(comment: str | None) -> dict[str, Any]:
    return {"approved_on": RESPONSE.split(comment)[0]}


def _plain(comment: str | None) -> dict[str, Any]:
    return {"remark": comment or ""}


def _scip(fields: tuple[str, ...]) -> Scip | None:
    return Scip(*fields) if any(fields) else None


def _flag(text: str) -> bool | None:
    return {"1": True, "0": False}.get(text)


_PLAIN: Final[Mapping[type, Tell]] = {Material: _plain, Substance: _plain, Answer: _plain}

TELLS: Final[Mapping[Scheme, Mapping[type, Tell]]] = {
    Scheme.CHEMSHERPA_AI: {
        Product: _ai_product,
        Part: _part,
        Material: _material,
        Substance: _substance,
        Answer: _answer,
        Response: _response,
    },
    Scheme.CHEMSHERPA_CI: {
        Product: _ci_product,
        Part: _part,
        Material: _material,
        Substance: _substance,
        Answer: _answer,
        Response: _response,
    },
    Scheme.IEC62474: _PLAIN,
}
"""Which comments hide fields, by kind of declaration; elsewhere a comment is just a comment."""

LAYOUTS: Final[Mapping[Scheme, Mapping[type, Layout]]] = {
    Scheme.CHEMSHERPA_AI: {
        Product: AI_PRODUCT,
        Part: PART,
        Material: MATERIAL,
        Substance: SUBSTANCE,
        Answer: ANSWER,
        Response: RESPONSE,
    },
    Scheme.CHEMSHERPA_CI: {
        Product: CI_PRODUCT,
        Substance: SUBSTANCE,
        Response: RESPONSE,
    },
}
"""How many fields each of those comments has."""
