"""The declaration's own tree: product, inner parts, materials."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from bom.models.base import Base, Instant

__all__ = ["Node"]


class Node(Base):
    """A product (number 0, no parent), an inner part or a material.

    Numbers count the tree in document order, without a gap: a reader finds the row of a node by
    adding its number to where the declaration starts, and a bulk insert needs no id back.

    Attributes:
        kind: part, material or mixture (a chemical product, substances directly in it).
        identifier: the id that the declaration gives, e.g. ``Parts00001`` or ``R312``.
        number_of_units: decimal text, how many in one unit of the parent; `quantity_ppb` is it
            times 10**9, NULL where that is no 64-bit integer.
        mass, mass_unit: as declared; `mass_ng` in nanograms, NULL where that is no integer.
        is_implied: not written as a material: substances stood directly on a part.
        comment: the raw comment attribute.
    """

    __tablename__ = "node"

    declaration_id: Mapped[int] = mapped_column(ForeignKey("declaration.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    parent_number: Mapped[int | None]
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(8))
    name: Mapped[str]
    identifier: Mapped[str]
    number_of_units: Mapped[str]
    quantity_ppb: Mapped[int | None] = mapped_column(BigInteger)
    mass: Mapped[str | None]
    mass_unit: Mapped[str | None] = mapped_column(String(4))
    mass_ng: Mapped[int | None] = mapped_column(BigInteger)
    is_article: Mapped[bool | None]
    is_implied: Mapped[bool]
    use_code: Mapped[str]
    comment: Mapped[str | None]
    line: Mapped[int]
    recorded_at: Mapped[Instant]
