"""The declaration that goes out: the one that speaks for a part, or one made of its parts'."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from bom.assembly.assemblies import read_assembly
from bom.assembly.stored_declarations import read_stored
from bom.errors import NothingToExport, UnknownPart
from bom.resolution import KnownPart, find_parts, read_directory
from chemsherpa.assembly.answering import Answering
from chemsherpa.assembly.assemble import Assembled, assemble
from chemsherpa.document import Declaration

__all__ = ["Exported", "Wanted", "exported"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a declaration shall be made.

    Attributes:
        built: computed from the parts even where the part has a declaration of its own.
        answering: who answers for what is computed; None where nobody was named.
        with_compliance: False leaves computed answers out.
    """

    revision: str = ""
    manufacturer: str = ""
    built: bool = False
    answering: Answering | None = None
    with_compliance: bool = True


@dataclass(frozen=True, slots=True)
class Exported:
    """A declaration that goes out.

    Attributes:
        sha256: of the stored declaration that it is, "" for one that was computed.
        assembled: what computing it left open, None for a stored one.
    """

    part_number: str
    declaration: Declaration
    sha256: str = ""
    assembled: Assembled | None = None


def exported(session: Session, part_number: str, wanted: Wanted) -> Exported:
    """The declaration that speaks for a part, read from its kept bytes, or one that is computed.

    Raises:
        UnknownPart: nobody declared it and no bill of materials names it.
        NothingToExport: several parts match, or nobody declared it and it has no parts.
        NotAssembled: something below it is missing that a declaration has to say.
    """
    part = _one(session, part_number, wanted)
    own = _own(session, part)
    if wanted.built and not part.has_usages:
        raise NothingToExport(
            f"no bill of materials says what “{part_number[:80]}” consists of",
            hint="load one by: chemgate bom load FILE; or leave out --built",
        )
    if own is not None and not wanted.built:
        assert own.speaking is not None  # noqa: S101 - `_own` takes no other
        declaration = read_stored(session, own.speaking.declaration_id)
        return Exported(part_number, declaration, own.speaking.sha256)
    if not part.has_usages:
        raise NothingToExport(
            f"nobody declared “{part_number[:80]}”",
            hint="import its declaration, or load the bill of materials of what it consists of",
        )
    return _computed(session, part, wanted)


def _one(session: Session, part_number: str, wanted: Wanted) -> KnownPart:
    found = find_parts(
        session, part_number, revision=wanted.revision, manufacturer=wanted.manufacturer
    )
    if not found:
        raise UnknownPart(
            f"no part “{part_number[:80]}”",
            hint="import its declaration, or load a bill of materials that names it",
        )
    if len(found) > 1:
        names = "; ".join(" ".join(filter(None, part.identity)) for part in found)
        raise NothingToExport(
            f"“{part_number[:80]}” may be any of: {names}",
            hint="name one by --revision and --manufacturer",
        )
    return found[0]


def _own(session: Session, part: KnownPart) -> KnownPart | None:
    """The part as somebody declared it: itself, or what stands beside our bill of materials."""
    if part.speaking is not None:
        return part
    directory = read_directory(session, numbers={part.part_number}, known_at=None)
    return next(iter(directory.own_declarations(part)), None)


def _computed(session: Session, part: KnownPart, wanted: Wanted) -> Exported:
    if wanted.answering is None:
        raise NothingToExport(
            f"“{part.part_number[:80]}” must be computed from its parts; nobody answers for it",
            hint="name company, contact and authorizer in a TOML file: --header FILE",
        )
    assembly = read_assembly(session, part, names=wanted.answering.names)
    found = assemble(assembly, wanted.answering, with_compliance=wanted.with_compliance)
    return Exported(part.part_number, found.declaration, assembled=found)
