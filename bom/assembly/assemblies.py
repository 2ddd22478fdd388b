"""Our bill of materials and the declarations kept for its parts, as one assembly to be declared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from sqlalchemy.orm import Session

from bom.assembly.stored_declarations import read_stored
from bom.assembly.transfers import read_transfers
from bom.errors import UnitMismatch
from bom.portfolio.columns import value_of
from bom.portfolio.company import Company, UsageLine, read_company
from bom.portfolio.joins import declared_units
from bom.resolution import KnownPart
from bom.usages.units import conversion
from chemsherpa.assembly.structure import Assembly, Piece, Thing, Transferred
from chemsherpa.assembly.transfer import Transfer
from chemsherpa.errors import NotAssembled

__all__ = ["read_assembly"]


def read_assembly(
    session: Session,
    part: KnownPart,
    *,
    names: Mapping[str, str],
    known_at: str | None = None,
) -> Assembly:
    """What a part of our bill of materials consists of, down to what others declared.

    Args:
        session: of `Database.readers`.
        part: one that has usages.
        names: what our own part numbers are called; another is called by its number.
        known_at: ISO 8601; None = now.

    Raises:
        NotAssembled: all parts that stand in the way, of one kind at a time.
    """
    company = read_company(session, roots=[part.part_id], known_at=known_at)
    transfers = read_transfers(session, company.members, known_at=known_at)
    building = _Building(session, company, names, transfers)
    building.refuse_gaps()
    found = building.thing(part)
    assert isinstance(found, Assembly)  # noqa: S101 - a part with usages is one
    return found


@dataclass
class _Building:
    """The parts that were looked at; each is read once, however often it is used."""

    session: Session
    company: Company
    names: Mapping[str, str]
    transfers: Mapping[int, Transfer]
    things: dict[int, Thing] = field(default_factory=dict)

    def refuse_gaps(self) -> None:
        """Name every part that leaves something open, before anything is read."""
        undeclared, ambiguous, mixtures, units = [], [], [], []
        for line, found in self._used():
            if len(found) > 1:
                ambiguous.append(line.part_number)
                continue
            child = found[0]
            if not child.is_known:
                undeclared.append(child.part_number)
            elif child.is_mixture and not child.has_usages and child.part_id not in self.transfers:
                mixtures.append(child.part_number)
            elif _quantity(line, child) is None:
                units.append(f"{child.part_number} {line.quantity} {line.unit}")
        for key, parts in (
            ("assembly-ambiguous", ambiguous),
            ("assembly-no-declaration", undeclared),
            ("assembly-mixture", mixtures),
            ("assembly-quantity", units),
        ):
            if parts:
                raise NotAssembled(key, detail=", ".join(dict.fromkeys(parts)))

    def thing(self, part: KnownPart) -> Thing:
        """The part as something that can be declared or put into an assembly."""
        if part.part_id not in self.things:
            self.things[part.part_id] = self._read(part)
        return self.things[part.part_id]

    def _read(self, part: KnownPart) -> Thing:
        if part.has_usages:
            name = part.name or self.names.get(part.part_number, part.part_number)
            return Assembly(part.part_number, part.revision, name, tuple(self._pieces(part)))
        assert part.speaking is not None  # noqa: S101 - refuse_gaps has looked
        declaration = read_stored(self.session, part.speaking.declaration_id)
        if part.is_mixture:
            return Transferred(declaration, self.transfers[part.part_id])
        return declaration

    def _pieces(self, part: KnownPart) -> Iterator[Piece]:
        for line, found in self._used():
            if line.parent_id == part.part_id:
                child = found[0]
                yield Piece(_quantity(line, child) or Fraction(0), self.thing(child))

    def _used(self) -> Iterator[tuple[UsageLine, tuple[KnownPart, ...]]]:
        for line in sorted(self.company.usages, key=lambda line: (line[5:], line[2:5:2])):
            yield line, self.company.candidates[line.child_id]


def _quantity(line: UsageLine, child: KnownPart) -> Fraction | None:
    """Units of the child in one parent, exact; grams of a mixture; None where they do not fit."""
    value = value_of(line.quantity)
    for unit in sorted(declared_units(child), key=lambda unit: unit != line.unit):
        if child.is_mixture and not child.has_usages and unit != "g":
            continue
        try:
            return None if value is None else value * conversion(line.unit, unit)
        except UnitMismatch:
            continue
    return None
