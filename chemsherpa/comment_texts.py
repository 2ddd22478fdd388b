"""From named fields to the `comment` attributes in which chemSHERPA hides them.

Every mini-format is written with its full number of separators. A separator that somebody typed
into a field would move all fields behind it, so it is written full-width (`＠`); `typed_separators`
says where that happens. Fields of unknown meaning are written as the official tool writes them:
its constants, else empty.

Source:
    As `chemsherpa.comments`; constants in all files of chemSHERPA-AI V2R1.00.1 and -CI V2R1.00.0.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from chemsherpa.comment_layout import SEPARATOR
from chemsherpa.document import ProductComment, Scip

__all__ = [
    "ai_product_text",
    "answer_text",
    "ci_product_text",
    "material_text",
    "part_text",
    "response_text",
    "substance_text",
    "typed_separators",
]

_FULL_WIDTH: Final = "＠"
_NO_SCIP: Final = Scip()


def ai_product_text(told: ProductComment) -> str:
    """Fifteen fields: confirmations, manufacturer, SCIP."""
    return _joined(
        _flag(told.compliance_confirmed),
        told.compliance_confirmed_at,
        _flag(told.composition_confirmed),
        told.composition_confirmed_at,
        "1",
        "",
        told.manufacturer,
        "",
        _flag(told.scip_in_compliance),
        _flag(told.scip_in_composition),
        *_scip(told.scip),
    )


def ci_product_text(told: ProductComment) -> str:
    """Eight fields: confirmation, whether it contains declarable substances, manufacturer."""
    return _joined(
        _flag(told.composition_confirmed),
        told.composition_confirmed_at,
        "1",
        _flag(told.contains_declarable),
        "",
        told.manufacturer,
        "",
        "",
    )


def part_text(scip: Scip | None) -> str | None:
    """Five SCIP fields; None where there are none, for the tool then writes no comment."""
    return None if scip is None else _joined(*_scip(scip))


def material_text(
    *, use_code: str = "", standard: str = "", remark: str = "", scip_category: str = ""
) -> str:
    """Five fields; the second is always empty."""
    return _joined(use_code, "", standard, remark, scip_category)


def substance_text(*, remark: str = "", voluntary: bool | None) -> str:
    """Remark and flag."""
    return _joined(remark, _flag(voluntary))


def answer_text(
    *,
    remark: str = "",
    use: str = "",
    place: str = "",
    scip: Scip | None = None,
    scip_material_category: str = "",
    material_code: str = "",
) -> str:
    """Twelve fields; amount and unit, as V1 wrote them, stay empty."""
    return _joined(remark, "", "", use, place, *_scip(scip), scip_material_category, material_code)


def response_text(approved_on: str) -> str:
    """The approval date and two constants."""
    return _joined(approved_on, "1", "0")


def typed_separators(texts: Iterable[str]) -> tuple[str, ...]:
    """Those texts that cannot be written as they are."""
    return tuple(text for text in texts if SEPARATOR in text)


def _joined(*fields: str) -> str:
    return SEPARATOR.join(field.replace(SEPARATOR, _FULL_WIDTH) for field in fields)


def _flag(flag: bool | None) -> str:
    return "" if flag is None else str(int(flag))


def _scip(scip: Scip | None) -> tuple[str, ...]:
    told = scip or _NO_SCIP
    return (
        told.identifier,
        told.name,
        told.article_category,
        told.production_in_eu,
        told.safe_use,
    )
