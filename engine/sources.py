"""Where the numbers of a constituent were declared, for people who want to see for themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["Sources", "Stated"]


@dataclass(frozen=True, slots=True)
class Stated:
    """One constituent as its document has it.

    Attributes:
        document: sha256 of the declaration, "" for a structure file.
        pointer: XPath of the element, or JSON pointer; "" where the format has none of ours.
        line: of the element in the document, 0 where it is not known.
        value: the declared text, e.g. ``0.1`` or ``0.05-0.15``; "" where no amount was told.
        unit: ``mass%``, ``ppm`` or a unit of mass; "" without a value.
    """

    document: str
    pointer: str
    line: int
    value: str
    unit: str


Sources = Mapping[int, tuple[Stated, ...]]
"""By node of a material, its constituents in the order of the arrays."""
