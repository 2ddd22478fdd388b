"""Every substance of a part or of a structure."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from api.services.law import law_of
from api.services.parts import find
from api.wire.body import Json
from api.wire.rollup import rollup_json
from bom.structure import read_structure
from bom.structure_arrays import structure_arrays
from engine.product import product_of
from engine.roll_up import roll_up
from regulations.catalog import bundled

__all__ = ["rollup_of", "structure_rollup"]


def rollup_of(
    session: Session,
    part_number: str,
    *,
    as_of: date,
    revision: str = "",
    manufacturer: str = "",
    known_at: str | None = None,
) -> Json:
    """The rollup of a part; of several matching parts the first, with the others named.

    Raises:
        UnknownPart: nobody declared it and no bill of materials names it.
    """
    law = law_of(as_of=as_of)
    found = find(
        session, part_number, revision=revision, manufacturer=manufacturer, known_at=known_at
    )
    part = found.parts[0]
    rollup = roll_up(part.product, {**law.names, **part.question.names}, law.elements)
    return rollup_json(
        rollup,
        part=part.facts,
        lists_of=law.rules.membership.lists_of,
        also_matching=[other.facts for other in found.parts[1:]],
    )


def structure_rollup(path: Path, *, as_of: date) -> Json:
    """The rollup of a structure file.

    Raises:
        InvalidStructureFile: the file cannot be read faithfully.
    """
    file = read_structure(path)
    law = law_of(as_of=as_of)
    structure = structure_arrays(file, bundled())
    product = product_of(structure.arrays, structure.root, structure.labels)
    facts = {"part_number": file.part.part_number, "name": file.part.name}
    rollup = roll_up(product, {**law.names, **structure.names}, law.elements)
    return rollup_json(rollup, part=facts, lists_of=law.rules.membership.lists_of)
