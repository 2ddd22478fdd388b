"""Every substance of a part or of a structure."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from api.services.law import law_of
from api.services.served import View
from api.services.verdicts import Ask, Read, read_part
from api.wire.body import Json
from api.wire.rollup import rollup_json
from bom.structures.arrays import structure_arrays
from bom.structures.structure import read_structure
from engine.product import product_of
from engine.roll_up import roll_up

__all__ = ["ROLLUP", "rollup_of", "rollup_on", "structure_rollup"]


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
    ask = Ask(as_of, known_at=known_at)
    read = read_part(session, part_number, ask, revision=revision, manufacturer=manufacturer)
    return rollup_on(read)


def rollup_on(read: Read) -> Json:
    """The rollup of what was read; a product takes a second, and holds no transaction open."""
    law, part = read.law, read.found.parts[0]
    names = {**law.names, **part.question.names}
    return rollup_json(
        roll_up(part.product, names, law.elements, law.catalog.identity),
        part=part.facts,
        lists_of=law.rules.membership.lists_of,
        also_matching=[other.facts for other in read.found.parts[1:]],
    )


ROLLUP: Final = View("rollup", lambda body: body, rollup_on)
"""A rollup in place of a verdict; kept and forgotten as verdicts are."""


def structure_rollup(path: Path, *, as_of: date) -> Json:
    """The rollup of a structure file.

    Raises:
        InvalidStructureFile: the file cannot be read faithfully.
    """
    file = read_structure(path)
    law = law_of(as_of=as_of)
    structure = structure_arrays(file, law.catalog)
    product = product_of(structure.arrays, structure.root, structure.labels)
    facts = {"part_number": file.part.part_number, "name": file.part.name}
    names = {**law.names, **structure.names}
    rollup = roll_up(product, names, law.elements, law.catalog.identity)
    return rollup_json(rollup, part=facts, lists_of=law.rules.membership.lists_of)
