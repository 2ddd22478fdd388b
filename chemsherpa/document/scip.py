"""What chemSHERPA hides in the comments of products and articles, by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["NOTHING_TOLD", "ProductComment", "Scip"]


@dataclass(frozen=True, slots=True)
class Scip:
    """SCIP fields of an article as chemSHERPA hides them; IUCLID codes kept as codes."""

    identifier: str = ""
    name: str = ""
    article_category: str = ""
    production_in_eu: str = ""
    safe_use: str = ""


@dataclass(frozen=True, slots=True)
class ProductComment:
    """What the hidden product fields say, for AI and CI alike; "" where a field is empty.

    Attributes:
        compliance_confirmed, composition_confirmed: None where the kind has no such field.
        contains_declarable: CI only.
        scip_in_compliance, scip_in_composition: AI only, whether SCIP data was selected.
        fields: all of them as they stand, those of unknown meaning too.
    """

    compliance_confirmed: bool | None = None
    compliance_confirmed_at: str = ""
    composition_confirmed: bool | None = None
    composition_confirmed_at: str = ""
    contains_declarable: bool | None = None
    manufacturer: str = ""
    scip_in_compliance: bool | None = None
    scip_in_composition: bool | None = None
    scip: Scip | None = None
    fields: tuple[str, ...] = ()


NOTHING_TOLD: Final = ProductComment()
"""Of a product without such a comment: nothing is said, neither confirmed nor unconfirmed."""
